"""Hours of the day after this one where the organisations of the tests are: quiet or not, whenever the suite runs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BELGRADE = ZoneInfo("Europe/Belgrade")
TODAY = datetime.now(BELGRADE).replace(minute=0, second=0, microsecond=0)


def at(hour: int, days: int = 1) -> datetime:
    """The instant of an hour on the wall, in so many days."""
    return (TODAY + timedelta(days=days)).replace(hour=hour).astimezone(UTC)


NOON, NIGHT = at(12), at(22)
# The end of the quiet that NIGHT lies in.
MORNING = at(8, days=2)
