"""When somebody has time: intervals of the week, in the organisation's local time."""

from itertools import pairwise
from typing import Annotated

from annotated_types import MaxLen
from pydantic import AfterValidator, model_validator

from app.core.shapes import Body
from app.core.strict_json import refusal
from app.models.schedule import LocalTime
from app.models.weekday import Weekday

MOST_INTERVALS = 42


class WeeklyInterval(Body):
    """From one time of a day to a later one of the same day."""

    weekday: Weekday
    begins: LocalTime
    ends: LocalTime

    @model_validator(mode="after")
    def forwards(self) -> "WeeklyInterval":
        """HH:MM sorts as text."""
        if self.ends <= self.begins:
            raise refusal("out_of_range", "An interval ends after its beginning, on the same day.")
        return self


def apart(intervals: list[WeeklyInterval]) -> list[WeeklyInterval]:
    """The intervals in the order of the week; refused where two of them overlap."""
    days = list(Weekday)
    ordered = sorted(intervals, key=lambda one: (days.index(one.weekday), one.begins))
    for earlier, later in pairwise(ordered):
        if earlier.weekday is later.weekday and later.begins < earlier.ends:
            raise refusal("overlap", "Two intervals of a day overlap.")
    return ordered


Availability = Annotated[list[WeeklyInterval], AfterValidator(apart), MaxLen(MOST_INTERVALS)]
