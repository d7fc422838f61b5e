"""What may be put into a letter: a closed set of values without people.

A code, a link, an instant, a day, a length of time, a number, a code of a vocabulary. There is no place for a text of
somebody's, so that no letter can bear a child's name.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.core.columns import instant_text
from app.core.languages import DEFAULT
from app.core.letters import day_in, minutes_in, moment_in, places_of
from app.core.vocabularies import vocabulary
from app.models.notice import NoticeKind
from app.models.vocabulary import VOCABULARIES, named

Value = str | int | datetime | date | StrEnum

CODE = re.compile(r"[0-9]{4,10}")
# The path of a link on the installation's own address; what is secret in it is letters, digits and a few signs.
LINK = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/._~-]{0,499}")
# What every letter may name besides: the organisation, and where one signs in.
ALWAYS = {"organisation", "home"}


def pack(kind: NoticeKind, values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as JSON, to be kept until the letter is written. ValueError for what the kind has no place for."""
    if values.keys() != places_of(kind, DEFAULT) - ALWAYS:
        raise ValueError(f"{kind} takes {sorted(places_of(kind, DEFAULT) - ALWAYS)}")
    return {name: PACKED[name](value) for name, value in values.items()}


def shown(tag: str, packed: Mapping[str, Any], zone: ZoneInfo, public_url: str) -> dict[str, str]:
    """Packed values as a reader of a language sees them."""
    ways: dict[str, Callable[[Any], str]] = {
        "code": str,
        "link": lambda path: public_url.rstrip("/") + path,
        "when": lambda text: moment_in(tag, datetime.fromisoformat(text).astimezone(zone)),
        "day": lambda text: day_in(tag, date.fromisoformat(text)),
        "minutes": lambda minutes: minutes_in(tag, minutes),
        "count": str,
        "what": lambda pair: label_of(tag, *pair),
    }
    return {name: ways[name](value) for name, value in packed.items()}


def label_of(tag: str, name: str, code: str) -> str:
    return next(one["label"] for one in vocabulary(name, (tag,)) if one["code"] == code)


def matching(pattern: re.Pattern[str]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError("this has no place in a letter")
        return value

    return check


def whole(value: Any) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("this is no number that can be counted")
    return value


def term(value: Any) -> list[str]:
    name = named(type(value)) if isinstance(value, StrEnum) else ""
    if name not in VOCABULARIES:
        raise ValueError("this is no code of a vocabulary")
    return [name, value.value]


PACKED: dict[str, Callable[[Any], Any]] = {
    "code": matching(CODE),
    "link": matching(LINK),
    "when": instant_text,
    "day": date.isoformat,
    "minutes": whole,
    "count": whole,
    "what": term,
}
