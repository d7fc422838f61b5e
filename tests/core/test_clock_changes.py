"""Local wall time holds across clock changes; the times that clocks skip or show twice are flagged."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.recurrence import Occurrence, Series, occurrences

EU_ZONES = {"Europe/Belgrade": 1, "Europe/Stockholm": 1, "Europe/Helsinki": 2, "Europe/Sofia": 2}


def planned(rule: str, starts_on: date, start: time, zone: str) -> list[Occurrence]:
    return occurrences(Series(rule, starts_on, start, zone), starts_on, starts_on + timedelta(days=400))


def test_an_afternoon_stays_an_afternoon_through_both_clock_changes() -> None:
    year = planned("FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20270519", date(2026, 9, 2), time(14), "Europe/Belgrade")
    starts = {occurrence.local_day: occurrence.starts_at for occurrence in year}
    assert len(year) == 112
    assert {start.hour for start in starts.values()} == {12, 13}
    assert {start.astimezone(ZoneInfo("Europe/Belgrade")).hour for start in starts.values()} == {14}
    switches = [date(2026, 10, 23), date(2026, 10, 26), date(2027, 3, 26), date(2027, 3, 29)]
    assert [starts[day].hour for day in switches] == [12, 13, 13, 12]
    assert not any(occurrence.shifted or occurrence.ambiguous for occurrence in year)


@pytest.mark.parametrize("zone", EU_ZONES)
@pytest.mark.parametrize("year", range(2026, 2036))
def test_every_day_of_ten_years_agrees_with_the_directive_on_summer_time(zone: str, year: int) -> None:
    """Directive 2000/84/EC: summer time from 01:00 UTC on the last Sunday of March to that of October."""
    days = planned(f"FREQ=DAILY;UNTIL={year}1231", date(year, 1, 1), time(14), zone)
    began, ended = (_last_sunday(year, month) for month in (3, 10))
    assert len(days) == 365 + (year % 4 == 0)
    for day in days:
        offset = EU_ZONES[zone] + (began <= day.local_day < ended)
        assert day.starts_at == datetime.combine(day.local_day, time(14), UTC) - timedelta(hours=offset)


def _last_sunday(year: int, month: int) -> date:
    return max(day for day in (date(year, month, number) for number in range(25, 32)) if day.weekday() == 6)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Belgrade", 2), ("Europe/Stockholm", 2), ("Europe/Helsinki", 3)])
def test_a_wall_time_that_clocks_skip_is_flagged_and_moved_by_what_they_skip(zone: str, hour: int) -> None:
    three = planned("FREQ=DAILY;COUNT=3", date(2027, 3, 27), time(hour, 30), zone)
    assert [day.shifted for day in three] == [False, True, False]
    assert three[1].starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert three[1].local_start == datetime(2027, 3, 28, hour, 30)
    assert three[1].starts_at.astimezone(ZoneInfo(zone)).hour == hour + 1
    assert not any(day.ambiguous for day in three)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Belgrade", 2), ("Europe/Stockholm", 2), ("Europe/Sofia", 3)])
def test_of_a_wall_time_that_comes_twice_the_first_is_taken_and_flagged(zone: str, hour: int) -> None:
    three = planned("FREQ=DAILY;COUNT=3", date(2026, 10, 24), time(hour, 30, fold=1), zone)
    assert [day.ambiguous for day in three] == [False, True, False]
    assert three[1].starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not any(day.shifted for day in three)
