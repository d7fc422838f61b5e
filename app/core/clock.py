"""The one source of time: tests replace it by moving the clock (time-machine), nothing else asks the system."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in UTC; where a local day matters, ask the organisation's time zone."""
    return now().date()
