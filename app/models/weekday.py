"""Days of the week."""

from enum import StrEnum


class Weekday(StrEnum):
    """For screens that show a schedule or an availability; a schedule's rule says MO, TU ... itself."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
