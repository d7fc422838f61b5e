"""Letters: a notice in a person's language (`notices/<tag>.json`), as plain text and as simple HTML.

A template names places for values, never for whole sentences from elsewhere. A paragraph that is a link alone becomes
a button; a code alone stands large.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple, TypedDict

from app.core.languages import DEFAULT, LANGUAGES, Direction, negotiate
from app.core.vocabularies import vocabulary

_FOLDER: Final = Path(__file__).with_name("notices")
_PLACE = re.compile(r"\{(\w+)\}")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STYLE: Final = "font-family:sans-serif;font-size:16px;line-height:1.5;max-width:34em;margin:1em auto;padding:0 1em"
_SPECIAL: Final = {
    "link": '<a href="{0}" dir="ltr" style="word-break:break-all">{0}</a>',
    "code": '<strong dir="ltr" style="font-size:28px;letter-spacing:4px">{0}</strong>',
}


class Letter(NamedTuple):
    """A notice as it is sent."""

    subject: str
    text: str
    html: str
    language: str
    direction: Direction


class _Words(TypedDict):
    subject: str
    text: list[str]


class _Catalogue(TypedDict):
    day: str
    time: str
    hours: str
    minutes: str
    why: str
    why_owed: str
    notices: dict[str, _Words]


def language_of(tags: Iterable[str]) -> str:
    """The first of a person's languages in which letters can be written, or one close to it; at last English."""
    return next((tag for tag in negotiate(",".join(tags)) if (_FOLDER / f"{tag}.json").exists()), DEFAULT)


def written(kind: str, tag: str, values: Mapping[str, str], *, owed: bool = False) -> Letter:
    """The letter of a kind; `values` are ready to be shown, `organisation` among them.

    owed: whether it comes though its reader wants no letters, which it then says.
    """
    catalogue = _catalogue(tag)
    words = catalogue["notices"][kind]
    paragraphs = [*words["text"], catalogue["why_owed" if owed else "why"]]
    direction = LANGUAGES[tag].direction
    subject = " ".join(_filled(words["subject"], values).split())
    text = "\n\n".join(_filled(paragraph, values) for paragraph in paragraphs) + "\n"
    return Letter(subject, text, _page(tag, subject, paragraphs, values), tag, direction)


def places_of(kind: str, tag: str) -> set[str]:
    """The places for values that the template of a kind has."""
    words = _catalogue(tag)["notices"][kind]
    return set(_PLACE.findall(" ".join((words["subject"], *words["text"]))))


def kinds_of(tag: str) -> set[str]:
    """The kinds of notices that there are words for."""
    return set(_catalogue(tag)["notices"])


def day_in(tag: str, day: date) -> str:
    """A day with its weekday, as people write it."""
    weekday = next(one["label"] for one in vocabulary("weekday", (tag,)) if one["code"] == WEEKDAYS[day.weekday()])
    return _catalogue(tag)["day"].format(weekday=weekday, d=day.day, m=day.month, y=day.year)


def moment_in(tag: str, local: datetime) -> str:
    """A day and a time of day, of an instant that is local already."""
    return _catalogue(tag)["time"].format(day=day_in(tag, local.date()), h=local.hour, m=local.minute)


def minutes_in(tag: str, minutes: int) -> str:
    """A length of time, in hours where it is long."""
    hours, rest = divmod(minutes, 60)
    parts = [_catalogue(tag)["hours"].format(hours)] if hours else []
    return " ".join([*parts, _catalogue(tag)["minutes"].format(rest)] if rest or not hours else parts)


def _page(tag: str, subject: str, paragraphs: list[str], values: Mapping[str, str]) -> str:
    safe = {name: escape(value) for name, value in values.items()}
    shown = {name: _SPECIAL.get(name, "<bdi>{0}</bdi>").format(value) for name, value in safe.items()}
    inner = "\n".join(f"<p>{_filled(escape(paragraph, quote=False), shown)}</p>" for paragraph in paragraphs)
    head = f'<meta charset="utf-8"><title>{escape(subject)}</title>'
    body = f'<body style="{_STYLE}">\n{inner}\n</body>'
    return f'<!doctype html>\n<html lang="{tag}" dir="{LANGUAGES[tag].direction}"><head>{head}</head>\n{body}</html>\n'


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], template)


@cache
def _catalogue(tag: str) -> _Catalogue:
    content: _Catalogue = json.loads((_FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    return content
