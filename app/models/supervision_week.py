"""The page of the week of those who supervise: what is owed, what worries, what is to be done, who was not met."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2, C3
from app.models.session_channel import SessionChannel
from app.models.supervision_meeting import AgreedActionRead
from app.models.supervision_note import SupervisionNoteRead
from app.models.wellbeing import WellbeingFinding, WellbeingStretch


class SupervisionWeekQuery(BaseModel):
    """A day of the week, this one when absent; for a coordinator of several programmes, one of them."""

    model_config = ConfigDict(extra="forbid")

    week: date | None = Field(default=None, ge=date(2000, 1, 1), le=date(2199, 12, 31))
    programme_id: UUID | None = None


class OverdueReport(BaseModel):
    """A session that was held and not reported on in time."""

    id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    child_id: Annotated[UUID | None, C2]
    group_name: Annotated[str | None, C2]
    leader_names: Annotated[str | None, C2] = Field(description="Given names of those who lead now, comma separated")
    starts_at: Annotated[datetime, C2]
    report_due_at: Annotated[datetime, C2]


class OverdueCheck(BaseModel):
    """A homework that a child has sent and that nobody has finished checking."""

    id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    title: Annotated[str, C3("task")]
    round: Annotated[int, C2]
    since: Annotated[datetime, C2] = Field(description="When it was sent")
    checker_id: Annotated[UUID | None, C2] = Field(description="Who has started the check")


class WorryingTrend(BaseModel):
    """A child whose last four weeks differ from the eight before; a reason to look, not a judgement."""

    child_id: Annotated[UUID, C2]
    first_name: Annotated[str, C2]
    recent: WellbeingStretch
    before: WellbeingStretch
    findings: list[WellbeingFinding]


class NextSession(BaseModel):
    """The next planned session of the groups that a volunteer leads, within two weeks."""

    id: Annotated[UUID, C2]
    group_id: Annotated[UUID, C2]
    starts_at: Annotated[datetime, C2]
    channel: Annotated[SessionChannel, C2]


class VolunteerOfWeek(BaseModel):
    """A volunteer, and when somebody who supervises was last in touch."""

    user_id: Annotated[UUID, C2]
    given_name: Annotated[str, C2]
    supervisor_id: Annotated[UUID | None, C2] = Field(description="Null: nobody supervises this volunteer")
    group_ids: Annotated[list[UUID], C2] = Field(description="The groups that the volunteer leads now")
    last_contact_at: Annotated[datetime | None, C3] = Field(
        description="A note shown to the volunteer, a meeting held, a report acknowledged or returned; of eight weeks"
    )
    without_contact: Annotated[bool, C2]
    next_session: NextSession | None


class Threshold(BaseModel):
    """From when on something is on the page, and where the figure comes from."""

    code: Annotated[str, C2]
    value: Annotated[float | None, C2] = Field(description="Null: each programme's policy says")
    unit: Annotated[str, C2]
    source: Annotated[str, C2]


class WeekCounts(BaseModel):
    """All of them, also where a list was cut."""

    unreported: int
    trends: int
    follow_ups: int
    actions: int
    checks: int
    without_contact: int


class SupervisionWeek(BaseModel):
    """Monday to Sunday in the organisation's time zone; lists hold at most 200."""

    first_day: date
    last_day: date
    time_zone: str
    as_of: datetime | None = Field(description="The end of a week that is over; null: now")
    counts: WeekCounts
    unreported: list[OverdueReport] = Field(description="The longest overdue first")
    trends: list[WorryingTrend]
    follow_ups: list[SupervisionNoteRead] = Field(description="Open ones that are yours, or due by the week's end")
    actions: list[AgreedActionRead] = Field(description="Open ones that are yours, or due by the week's end")
    checks: list[OverdueCheck] = Field(description="The longest waiting first")
    volunteers: list[VolunteerOfWeek] = Field(description="By name; those without contact first")
    thresholds: list[Threshold]
