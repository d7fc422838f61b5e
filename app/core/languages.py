"""The languages that the interface speaks, the choice among them (RFC 4647), and the tags of all other languages."""

import re
from functools import lru_cache
from itertools import chain
from typing import Final, Literal, NamedTuple

from langcodes import standardize_tag

Direction = Literal["ltr", "rtl"]

DEFAULT: Final = "en"

_MAX_CHARACTERS: Final = 500
_MAX_RANGES: Final = 20
_MAX_TAG: Final = 35
_SHAPE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(r"([A-Za-z0-9_-]{1,35})\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]*)?|1(?:\.0*)?))?")


class Language(NamedTuple):
    """A language of the interface: BCP 47 tag, name in itself, direction of its script."""

    tag: str
    name: str
    direction: Direction


LANGUAGES: Final[dict[str, Language]] = {
    language.tag: language
    for language in (
        Language("en", "English", "ltr"),
        Language("sr-Latn", "srpski", "ltr"),
        Language("sr-Cyrl", "српски", "ltr"),
        Language("rom", "romani čhib", "ltr"),
        Language("ar", "العربية", "rtl"),
        Language("bg", "български", "ltr"),
        Language("fi", "suomi", "ltr"),
        Language("sv", "svenska", "ltr"),
        Language("it", "italiano", "ltr"),
        Language("uk", "українська", "ltr"),
    )
}

# Plain Serbian means Cyrillic first: so do CLDR's likely subtags, hence the phones and browsers, which write sr-Latn
# when a person has chosen Latin. In Montenegro CLDR has Latin first. Readers of one script read the other.
# ISO 639-3 gives the Romani dialects and the spoken kinds of Arabic tags of their own.
_OFFERS: Final[dict[str, tuple[str, ...]]] = {
    **{tag: (tag,) for tag in LANGUAGES},
    "sr": ("sr-Cyrl", "sr-Latn"),
    "sr-ME": ("sr-Latn", "sr-Cyrl"),
    **dict.fromkeys(("rmn", "rml", "rmc", "rmf", "rmo", "rmy", "rmw"), ("rom",)),
    **dict.fromkeys(("arb", "apc", "ajp", "acm", "arz", "ary", "arq", "aeb", "ayl", "apd", "afb"), ("ar",)),
}

# Only after everything that was asked for: understood, though not what the person calls the language.
_LAST_RESORTS: Final[dict[str, tuple[str, ...]]] = {
    "sr-Latn": ("sr-Cyrl",),
    "sr-Cyrl": ("sr-Latn",),
    "bs-Cyrl": ("sr-Cyrl", "sr-Latn"),
    **dict.fromkeys(("bs", "hr"), ("sr-Latn",)),
}


def negotiate(accept_language: str | None) -> tuple[str, ...]:
    """Tags of `LANGUAGES` in the caller's order of preference; English is always among them, last unless asked for.

    Reads the first 20 ranges within 500 characters of the header; what is malformed in it counts as absent.
    """
    # Cut before the cache, which would otherwise hold whatever a stranger sends.
    return _negotiated((accept_language or "")[: _MAX_CHARACTERS + 1])


def wished(accept_language: str | None) -> list[str]:
    """The tags that a header wishes for, of any language, the most wished first; read as `negotiate` reads it."""
    return [tag for tag, quality in _ranges((accept_language or "")[: _MAX_CHARACTERS + 1]) if quality > 0]


def valid_tag(text: str) -> str:
    """The normal form of a well-formed BCP 47 tag of any language, at most 35 characters long; else ValueError."""
    if len(text) > _MAX_TAG or not _SHAPE.fullmatch(text):
        raise ValueError("not a BCP 47 language tag")
    try:
        tag = standardize_tag(text)
        # langcodes gives some unregistered tags subtags in an order that it refuses itself (sr-cmn-419).
        again = standardize_tag(tag)
    except ValueError:
        # langcodes quotes the text, and what a client sent is never echoed.
        raise ValueError("not a BCP 47 language tag") from None
    if again != tag or len(tag) > _MAX_TAG:
        raise ValueError("not a BCP 47 language tag")
    return tag


@lru_cache(maxsize=512)
def _negotiated(header: str) -> tuple[str, ...]:
    ranges = _ranges(header)
    wanted = [tag for tag, quality in ranges if quality > 0]
    offers = [_lookup(tag, _OFFERS) for tag in wanted]
    # `sr, sr-Latn;q=0` leaves Cyrillic, while `sr-Cyrl, sr;q=0` still means Cyrillic: the narrower range decides.
    named = {offer[0] for offer in offers if len(offer) == 1}
    refused = {tag for wish, quality in ranges if quality == 0 for tag in _lookup(wish, _OFFERS)} - named
    resorts = (_lookup(tag, _LAST_RESORTS) for tag in wanted)
    tags = dict.fromkeys(chain(*offers, *resorts))
    return tuple(dict.fromkeys([*(tag for tag in tags if tag not in refused), DEFAULT]))


def _ranges(header: str) -> list[tuple[str, float]]:
    if len(header) > _MAX_CHARACTERS:
        header = header.rpartition(",")[0]
    found = []
    for part in header.split(",", _MAX_RANGES)[:_MAX_RANGES]:
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            continue
        try:
            found.append((valid_tag(match[1].replace("_", "-")), float(match[2] or 1)))
        except ValueError:
            continue
    return sorted(found, key=lambda item: -item[1])


def _lookup(tag: str, table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The entry of the tag, or of the tag less its last subtags (RFC 4647, 3.4)."""
    while tag and tag not in table:
        tag = tag.rpartition("-")[0]
    return table.get(tag, ())
