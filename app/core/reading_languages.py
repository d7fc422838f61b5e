"""Languages of what people write: which of several texts a reader reads first, its direction, what is one language.

Here a language is any that somebody writes in, not one of those that the interface speaks.
"""

from collections.abc import Sequence
from typing import Final

from langcodes import Language

from app.core.languages import Direction, wished

# Kinds of one spoken language that have tags of their own.
_ONE_LANGUAGE: Final = {
    **dict.fromkeys(("rmn", "rml", "rmc", "rmf", "rmo", "rmy", "rmw"), "rom"),
    **dict.fromkeys(("arb", "apc", "ajp", "acm", "arz", "ary", "arq", "aeb", "ayl", "apd", "afb"), "ar"),
    **dict.fromkeys(("prs", "pes"), "fa"),
}
_RIGHT_TO_LEFT: Final = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"})


def first_read(accept_language: str | None, tags: Sequence[str]) -> int | None:
    """Which of the tags the header wishes most: the same tag, else one with its language and script, else its language.

    None where none of them is wished for. Of equals the last.
    """
    for wish in wished(accept_language):
        for same in (str, written, spoken):
            for at in reversed(range(len(tags))):
                if same(tags[at]) == same(wish):
                    return at
    return None


def spoken(tag: str) -> str:
    """The language without script, country or kind: `sr-Latn-RS` is `sr`, and Levantine Arabic `ar`."""
    base = tag.split("-")[0].lower()
    return _ONE_LANGUAGE.get(base, base)


def written(tag: str) -> str:
    """The language with the script that is usual or named."""
    return f"{spoken(tag)}-{script(tag)}"


def script(tag: str) -> str | None:
    return Language.get(tag).maximize().script


def direction(tag: str) -> Direction:
    """Of the script in which it is written."""
    return "rtl" if script(tag) in _RIGHT_TO_LEFT else "ltr"
