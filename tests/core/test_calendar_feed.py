"""The calendar subscription, read back with another part of the library that writes it."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.core.calendar_feed import FeedEvent, feed
from app.core.recurrence import Series, occurrences

NOW = datetime(2026, 9, 15, 10, tzinfo=UTC)
CHANGED = datetime(2026, 9, 1, 7, 30, 15, tzinfo=UTC)


def event(number: int = 1, starts_at: datetime = NOW, **members: object) -> FeedEvent:
    base = FeedEvent(UUID(int=number), starts_at, starts_at + timedelta(hours=3), "Group 3, online", CHANGED)
    return replace(base, **members)  # type: ignore[arg-type]  # the members are those of the test's own calls


def lines(calendar: bytes) -> list[str]:
    return calendar.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("zone", ["Europe/Belgrade", "Europe/Helsinki", "Europe/Stockholm", "Europe/Sofia"])
@pytest.mark.parametrize("year", range(2026, 2036))
def test_what_is_read_back_are_the_same_instants(zone: str, year: int) -> None:
    for season in (date(year, 2, 15), date(year, 9, 15)):
        weekly = Series("FREQ=WEEKLY;BYDAY=MO,WE,FR", season, time(14), zone)
        planned = {n: start for n, start in enumerate(occurrences(weekly, season, season + timedelta(days=110)))}
        events = [event(n, occurrence.starts_at) for n, occurrence in planned.items()]
        calendar = Calendar.from_ical(feed("Mine", events, datetime.combine(season, time(9), UTC)))
        read = {str(row["UID"]): (row.decoded("DTSTART"), row.decoded("DTEND")) for row in calendar.walk("VEVENT")}
        assert read == {f"session-{UUID(int=n)}@learnbridge": (e.starts_at, e.ends_at) for n, e in enumerate(events)}
        assert {start.astimezone(ZoneInfo(zone)).hour for start, _ in read.values()} == {14}
        assert len({start.hour for start, _ in read.values()}) == 2


def test_the_calendar_says_what_clients_need_and_no_more() -> None:
    written = lines(feed("Learning support; mine", [event(sequence=4)], NOW))
    assert written[:10] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Learnbridge//Sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Learning support\\; mine",
        "X-WR-CALNAME:Learning support\\; mine",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "BEGIN:VEVENT",
    ]
    assert sorted(written[10:-3]) == [
        "DTEND:20260915T130000Z",
        "DTSTAMP:20260901T073015Z",
        "DTSTART:20260915T100000Z",
        "LAST-MODIFIED:20260901T073015Z",
        "SEQUENCE:4",
        "STATUS:CONFIRMED",
        "SUMMARY:Group 3\\, online",
        "UID:session-00000000-0000-0000-0000-000000000001@learnbridge",
    ]
    assert written[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]


def test_equal_content_gives_equal_bytes_in_any_order_and_at_a_later_moment() -> None:
    events = [event(n, NOW - timedelta(hours=n // 2)) for n in range(40)]
    shuffled = random.Random(1).sample(events, len(events))
    elsewhere = [replace(e, starts_at=e.starts_at.astimezone(ZoneInfo("Asia/Kathmandu"))) for e in events]
    bytes_now = feed("Mine", events, NOW)
    assert bytes_now == feed("Mine", shuffled, NOW + timedelta(hours=5)) == feed("Mine", elsewhere, NOW)
    starts = [line for line in lines(bytes_now) if line.startswith("DTSTART")]
    assert starts == sorted(starts)
    assert bytes_now != feed("Mine", [*events[1:], replace(events[0], sequence=1)], NOW)


def test_only_the_window_is_shown_and_cancelled_sessions_for_thirty_days() -> None:
    day = timedelta(days=1)
    events = [
        event(1, NOW - 31 * day),
        event(2, NOW - 29 * day),
        event(3, NOW + 119 * day),
        event(4, NOW + 121 * day),
        event(5, NOW + day, cancelled=True, last_modified=NOW - 29 * day),
        event(6, NOW + day, cancelled=True, last_modified=NOW - 31 * day),
    ]
    rows = Calendar.from_ical(feed("Mine", events, NOW)).walk("VEVENT")
    shown = {UUID(str(row["UID"])[len("session-") : -len("@learnbridge")]).int: str(row["STATUS"]) for row in rows}
    assert shown == {2: "CONFIRMED", 3: "CONFIRMED", 5: "CANCELLED"}


@pytest.mark.parametrize("broken", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00", "\\n"])
def test_no_text_can_add_a_line_of_its_own(broken: str) -> None:
    text = f"Group{broken}ATTENDEE:mailto:x@example.org; a, b \\ " + "\u0161kola " * 30
    written = lines(feed(text, [event(summary=text)], NOW))
    assert not [line for line in written if line.startswith("ATTENDEE")]
    assert len(written) == len(lines(feed("Mine", [event()], NOW)))
    assert all(line.isprintable() for line in written)
    (row,) = Calendar.from_ical("\r\n".join(written)).walk("VEVENT")
    assert "ATTENDEE:mailto:x@example.org; a, b" in str(row["SUMMARY"])


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        feed("Mine", [event(last_modified=CHANGED.replace(tzinfo=None))], NOW)


def test_the_feed_of_one_mentor_is_written_within_fifty_milliseconds() -> None:
    events = [event(n, NOW + timedelta(days=n)) for n in range(112)]
    durations = []
    for _ in range(5):
        began = perf_counter()
        written = feed("Mine", events, NOW)
        durations.append(perf_counter() - began)
    assert written.count(b"BEGIN:VEVENT") == 112
    assert min(durations) < 0.05
