"""The words around open opportunities (`opportunity_wording/<tag>.json`), and how codes, days and grades are told."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from app.core.languages import DEFAULT, LANGUAGES, negotiate
from app.core.reading_languages import first_read, spoken
from app.core.vocabularies import vocabulary

FOLDER: Final = Path(__file__).with_name("opportunity_wording")
WORDED: Final = frozenset(path.stem for path in FOLDER.glob("*.json"))
# What speakers call their language, for those that the interface does not speak.
NAMES: Final = {
    "sq": "shqip", "tr": "Türkçe", "fa": "فارسی", "ps": "پښتو", "ku": "kurdî", "ckb": "کوردی", "so": "soomaali",
    "ti": "ትግርኛ", "am": "አማርኛ", "ur": "اردو", "ru": "русский", "ro": "română", "hu": "magyar", "sk": "slovenčina",
    "mk": "македонски", "bs": "bosanski", "hr": "hrvatski", "sl": "slovenščina", "el": "ελληνικά", "de": "Deutsch",
    "fr": "français", "es": "español", "et": "eesti",
}  # fmt: skip


def language_for(wish: str) -> str:
    """The first language wished for that there are words in; an Accept-Language is read."""
    return next((tag for tag in negotiate(wish) if tag in WORDED), DEFAULT)


@cache
def words(tag: str) -> dict[str, str]:
    """The words of a language."""
    found: dict[str, str] = json.loads(FOLDER.joinpath(f"{tag}.json").read_text(encoding="utf-8"))
    return found


def heading(tag: str, organisation: str) -> str:
    """What the whole list is called."""
    return words(tag)["heading"].replace("{organisation}", organisation)


def labels(tag: str, name: str, codes: Iterable[str]) -> str:
    """Codes of a vocabulary, as the language calls them."""
    known = {one["code"]: one["label"] for one in vocabulary(name, (tag,))}
    return comma(tag).join(known[code] for code in codes)


def comma(tag: str) -> str:
    """What stands between the parts of a list."""
    return "، " if LANGUAGES[tag].direction == "rtl" else ", "


def language_name(tag: str, reader: str) -> str:
    """What its speakers call a language, in the reader's script where it is the reader's own; else the tag."""
    if spoken(tag) == spoken(reader):
        return LANGUAGES[reader].name
    if (base := tag.split("-")[0]) in NAMES:
        return NAMES[base]
    ours = tuple(LANGUAGES)
    found = first_read(tag, ours)
    return tag if found is None else LANGUAGES[ours[found]].name


def grades_told(grades: Sequence[int]) -> str:
    """`1–4, 8` for 1, 2, 3, 4 and 8."""
    ranges: list[list[int]] = []
    for grade in sorted(set(grades)):
        if ranges and grade == ranges[-1][1] + 1:
            ranges[-1][1] = grade
        else:
            ranges.append([grade, grade])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)
