"""Invitations in the languages in which there is wording for them (`invitation_wording/<tag>.json`).

No child's name is in them: what staff have written (title, goals) stays out; place, kind, topics and time go in.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.core.languages import DEFAULT, LANGUAGES, negotiate
from app.core.vocabularies import vocabulary
from app.models.event_invitation import EventInvitation
from app.models.participation import EventNews
from app.models.session_channel import SessionChannel

FOLDER = Path(__file__).with_name("invitation_wording")
WORDED = frozenset(path.stem for path in FOLDER.glob("*.json"))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# First strong isolate and its end: a name in another script does not turn the line around it.
ISOLATE, END = "\u2068", "\u2069"


def language_among(wanted: Iterable[str]) -> str:
    """The first of these languages in which invitations are worded."""
    return next((tag for tag in negotiate(",".join(wanted)) if tag in WORDED), DEFAULT)


def text_for(invitation: EventInvitation, name: str, link: str, news: EventNews | None = None) -> str:
    """The whole message, one thing a line, the link on a line of its own; `news` is told in the first one."""
    say = words(invitation.language)
    told = [] if news is None else [say[news.value]]
    lines = [filled(invitation, "greeting", name=name), "", *told]
    if news is EventNews.CANCELLED:
        return "\n".join([*lines, label_in(invitation.language)("engagement_kind", invitation.kind), when(invitation)])
    return "\n".join([*lines, *what(invitation), "", say["one_tap"], link])


def what(invitation: EventInvitation) -> list[str]:
    """The invitation line by line: who invites to what, about what, when, where."""
    label = label_in(invitation.language)
    lines = [
        filled(
            invitation, "invited", organisation=invitation.organisation, kind=label("engagement_kind", invitation.kind)
        )
    ]
    if invitation.topics:
        topics = ", ".join(label("engagement_topic", topic) for topic in invitation.topics)
        lines.append(filled(invitation, "about", topics=topics))
    lines.append(when(invitation))
    if where := place_of(invitation):
        lines.append(filled(invitation, "where", where=where))
    if invitation.interpreter_wanted:
        lines.append(words(invitation.language)["interpreter"])
    return lines


def when(invitation: EventInvitation) -> str:
    length = filled(invitation, "minutes", minutes=str(invitation.minutes))
    return filled(invitation, "when", when=f"{moment(invitation)} ({length})")


def place_of(invitation: EventInvitation) -> str:
    """The place in words, or the channel where it is not met in person."""
    if invitation.where or invitation.channel is SessionChannel.IN_PERSON:
        return invitation.where
    return label_in(invitation.language)("session_channel", invitation.channel)


def moment(invitation: EventInvitation) -> str:
    """Day and time as the organisation's clocks show them, in the language's own order."""
    local: datetime = invitation.planned_at.astimezone(ZoneInfo(invitation.time_zone))
    say = words(invitation.language)
    parts = {
        "weekday": label_in(invitation.language)("weekday", WEEKDAYS[local.weekday()]),
        "day": str(local.day),
        "month": say["months"][local.month - 1],
        "year": str(local.year),
        "time": f"{local:%H:%M}",
    }
    date: str = say["date"].format_map(parts)
    return date


def filled(invitation: EventInvitation, line: str, /, **values: str) -> str:
    """A line with its values, each kept apart where the language is written from right to left."""
    if LANGUAGES[invitation.language].direction == "rtl":
        values = {key: f"{ISOLATE}{value}{END}" for key, value in values.items()}
    found: str = words(invitation.language)[line].format_map(values)
    return found


def label_in(language: str) -> Callable[[str, str], str]:
    def label(name: str, code: str) -> str:
        return next(one["label"] for one in vocabulary(name, (language,)) if one["code"] == code)

    return label


@cache
def words(language: str) -> dict[str, Any]:
    """The wording of a language."""
    found: dict[str, Any] = json.loads(FOLDER.joinpath(f"{language}.json").read_text(encoding="utf-8"))
    return found
