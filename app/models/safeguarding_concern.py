"""Safeguarding concerns: what somebody saw or heard that a child's safety hangs on, and what was done about it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Field

from app.core.columns import ID, coded, instant, ref, sealed, sealed_document
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Prose, Shown
from app.core.tiers import C3, C5
from app.models.base import Row, index
from app.models.membership import Role

# How long a concern may wait until a designated lead acknowledges it, by whether someone is in danger now. When the
# time has passed it is handed to the next one, who has as long again.
ACKNOWLEDGE_WITHIN = {True: timedelta(hours=2), False: timedelta(hours=24)}


class ConcernState(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    UNDER_REVIEW = "under_review"
    ACTION_TAKEN = "action_taken"
    REFERRED = "referred"
    CLOSED = "closed"


class ConcernCategory(StrEnum):
    PHYSICAL_HARM = "physical_harm"
    EMOTIONAL_HARM = "emotional_harm"
    SEXUAL_HARM = "sexual_harm"
    NEGLECT = "neglect"
    VIOLENCE_AT_HOME = "violence_at_home"
    EXPLOITATION = "exploitation"
    EARLY_MARRIAGE = "early_marriage"
    ONLINE_HARM = "online_harm"
    BULLYING = "bullying"
    SELF_HARM = "self_harm"
    MISSING_CHILD = "missing_child"
    CONDUCT_OF_STAFF = "conduct_of_staff"
    OTHER = "other"


class ConcernEntryKind(StrEnum):
    NOTE = "note"
    CONTACT = "contact"
    ASSIGNMENT = "assignment"
    ESCALATION = "escalation"
    ACKNOWLEDGEMENT = "acknowledgement"
    REVIEW = "review"
    ACTION = "action"
    REFERRAL = "referral"
    CLOSURE = "closure"


def named() -> UUID | None:
    """An id as the author sent it: it may be out of the author's reach, or wrong, and must not be refused for that."""
    return Field(default=None, sa_type=ID, nullable=True)  # type: ignore[no-any-return]


Facts = Annotated[Prose, StringConstraints(min_length=1)]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]


class ConcernContext(Body):
    """The screen from which a concern was raised."""

    resource: Kind = Field(description="As in the path: `sessions`")
    id: UUID


class SafeguardingConcernFields(Body):
    facts: Annotated[Facts, C5("case")] = sealed(..., description="What was seen or heard, in the author's words")
    category: Annotated[ConcernCategory, C5("case")] = coded(ConcernCategory, ConcernCategory.OTHER)
    immediate_danger: Annotated[bool, C5("case")] = False
    child_id: Annotated[UUID | None, C5("case")] = named()
    family_id: Annotated[UUID | None, C5("case")] = named()
    group_id: Annotated[UUID | None, C5("case")] = named()
    about_user_id: Annotated[UUID | None, C5("case")] = named()
    context: Annotated[ConcernContext | None, C5("case")] = sealed_document()
    recorded_at: Annotated[Moment | None, C5("case")] = instant(None, description="The device's clock")


