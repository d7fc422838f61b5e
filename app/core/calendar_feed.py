"""Sessions as an iCalendar subscription: one flat event each, in UTC, so that every client shows the same instants."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText

PAST, AHEAD = timedelta(days=30), timedelta(days=120)
_REFRESH = timedelta(hours=6)
# A name or summary is one line: control characters and line breaks of any script would break strict readers.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One session for a calendar; instants with a zone.

    `summary` is shown on other people's screens: the caller leaves every child's name out of it.
    `sequence` rises with every change, or clients keep the old times.
    """

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    summary: str
    last_modified: datetime
    sequence: int = 0
    cancelled: bool = False


def feed(name: str, events: Iterable[FeedEvent], now: datetime) -> bytes:
    """The calendar `name` (RFC 5545, RFC 7986): what begins from 30 days before `now` to 120 days after.

    A cancelled session stays for 30 days after its last change, then subscribers drop it. `now` only chooses events and
    DTSTAMP is the last change, so what is unchanged gives the same bytes and the same ETag, whatever the events' order.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Learnbridge//Sessions//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", _text(name))
    calendar.add("X-WR-CALNAME", _text(name))
    calendar.add("REFRESH-INTERVAL", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    shown = (event for event in events if _is_shown(event, now))
    for event in sorted(shown, key=lambda event: (event.starts_at, event.session_id)):
        calendar.add_component(_vevent(event))
    return bytes(calendar.to_ical())


def _is_shown(event: FeedEvent, now: datetime) -> bool:
    if event.cancelled and event.last_modified < now - PAST:
        return False
    return now - PAST <= event.starts_at <= now + AHEAD


def _vevent(event: FeedEvent) -> Event:
    vevent = Event()
    vevent.add("UID", f"session-{event.session_id}@learnbridge")
    vevent.add("DTSTAMP", _utc(event.last_modified))
    vevent.add("LAST-MODIFIED", _utc(event.last_modified))
    vevent.add("DTSTART", _utc(event.starts_at))
    vevent.add("DTEND", _utc(event.ends_at))
    vevent.add("SUMMARY", _text(event.summary))
    vevent.add("SEQUENCE", event.sequence)
    vevent.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    return vevent


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A calendar feed needs instants with a zone.")
    return moment.astimezone(UTC)


def _text(text: str) -> vText:
    # Given as plain text, an X- property would be written without escapes.
    return vText(_CONTROLS.sub(" ", text))
