"""Instants as clients send them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from app.core.strict_json import refusal

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def within_reason(value: datetime) -> datetime:
    """Keeps conversions to UTC and the text of a year within what both engines can hold."""
    if not EARLIEST <= value < LATEST:
        raise refusal("out_of_range", "Between the years 1900 and 2200.")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(within_reason)]
