"""Interpretation requests: somebody is needed who speaks two languages, for a message, a session or an engagement."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, LanguageTag, Line, Prose, Reason, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.interpreter import InterpretationMode

# A request is for one of these.
THINGS = ("message_id", "session_id", "engagement_id")
OF_ONE = " + ".join(f"CASE WHEN {thing} IS NULL THEN 0 ELSE 1 END" for thing in THINGS) + " = 1"


class InterpretationState(StrEnum):
    REQUESTED = "requested"
    ASSIGNED = "assigned"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class InterpreterMismatch(StrEnum):
    """Why somebody cannot interpret a request."""

    PAUSED = "paused"
    DOES_NOT_SPEAK = "does_not_speak"
    NOT_OF_AGE = "not_of_age"
    CONFIDENTIALITY_NOT_SIGNED = "confidentiality_not_signed"
    MODE_NOT_OFFERED = "mode_not_offered"
    NOT_AVAILABLE = "not_available"
    BOOKED_ALREADY = "booked_already"
    CONFLICT_OF_INTEREST = "conflict_of_interest"


class InterpretationRequestFields(Body):
    message_id: Annotated[UUID | None, C2] = ref("message", nullable=True)
    session_id: Annotated[UUID | None, C2] = ref("session", nullable=True)
    engagement_id: Annotated[UUID | None, C2] = ref("engagement", nullable=True)
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)
    from_language: Annotated[LanguageTag, C2]
    to_language: Annotated[LanguageTag, C2]
    mode: Annotated[InterpretationMode, C2] = coded(InterpretationMode)
    starts_at: Annotated[Moment | None, C2] = instant(None, description="Of what is written: until when it is needed")
    minutes: Annotated[int, C2] = Field(default=30, ge=5, le=480, description="Planned length")
    place: Annotated[Line, C3] = Field(default="", description="Where to come, or how to be reached")
    note: Annotated[Prose, C4] = sealed(description="What the interpreter should know beforehand")


class InterpretationRequest(InterpretationRequestFields, Row, table=True):
    """`interpreter_id` is the user while assigned and after; `done_minutes` is what a finished one counts."""

    __resource__: ClassVar[str] = "interpretation-requests"
    __table_args__ = (
        index("programme_id", "id"),
        index("child_id", "id"),
        index("message_id"),
        index("session_id"),
        index("engagement_id"),
        index("state", "id"),
        index("interpreter_id", "state", "starts_at"),
        sa.CheckConstraint(OF_ONE, name="of_one"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "assign": Move((InterpretationState.REQUESTED,), InterpretationState.ASSIGNED),
            "decline": Move((InterpretationState.ASSIGNED,), InterpretationState.REQUESTED, needs_reason=True),
            "finish": Move((InterpretationState.ASSIGNED,), InterpretationState.DONE),
            "no_show": Move((InterpretationState.ASSIGNED,), InterpretationState.NO_SHOW, needs_reason=True),
            "cancel": Move(
                (InterpretationState.REQUESTED, InterpretationState.ASSIGNED),
                InterpretationState.CANCELLED,
                needs_reason=True,
            ),
        },
    )

    programme_id: UUID = ref("programme")
    ends_at: datetime | None = instant(None)
    state: InterpretationState = coded(InterpretationState, InterpretationState.REQUESTED)
    interpreter_id: UUID | None = ref("user", nullable=True)
    done_minutes: int | None = None
    done_at: datetime | None = instant(None)


class InterpretationRequestCreate(Create, InterpretationRequestFields):
    pass


class InterpretationAssign(Body):
    interpreter_id: UUID = Field(description="The interpreter's user")


class InterpretationFinish(Body):
    minutes: int = Field(ge=1, le=720, description="What it really took")


class InterpretationReason(Body):
    reason: Reason


class InterpretationRequestRead(Shown, InterpretationRequestFields):
    programme_id: Annotated[UUID, C2]
    ends_at: Annotated[datetime | None, C2]
    state: Annotated[InterpretationState, C2]
    interpreter_id: Annotated[UUID | None, C2]
    done_minutes: Annotated[int | None, C2] = Field(description="What a finished one took")
    done_at: Annotated[datetime | None, C2]


class Candidate(BaseModel):
    """An interpreter beside a request: without a reason against it, one who can be assigned."""

    interpreter_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]
    given_name: Annotated[str, C2]
    matches: Annotated[bool, C2]
    reasons: Annotated[list[InterpreterMismatch], C2]


class Candidates(BaseModel):
    """Those who match first."""

    items: list[Candidate]


class WaitingLanguages(BaseModel):
    """Open requests between two languages, whichever is spoken first."""

    languages: Annotated[list[str], C2] = Field(description="The two, without script or country")
    open: Annotated[int, C2] = Field(description="Requests without an interpreter")
    waiting_since: Annotated[datetime, C2] = Field(description="When the oldest of them was made")
    waiting_hours: Annotated[int, C2] = Field(description="Whole hours since then")
    next_starts_at: Annotated[datetime | None, C2]
    interpreters: Annotated[int, C2] = Field(description="Who speak both well, are of age and bound to confidentiality")


class WaitingForInterpreters(BaseModel):
    """By language, the longest wait first; where `interpreters` is 0, nobody speaks it."""

    items: list[WaitingLanguages]
