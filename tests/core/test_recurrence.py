"""The days of a series, its closures and its splits, against recounts that share no code with them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.recurrence import Occurrence, Series, end_by_local_day, occurrences, split_before, zone_named
from app.core.recurrence_rule import rule_of

DAY = timedelta(days=1)
ZONES = ["Europe/Belgrade", "Europe/Stockholm", "Europe/Helsinki", "Europe/Sofia"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def series(
    rule: str, starts_on: date = date(2026, 9, 2), start: time = time(14), zone: str = "Europe/Belgrade"
) -> Series:
    return Series(rule, starts_on, start, zone)


def planned(of: Series | None, days: int = 400) -> list[Occurrence]:
    return occurrences(of, of.starts_on, of.starts_on + days * DAY) if of else []


def local_days(of: Series | None, days: int = 400) -> list[date]:
    return [occurrence.local_day for occurrence in planned(of, days)]


# --- which days


@pytest.mark.parametrize(
    ("week_start", "days"), [("MO", [5, 10, 19, 24]), ("SU", [5, 17, 19, 31])], ids=["monday", "sunday"]
)
def test_every_second_week_depends_on_where_the_week_begins(week_start: str, days: list[int]) -> None:
    """The last example of RFC 5545, 3.8.5.3."""
    rule = f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={week_start}"
    assert local_days(series(rule, date(1997, 8, 5))) == [date(1997, 8, day) for day in days]


def test_the_leap_day_is_a_day() -> None:
    assert date(2028, 2, 29) in local_days(series("FREQ=WEEKLY;BYDAY=TU", date(2028, 2, 1)), 60)
    february = occurrences(series("FREQ=DAILY", date(2020, 1, 1)), date(2028, 2, 1), date(2028, 3, 1))
    assert len(february) == 30


def test_the_first_day_is_met_only_if_the_rule_falls_on_it() -> None:
    assert local_days(series("FREQ=WEEKLY;BYDAY=MO;COUNT=2", date(2026, 9, 2))) == [date(2026, 9, 7), date(2026, 9, 14)]


def test_a_rule_that_never_falls_on_any_day_ends_at_once_and_plans_nothing() -> None:
    never = series("FREQ=DAILY;INTERVAL=7;BYDAY=MO", date(2026, 9, 1))
    assert planned(never) == []
    assert split_before(never, date(2026, 12, 1)) == (never, None)


def test_closed_and_skipped_days_are_left_out_but_counted() -> None:
    daily = series("FREQ=DAILY;COUNT=10", date(2026, 9, 1))
    closed = [(date(2026, 9, 3), date(2026, 9, 5)), (date(2026, 9, 5), date(2026, 9, 5)), (date.min, date(2026, 9, 1))]
    backwards = (date(2026, 9, 9), date(2026, 9, 7))
    left = occurrences(daily, date(2026, 1, 1), date(2026, 10, 1), [*closed, backwards], {date(2026, 9, 7)})
    assert [occurrence.local_day.day for occurrence in left] == [2, 6, 8, 9, 10]


def test_a_window_shows_the_same_days_as_the_whole() -> None:
    weekly = series("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH,SA;COUNT=40;WKST=SU")
    whole = planned(weekly)
    months = [occurrences(weekly, day, day + 29 * DAY) for day in (weekly.starts_on + n * 30 * DAY for n in range(13))]
    assert [occurrence for month in months for occurrence in month] == whole
    assert occurrences(weekly, date(2027, 1, 2), date(2027, 1, 1)) == []
    assert occurrences(weekly, date.min, weekly.starts_on + 400 * DAY) == whole


def test_until_as_an_instant_includes_that_instant_and_no_later_one() -> None:
    for until, last in [("T120000Z", 9), ("T115959Z", 7)]:
        assert local_days(series(f"FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260909{until}"))[-1] == date(2026, 9, last)
    east = series("FREQ=DAILY;UNTIL=20260903T220000Z", date(2026, 9, 1), time(12), "Pacific/Kiritimati")
    west = series("FREQ=DAILY;UNTIL=20260904T063000Z", date(2026, 9, 1), time(19, 30), "Pacific/Pago_Pago")
    assert [local_days(east)[-1], local_days(west)[-1]] == [date(2026, 9, 4), date(2026, 9, 3)]


# --- recounts


def rules(ends: list[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda freq, interval, days, end, week_start: ";".join(
            [f"FREQ={freq}", f"INTERVAL={interval}", *([f"BYDAY={','.join(days)}"] if days else []), *end, week_start]
        ),
        st.sampled_from(["WEEKLY", "DAILY"]),
        st.integers(1, 9) | st.integers(1, 52),
        st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=7),
        st.lists(st.sampled_from(ends), max_size=1),
        st.sampled_from(["WKST=MO", "WKST=SU", "WKST=WE"]),
    )


COUNTS = [f"COUNT={count}" for count in (1, 2, 5, 17, 60, 400)]
DAYS = ["UNTIL=20260825", "UNTIL=20260911", "UNTIL=20261025", "UNTIL=20270401"]
INSTANTS = ["UNTIL=20260831T235959Z", "UNTIL=20261025T003000Z", "UNTIL=20270328T013000Z", "UNTIL=20270105T010000Z"]
FIRST_DAYS = st.dates(date(2026, 8, 24), date(2026, 9, 20))
SOUGHT = settings(max_examples=300, database=None, deadline=None)


def recounted(rule: str, starts_on: date, days: int) -> list[date]:
    """The days of a rule by looking at each day in turn."""
    parts = dict(part.split("=") for part in rule.split(";"))
    interval, week_start = int(parts["INTERVAL"]), WEEKDAYS.index(parts["WKST"])
    week = starts_on - (starts_on.weekday() - week_start) % 7 * DAY
    default = WEEKDAYS if parts["FREQ"] == "DAILY" else [WEEKDAYS[starts_on.weekday()]]
    listed = parts["BYDAY"].split(",") if "BYDAY" in parts else default
    found: list[date] = []
    for number in range(days + 1):
        day = starts_on + number * DAY
        turn = number if parts["FREQ"] == "DAILY" else (day - week).days // 7
        if turn % interval == 0 and WEEKDAYS[day.weekday()] in listed:
            found.append(day)
    if "UNTIL" in parts:
        found = [day for day in found if day.strftime("%Y%m%d") <= parts["UNTIL"]]
    return found[: int(parts["COUNT"])] if "COUNT" in parts else found


@SOUGHT
@given(rules([*COUNTS, *DAYS]), FIRST_DAYS)
def test_the_days_are_those_of_a_plain_recount_day_by_day(rule: str, starts_on: date) -> None:
    assert local_days(series(rule, starts_on)) == recounted(rule, starts_on, 400)


@SOUGHT
@given(rules([*COUNTS, *DAYS]).filter(lambda rule: "WEEKLY" in rule or "BYDAY" not in rule), FIRST_DAYS)
def test_the_days_are_those_of_dateutil(rule: str, starts_on: date) -> None:
    at_end_of_day = ";".join(part + "T235959" * part.startswith("UNTIL") for part in rule.split(";"))
    theirs = rrulestr(at_end_of_day, dtstart=datetime.combine(starts_on, time(14)))
    window = theirs.between(datetime.combine(starts_on, time.min), datetime.combine(starts_on + 400 * DAY, time.max))
    assert [occurrence.local_start for occurrence in planned(series(rule, starts_on))] == window


# --- this and following


@SOUGHT
@given(
    rules([*COUNTS, *DAYS, *INSTANTS]),
    FIRST_DAYS,
    st.integers(-40, 420),
    st.sampled_from([time(0, 30), time(2, 30), time(23, 30)]),
    st.sampled_from([*ZONES, "Pacific/Apia", "America/St_Johns"]),
)
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU", date(2026, 9, 2), 9, time(14), "Europe/Belgrade")
@example("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=9", date(2026, 9, 2), 9, time(14), "Europe/Belgrade")
def test_a_split_keeps_every_occurrence_exactly_once(rule: str, on: date, after: int, start: time, zone: str) -> None:
    original, day = Series(rule, on, start, zone), on + after * DAY
    old, new = split_before(original, day)
    until = on + 400 * DAY
    before = occurrences(old, on, until) if old else []
    following = occurrences(new, on, until) if new else []
    assert before + following == occurrences(original, on, until)
    assert all(occurrence.local_day < day for occurrence in before)
    assert all(occurrence.local_day >= day for occurrence in following)
    assert not old or old == original or rule_of(old.rule).until is not None or after > 400


def test_a_split_names_what_is_left() -> None:
    fortnightly = series("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=10")
    old, new = split_before(fortnightly, date(2026, 10, 1))
    assert (old and old.rule, new and new.rule) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20260930",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=7",
    )
    assert new and new.starts_on == date(2026, 10, 14)
    assert split_before(fortnightly, date(2026, 9, 2)) == (None, fortnightly)
    assert split_before(fortnightly, date(2027, 9, 2)) == (fortnightly, None)


def test_moving_the_start_after_a_split_does_not_lose_the_last_day() -> None:
    original = series("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261223T130000Z")
    _, new = split_before(original, date(2026, 11, 1))
    assert new and new.rule == "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261223"
    later = series(new.rule, new.starts_on, time(16))
    assert local_days(later)[-1] == local_days(original)[-1] == date(2026, 12, 23)
    assert local_days(end_by_local_day(original)) == local_days(original)
    assert end_by_local_day(new) == new


# --- refusals and speed


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/Nowhere", "europe/belgrade", "../../etc/passwd", "/etc/localtime", "localtime", "\0"]
)
def test_only_names_of_time_zones_are_time_zones(name: str) -> None:
    with pytest.raises(ValueError, match="IANA"):
        zone_named(name)
    with pytest.raises(ValueError, match="IANA"):
        series("FREQ=DAILY", zone=name)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: planned(series("FREQ=DAILY"), 401),
        lambda: occurrences(series("FREQ=DAILY"), date.min, date.max),
        lambda: occurrences(series("FREQ=DAILY"), date(9999, 12, 1), date.max),
        lambda: series("FREQ=DAILY", date.min),
        lambda: series("FREQ=DAILY", date.max),
        lambda: series("FREQ=DAILY", start=time(14, tzinfo=UTC)),
        lambda: series("FREQ=HOURLY"),
        lambda: split_before(series("FREQ=DAILY"), date.max),
    ],
)
def test_what_would_be_endless_or_has_no_meaning_is_a_value_error(attempt: Callable[[], object]) -> None:
    began = perf_counter()
    with pytest.raises(ValueError):
        attempt()
    assert perf_counter() - began < 0.1


def test_four_hundred_groups_are_planned_for_a_school_year_within_two_seconds() -> None:
    holidays = [(date(2026, 11, 9), date(2026, 11, 11)), (date(2026, 12, 31), date(2027, 1, 20))]
    groups = [series("FREQ=WEEKLY;BYDAY=MO,WE,FR", start=time(8 + n % 10), zone=ZONES[n % 4]) for n in range(400)]
    began = perf_counter()
    total = sum(len(occurrences(group, group.starts_on, date(2027, 6, 18), holidays)) for group in groups)
    assert perf_counter() - began < 2
    assert total == 400 * 114
