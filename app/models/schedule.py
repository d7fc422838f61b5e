"""Schedules: recurring times, in local wall time, that make sessions ahead."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field

from app.core.columns import coded, day, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.recurrence_rule import parse_rule
from app.core.shapes import Body, Create, Patch, Shown, ZoneName
from app.core.strict_json import refusal
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.session_channel import SessionChannel


class ScheduleStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


def canonical(rule: str) -> str:
    """The rule in one spelling; refused in our own words, which do not repeat the client's."""
    try:
        return parse_rule(rule)
    except ValueError as error:
        raise refusal("rule", str(error)) from None


LocalTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
RuleText = Annotated[str, StringConstraints(min_length=9, max_length=200), AfterValidator(canonical)]


class ScheduleTimes(Body):
    """When sessions take place."""

    rule: Annotated[RuleText, C2] = Field(description="RFC 5545, for instance FREQ=WEEKLY;BYDAY=MO,WE,FR")
    local_start: Annotated[LocalTime, C2] = Field(description="Wall time in `time_zone`, HH:MM")
    minutes: Annotated[int, C2] = Field(ge=10, le=600)
    channel: Annotated[SessionChannel, C2] = coded(SessionChannel, SessionChannel.IN_PERSON)
    site_id: Annotated[UUID | None, C2] = ref("site", nullable=True)
    skip_holidays: Annotated[bool, C2] = True
    calendar_id: Annotated[UUID | None, C2] = ref("school_calendar", nullable=True)
    skipped_days: Annotated[list[date], C2] = document(list)


class ScheduleFields(ScheduleTimes):
    group_id: Annotated[UUID, C2] = ref("mentor_group")
    starts_on: Annotated[date, C2] = day()
    time_zone: Annotated[ZoneName | None, C2] = Field(default=None, description="The organisation's when absent")


class Schedule(ScheduleFields, Row, table=True):
    """`made_until` is the horizon up to which sessions exist; `follows_id` the schedule that this one continues.

    An ended schedule makes no more sessions; what it made before `ends_on` stands.
    """

    __resource__: ClassVar[str] = "schedules"
    __table_args__ = (index("group_id", "id"), index("status", "id"))
    __lifecycle__ = Lifecycle("status", {"end": Move((ScheduleStatus.ACTIVE,), ScheduleStatus.ENDED)})

    programme_id: UUID = ref("programme")
    status: ScheduleStatus = coded(ScheduleStatus, ScheduleStatus.ACTIVE)
    made_until: date | None = day(None)
    ends_on: date | None = day(None)
    follows_id: UUID | None = ref("schedule", nullable=True)


class ScheduleCreate(Create, ScheduleFields):
    allow_conflicts: bool = Field(
        default=False, description="Save although a leader or a child is then in two places at once"
    )


class ScheduleUpdate(Patch, ScheduleTimes):
    """Changes the sessions that have not begun, or those from the local day `from_day` on (this and following)."""

    from_day: date | None
    allow_conflicts: bool


class ScheduleEnd(Body):
    from_day: date = Field(description="From this local day on nothing is planned any more; not in the past")


class ScheduleRead(Shown, ScheduleFields):
    programme_id: Annotated[UUID, C2]
    status: Annotated[ScheduleStatus, C2]
    made_until: Annotated[date | None, C2]
    ends_on: Annotated[date | None, C2]
    follows_id: Annotated[UUID | None, C2]
