"""Sessions: meetings of a group or of one child, planned or held."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Patch, Reason, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.session_channel import SessionChannel


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    NOBODY_CAME = "nobody_came"


class CancelReason(StrEnum):
    HOLIDAY = "holiday"
    LEADER_ILL = "leader_ill"
    NO_LEADER = "no_leader"
    NO_ROOM = "no_room"
    NO_CONNECTIVITY = "no_connectivity"
    WEATHER = "weather"
    TOO_FEW_CHILDREN = "too_few_children"
    SCHOOL_EVENT = "school_event"
    OTHER = "other"


# Sessions that may still need a record; a query must repeat this word for word to be served by its index.
MAY_NEED_A_RECORD = "state IN ('planned', 'held') AND marks = 0"
MAY_NEED_A_RECORD_CLAUSE = sa.text(MAY_NEED_A_RECORD)
# Held sessions that nobody has reported on; likewise.
OWES_A_REPORT = "state = 'held' AND reports = 0 AND report_due_at IS NOT NULL"
OWES_A_REPORT_CLAUSE = sa.text(OWES_A_REPORT)


class SessionTimes(Body):
    starts_at: Annotated[Moment, C2] = instant()
    minutes: Annotated[int, C2] = Field(ge=10, le=600, description="Planned length")
    channel: Annotated[SessionChannel, C2] = coded(SessionChannel, SessionChannel.IN_PERSON)
    site_id: Annotated[UUID | None, C2] = ref("site", nullable=True)
    topic: Annotated[Line, C2] = ""


class SessionFields(SessionTimes):
    group_id: Annotated[UUID | None, C2] = ref("mentor_group", nullable=True)
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)


class SupportSession(SessionFields, Row, table=True):
    """Of a group, or of one child. `marks` counts its attendance rows, `edited` shields it from its schedule.

    `reports` counts the reports that were submitted; without one a report is owed from `report_due_at` on.
    """

    __tablename__ = "session"
    __resource__: ClassVar[str] = "sessions"
    __table_args__ = (
        index("group_id", "starts_at", "id"),
        index("child_id", "starts_at", "id"),
        index("programme_id", "starts_at", "id"),
        index("starts_at", "id"),
        index("schedule_id", "original_day", unique=True, where="schedule_id IS NOT NULL"),
        index("starts_at", "id", where=MAY_NEED_A_RECORD),
        index("report_due_at", "id", where=OWES_A_REPORT),
        sa.CheckConstraint("(group_id IS NULL) <> (child_id IS NULL)", name="of_one"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "hold": Move((SessionState.PLANNED, SessionState.NOBODY_CAME), SessionState.HELD),
            "cancel": Move((SessionState.PLANNED,), SessionState.CANCELLED),
            "nobody_came": Move((SessionState.PLANNED,), SessionState.NOBODY_CAME),
            "reopen": Move(
                (SessionState.HELD, SessionState.CANCELLED, SessionState.NOBODY_CAME), SessionState.PLANNED, True
            ),
        },
    )

    programme_id: UUID = ref("programme")
    schedule_id: UUID | None = ref("schedule", nullable=True)
    original_day: date | None = day(None)
    ends_at: datetime = instant()
    state: SessionState = coded(SessionState, SessionState.PLANNED)
    cancel_reason: CancelReason | None = coded(CancelReason, None)
    held_from: datetime | None = instant(None)
    held_minutes: int | None = None
    recorded_at: datetime | None = instant(None)
    marks: int = 0
    reports: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    report_due_at: datetime | None = instant(None)
    edited: bool = False
    sequence: int = 0


class SessionCreate(Create, SessionFields):
    allow_conflicts: bool = Field(
        default=False, description="Save although a leader or a child is then in two places at once"
    )


class SessionUpdate(Patch, SessionTimes):
    allow_conflicts: bool


class SessionHold(Body):
    """What was really held."""

    held_from: Moment = Field(description="Actual start")
    held_minutes: int = Field(ge=1, le=720, description="Actual length")
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class SessionCancel(Body):
    reason: CancelReason
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class SessionEmpty(Body):
    """Nobody came."""

    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class SessionReopen(Body):
    reason: Reason


class SessionRead(Shown, SessionFields):
    programme_id: Annotated[UUID, C2]
    schedule_id: Annotated[UUID | None, C2]
    original_day: Annotated[date | None, C2]
    ends_at: Annotated[datetime, C2]
    state: Annotated[SessionState, C2]
    cancel_reason: Annotated[CancelReason | None, C2]
    held_from: Annotated[datetime | None, C2]
    held_minutes: Annotated[int | None, C2]
    marks: Annotated[int, C2] = Field(description="How many children have an attendance mark")