class SafeguardingConcern(SafeguardingConcernFields, Row, table=True):
    """Out of every feed and count. Its id is the server's own: `sent_id` is the client's, known to its author alone.

    `assigned_to_id`: who has to acknowledge it; `escalates_at`: when it goes to the next one. What the author named has
    no keys, because a key would refuse, and would hold on to what it names.
    """

    __tablename__ = "safeguarding_concern"
    __resource__: ClassVar[str] = "safeguarding-concerns"
    __told__ = False
    __table_args__ = (
        index("state", "escalates_at", "id"),
        index("raised_as_id", "sent_id", unique=True, where="sent_id IS NOT NULL"),
        index("child_id", "id"),
        index("acknowledge_due_at", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "acknowledge": Move((ConcernState.RAISED,), ConcernState.ACKNOWLEDGED),
            "review": Move((ConcernState.ACKNOWLEDGED,), ConcernState.UNDER_REVIEW),
            "act": Move((ConcernState.UNDER_REVIEW,), ConcernState.ACTION_TAKEN),
            "refer": Move((ConcernState.UNDER_REVIEW,), ConcernState.REFERRED),
            "close": Move(
                (ConcernState.UNDER_REVIEW, ConcernState.ACTION_TAKEN, ConcernState.REFERRED), ConcernState.CLOSED
            ),
            "resume": Move(
                (ConcernState.ACTION_TAKEN, ConcernState.REFERRED, ConcernState.CLOSED), ConcernState.UNDER_REVIEW
            ),
        },
    )

    programme_id: UUID | None = ref("programme", nullable=True)
    state: ConcernState = coded(ConcernState, ConcernState.RAISED)
    raised_at: datetime = instant()
    raised_as_id: UUID = ref("membership")
    raised_as: Role = coded(Role)
    sent_id: UUID | None = named()
    assigned_to_id: UUID | None = ref("user", nullable=True)
    acknowledge_due_at: datetime = instant()
    escalates_at: datetime = instant()
    acknowledged_at: datetime | None = instant(None)
    acknowledged_by_id: UUID | None = ref("user", nullable=True)


class SafeguardingConcernCreate(Create, SafeguardingConcernFields):
    """`id` makes the request repeatable; the answer names the id under which the concern is kept."""


class SafeguardingConcernUpdate(Patch, Body):
    """What turns out later; the facts stay as they were told."""

    category: Annotated[ConcernCategory, C5("case")]
    child_id: Annotated[UUID | None, C5("case")]
    about_user_id: Annotated[UUID | None, C5("case")] = Field(description="Bars this person, even as a lead")


class SafeguardingConcernRead(Shown, SafeguardingConcernFields):
    state: Annotated[ConcernState, C3]
    raised_at: Annotated[datetime, C3]
    programme_id: Annotated[UUID | None, C5("case")]
    created_by: Annotated[UUID | None, C5("case")]
    raised_as: Annotated[Role, C5("case")]
    assigned_to_id: Annotated[UUID | None, C5("case")] = Field(description="Who has to acknowledge it")
    acknowledge_due_at: Annotated[datetime, C5("case")]
    acknowledged_at: Annotated[datetime | None, C5("case")]
    acknowledged_by_id: Annotated[UUID | None, C5("case")]


class ConcernReceipt(BaseModel):
    """That a concern has arrived: the same for every author, whoever will read it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    raised_at: datetime


class ConcernStanding(BaseModel):
    """What a move answers: no text, because answers to POST are kept for those who ask again."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    state: ConcernState


class ConcernEntryFields(Body):
    text: Annotated[Prose, C5] = sealed()


class ConcernEntry(ConcernEntryFields, Row, table=True):
    """A step on the way of a concern: added, never changed. Assignments and escalations name to whom it went."""

    __tablename__ = "concern_entry"
    __resource__: ClassVar[str] = "concern-entries"
    __told__ = False
    __table_args__ = (index("concern_id", "id"), index("to_user_id", "concern_id"))

    concern_id: UUID = ref("safeguarding_concern")
    kind: ConcernEntryKind = coded(ConcernEntryKind, ConcernEntryKind.NOTE)
    to_user_id: UUID | None = ref("user", nullable=True)


class ConcernEntryCreate(Body):
    text: Annotated[Facts, C5]
    kind: Literal[ConcernEntryKind.NOTE, ConcernEntryKind.CONTACT] = Field(
        default=ConcernEntryKind.NOTE, description="The others come with a move"
    )


class ConcernStep(Body):
    """A move that may say something."""

    text: Annotated[Prose, C5] = ""


class ConcernReasonedStep(Body):
    """A move that must say what was done or why."""

    text: Annotated[Facts, C5]


class ConcernEntryRead(Shown, ConcernEntryFields):
    concern_id: Annotated[UUID, C3]
    kind: Annotated[ConcernEntryKind, C5]
    to_user_id: Annotated[UUID | None, C5]
    created_by: Annotated[UUID | None, C5]


class ConcernEntryKept(BaseModel):
    """That an entry is kept."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    created_at: datetime
