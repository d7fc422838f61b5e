"""Supervision meetings: who comes together, which children are spoken of, and the actions that are agreed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C4
from app.models.base import Row, index
from app.models.session_channel import SessionChannel


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class SupervisionMeetingTimes(Body):
    starts_at: Annotated[Moment, C2] = instant()
    minutes: Annotated[int, C2] = Field(ge=5, le=480)
    channel: Annotated[SessionChannel, C2] = coded(SessionChannel, SessionChannel.IN_PERSON)


class SupervisionMeetingFields(SupervisionMeetingTimes):
    programme_id: Annotated[UUID, C2] = ref("programme")


class SupervisionMeeting(SupervisionMeetingFields, Row, table=True):
    """`notes` are for those who supervise; what the others take along are the agreed actions."""

    __resource__: ClassVar[str] = "supervision-meetings"
    __table_args__ = (
        index("programme_id", "starts_at", "id"),
        index("supervisor_id", "starts_at", "id"),
        index("starts_at", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "hold": Move((MeetingState.PLANNED,), MeetingState.HELD),
            "cancel": Move((MeetingState.PLANNED,), MeetingState.CANCELLED, True),
            "reopen": Move((MeetingState.CANCELLED,), MeetingState.PLANNED, True),
        },
    )

    supervisor_id: UUID = ref("user")
    state: MeetingState = coded(MeetingState, MeetingState.PLANNED)
    # Several children and volunteers are spoken of at once, so as sensitive as a note about each of them.
    notes: str = sealed()


class SupervisionMeetingCreate(Create, SupervisionMeetingFields):
    """`supervisor_id` is the caller unless another is named."""

    supervisor_id: Annotated[UUID | None, C2] = None
    participant_ids: Annotated[list[UUID], C2] = Field(default=[], max_length=50, description="Who is to come")
    child_ids: Annotated[list[UUID], C2] = Field(default=[], max_length=100, description="Who is to be spoken of")


class SupervisionMeetingUpdate(Patch, SupervisionMeetingTimes):
    notes: Annotated[Prose, C4("notes")]


class SupervisionMeetingHold(Body):
    """What was really held."""

    starts_at: Moment = Field(description="Actual start")
    minutes: int = Field(ge=5, le=480, description="Actual length")
    notes: Prose = ""


class SupervisionMeetingReason(Body):
    reason: Reason


class SupervisionMeetingRead(Shown, SupervisionMeetingFields):
    supervisor_id: Annotated[UUID, C2]
    state: Annotated[MeetingState, C2]
    notes: Annotated[str, C4("notes")]


class MeetingParticipant(Row, table=True):
    """Who takes part besides the supervisor."""

    __resource__: ClassVar[str] = "meeting-participants"
    __table_args__ = (index("meeting_id", "user_id", unique=True), index("user_id", "meeting_id"))

    meeting_id: UUID = ref("supervision_meeting")
    user_id: UUID = ref("user")


class MeetingParticipantCreate(Create, Body):
    user_id: UUID = ref("user")


class MeetingParticipantRead(Shown):
    meeting_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]


class MeetingChild(Row, table=True):
    """Who is spoken of; seen by those who take part and reach the child."""

    __resource__: ClassVar[str] = "meeting-children"
    __table_args__ = (index("meeting_id", "child_id", unique=True), index("child_id", "meeting_id"))

    meeting_id: UUID = ref("supervision_meeting")
    child_id: UUID = ref("child")


class MeetingChildCreate(Create, Body):
    child_id: UUID = ref("child")


class MeetingChildRead(Shown):
    meeting_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]


class AgreedActionFields(Body):
    # May name a child and what is to change for it.
    what: Annotated[Prose, C4] = sealed(..., min_length=1)
    user_id: Annotated[UUID, C2] = ref("user")
    due_on: Annotated[date, C2] = day()


class AgreedAction(AgreedActionFields, Row, table=True):
    """What one person is to do until a day; seen by that person, and by those who supervise."""

    __resource__: ClassVar[str] = "agreed-actions"
    __table_args__ = (
        index("meeting_id", "id"),
        index("user_id", "due_on", "id"),
        index("programme_id", "due_on", "id"),
        index("supervisor_id", "due_on", "id"),
        index("due_on", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "finish": Move((ActionState.OPEN,), ActionState.DONE),
            "drop": Move((ActionState.OPEN,), ActionState.DROPPED, True),
            "reopen": Move((ActionState.DONE, ActionState.DROPPED), ActionState.OPEN, True),
        },
    )

    meeting_id: UUID = ref("supervision_meeting")
    programme_id: UUID = ref("programme")
    supervisor_id: UUID = ref("user")
    state: ActionState = coded(ActionState, ActionState.OPEN)
    closed_at: datetime | None = instant(None)
    closed_by_id: UUID | None = ref("user", nullable=True)


class AgreedActionCreate(Create, AgreedActionFields):
    pass


class AgreedActionUpdate(Patch, Body):
    what: Annotated[Prose, C4] = Field(min_length=1)
    due_on: Annotated[date, C2]


class AgreedActionReason(Body):
    reason: Reason


class AgreedActionRead(Shown, AgreedActionFields):
    meeting_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    supervisor_id: Annotated[UUID, C2]
    state: Annotated[ActionState, C2]
    closed_at: Annotated[datetime | None, C2] = Field(description="When it was done or dropped")
    closed_by_id: Annotated[UUID | None, C2] = Field(description="Who said so")
