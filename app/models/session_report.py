"""Session reports: what was done in a session, and how each child was, by one of those who were there.

A report has no member for the situation of a family: that is a family observation, with a reach of its own.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, document, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.release_state import RELEASE, ReleaseState
from app.models.support_session import SessionRead


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


class ReportActivity(StrEnum):
    READING = "reading"
    WRITING = "writing"
    MATHS = "maths"
    HOST_LANGUAGE = "host_language"
    HOMEWORK = "homework"
    PLAY = "play"
    ART = "art"
    SOCIAL_SKILLS = "social_skills"
    DIGITAL_SKILLS = "digital_skills"
    OTHER = "other"


class EmotionalState(StrEnum):
    CALM = "calm"
    HAPPY = "happy"
    TIRED = "tired"
    SAD = "sad"
    ANXIOUS = "anxious"
    ANGRY = "angry"
    WITHDRAWN = "withdrawn"
    MIXED = "mixed"
    NOT_OBSERVED = "not_observed"


class ActivityMinutes(Body):
    """How long the group was at something."""

    code: ReportActivity
    minutes: int = Field(ge=1, le=720)


class ChildLine(Body):
    """One child in a report."""

    child_id: Annotated[UUID, C2] = ref("child")
    engagement: Annotated[int | None, C4] = Field(
        default=None, ge=1, le=5, description="1: took no part, 5: with all their heart; null where not observed"
    )
    emotional_state: Annotated[EmotionalState, C4] = coded(EmotionalState, EmotionalState.NOT_OBSERVED)
    emotional_note: Annotated[Prose, C4("notes")] = sealed()
    learning_note: Annotated[Prose, C3("notes")] = ""
    needs_support: Annotated[bool, C3("notes")] = False


class ReportFields(Body):
    activities: Annotated[list[ActivityMinutes], C2] = document(list)
    next_steps: Annotated[Prose, C3] = Field(default="", description="For the group; of a child in its learning note")
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class SessionReport(ReportFields, Row, table=True):
    """Group, single child, programme and time are those of the session, so that reach and order are index ranges."""

    __resource__: ClassVar[str] = "session-reports"
    __table_args__ = (
        index("session_id", "author_id", unique=True),
        index("author_id", "id"),
        index("group_id", "starts_at", "id"),
        index("programme_id", "id"),
        index("starts_at", "id"),
        index("state", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "submit": Move((ReportState.DRAFT, ReportState.RETURNED), ReportState.SUBMITTED),
            "acknowledge": Move((ReportState.SUBMITTED,), ReportState.ACKNOWLEDGED),
            "return": Move((ReportState.SUBMITTED,), ReportState.RETURNED, True),
        },
    )

    session_id: UUID = ref("session")
    author_id: UUID = ref("user")
    group_id: UUID | None = ref("mentor_group", nullable=True)
    child_id: UUID | None = ref("child", nullable=True)
    programme_id: UUID = ref("programme")
    starts_at: datetime = instant()
    recorded_at: datetime | None = instant(None)
    state: ReportState = coded(ReportState, ReportState.DRAFT)
    revision: int = 1
    submitted_at: datetime | None = instant(None)
    locks_at: datetime | None = instant(None)


class SessionReportPut(Create, ReportFields):
    """The whole report: sent again and again, the result is the same."""

    children: list[ChildLine] = Field(default=[], max_length=200)


class SessionReportUpdate(Patch, ReportFields):
    children: list[ChildLine] = Field(max_length=200, description="All of them: a child left out has no line any more")


class SessionReportReturn(Body):
    reason: Reason


class SessionReportRead(Shown, ReportFields):
    session_id: Annotated[UUID, C2]
    author_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    child_id: Annotated[UUID | None, C2] = Field(description="Where the session was for one child")
    programme_id: Annotated[UUID, C2]
    starts_at: Annotated[datetime, C2] = Field(description="When the session was to begin")
    state: Annotated[ReportState, C2]
    revision: Annotated[int, C2] = Field(description="How often its content was changed, children included")
    submitted_at: Annotated[datetime | None, C2] = Field(description="For the first time")
    locks_at: Annotated[datetime | None, C2] = Field(
        description="From then on its content stays: 14 days after it was first submitted or last returned"
    )


class ReportedChild(ChildLine, Row, table=True):
    """How a child was; only its author reads it before `reported_at`, when the report was first submitted."""

    __resource__: ClassVar[str] = "reported-children"
    __table_args__ = (
        index("report_id", "child_id", unique=True),
        index("child_id", "at", "id"),
        index("group_id", "at", "id"),
        index("programme_id", "at", "id"),
        index("at", "id"),
    )
    __lifecycle__ = RELEASE

    report_id: UUID = ref("session_report")
    session_id: UUID = ref("session")
    author_id: UUID = ref("user")
    group_id: UUID | None = ref("mentor_group", nullable=True)
    programme_id: UUID = ref("programme")
    at: datetime = instant()
    reported_at: datetime | None = instant(None)
    release_state: ReleaseState = coded(ReleaseState, ReleaseState.WITHHELD)


class ReportedChildRead(Shown, ChildLine):
    report_id: Annotated[UUID, C2]
    session_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    author_id: Annotated[UUID, C2("notes")]
    at: Annotated[datetime, C2] = Field(description="When the session was to begin")
    reported_at: Annotated[datetime | None, C2("notes")]
    release_state: Annotated[ReleaseState, C2("notes")] = Field(
        description="Whether the guardians are shown engagement and emotional state"
    )


class UnreportedSession(SessionRead):
    """A session that was held and that nobody has reported on."""

    report_due_at: Annotated[datetime, C2] = Field(description="By the policy under which it was held")
    overdue: Annotated[bool, C2]
