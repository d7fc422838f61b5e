"""Quiet hours: what lies in them waits for their end, by the clock on the wall, in every zone and season."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.core.quiet_hours import QuietHours

CLOCK = st.times().map(lambda time: time.strftime("%H:%M"))
ZONES = st.sampled_from(["Europe/Belgrade", "Europe/Helsinki", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(CLOCK, CLOCK, ZONES, MOMENTS)
def test_what_comes_out_is_never_quiet_never_earlier_and_less_than_a_day_later(
    begin: str, end: str, zone: str, moment: datetime
) -> None:
    quiet = QuietHours.of(begin, end, zone)
    after = quiet.after(moment)
    assert moment <= after <= moment + timedelta(hours=25)
    assert not quiet.covers(after) or begin == end
    assert (after == moment) is not quiet.covers(moment)


def test_nights_are_kept_where_the_organisation_is() -> None:
    quiet = QuietHours.of("20:00", "08:00", "Europe/Belgrade")
    late, early, day = (datetime(2026, 11, 23, hour, 30, tzinfo=UTC) for hour in (19, 2, 12))
    assert quiet.after(late) == datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert quiet.after(early) == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert quiet.after(day) == day
    assert not QuietHours.of("20:00", "20:00", "Europe/Belgrade").covers(late)


def test_an_end_in_the_hour_that_comes_twice_is_never_behind_us() -> None:
    quiet = QuietHours.of("20:00", "02:30", "Europe/Belgrade")
    second = datetime(2026, 10, 25, 2, 10, tzinfo=ZoneInfo("Europe/Belgrade"), fold=1).astimezone(UTC)
    assert quiet.after(second) == second + timedelta(minutes=20)
