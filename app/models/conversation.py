"""Conversations: what guardians, mediators, teachers and those who coordinate say to each other about a child."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Name, Patch, Reason, Shown, ZoneName
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.membership import Role
from app.models.schedule import LocalTime


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


# As codes of `Role`, and in the order in which they come to mind.
Talker = Literal["guardian", "mediator", "teacher", "educator", "coordinator"]


class ConversationTopic(Body):
    topic: Annotated[Name, C3] = Field(description="What it is about, as a list of conversations shows it")
    language: Annotated[LanguageTag, C2] = Field(description="In which it is mostly held")


class ConversationFields(ConversationTopic):
    child_id: Annotated[UUID, C2] = ref("child")


class Conversation(ConversationFields, Row, table=True):
    """`last_number` is that of the newest message; `active_at` its time, or that of the beginning."""

    __resource__: ClassVar[str] = "conversations"
    __table_args__ = (
        index("child_id", "id"),
        index("programme_id", "active_at", "id"),
        index("active_at", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "close": Move((ConversationState.OPEN,), ConversationState.CLOSED),
            "reopen": Move((ConversationState.CLOSED,), ConversationState.OPEN, needs_reason=True),
        },
    )

    programme_id: UUID = ref("programme")
    state: ConversationState = coded(ConversationState, ConversationState.OPEN)
    last_number: int = 0
    active_at: datetime = instant()


class ParticipantNamed(Body):
    """Who is to take part: a guardian by `guardian_id`; the family's mediator and the class teacher without an id."""

    role: Annotated[Talker, C2]
    user_id: Annotated[UUID | None, C2("login")] = Field(
        default=None, description="Of an educator or coordinator; of the others where there are several"
    )
    guardian_id: Annotated[UUID | None, C2("login")] = Field(default=None, description="Of a guardian")


class ConversationCreate(Create, ConversationFields):
    """The caller takes part without being named."""

    participants: Annotated[list[ParticipantNamed], C2] = Field(min_length=1, max_length=20)


class ConversationUpdate(Patch, ConversationTopic):
    pass


class ConversationClose(Body):
    reason: Reason | None = None


class ConversationReopen(Body):
    reason: Reason


class ConversationRead(Shown, ConversationFields):
    programme_id: Annotated[UUID, C2]
    state: Annotated[ConversationState, C2]
    active_at: Annotated[datetime, C2] = Field(description="When the newest message came, or when it began")
    unread: Annotated[int, C2] = Field(description="Messages of others that you have not read; 0 without a part in it")


class QuietHours(Body):
    """Between two local times notices of new messages wait; equal times: they never do. At first the organisation's."""

    time_zone: Annotated[ZoneName, C2] = Field(description="Of the participant")
    quiet_from: Annotated[LocalTime, C2]
    quiet_to: Annotated[LocalTime, C2]


class ConversationParticipant(QuietHours, Row, table=True):
    """Who takes part, in which role, from message `sees_after` on, and how far they have read.

    A guardian takes part as such, with a login or before there is one; everybody else as the user. `told_number` is the
    newest message when a notice was last sent: one notice until they have read, however many messages come.
    """

    __resource__: ClassVar[str] = "conversation-participants"
    __table_args__ = (
        index("conversation_id", "id"),
        index("user_id", "conversation_id"),
        index("guardian_id", "conversation_id"),
        index("conversation_id", "user_id", "role", unique=True, where="left_at IS NULL AND user_id IS NOT NULL"),
        index("conversation_id", "guardian_id", unique=True, where="left_at IS NULL AND guardian_id IS NOT NULL"),
    )

    conversation_id: UUID = ref("conversation")
    role: Role = coded(Role)
    user_id: UUID | None = ref("user", nullable=True)
    guardian_id: UUID | None = ref("guardian", nullable=True)
    sees_after: int = 0
    read_number: int = 0
    read_at: datetime | None = instant(None)
    told_number: int = 0
    left_at: datetime | None = instant(None)


class ParticipantCreate(Create, ParticipantNamed):
    with_history: Annotated[bool, C2] = Field(
        default=False, description="Whether the messages that are there already are shown too"
    )


class ParticipantUpdate(Patch, QuietHours):
    pass


class ReadUpTo(Body):
    message_id: UUID = Field(description="The newest message that was read; an earlier one changes nothing")


class ParticipantRead(Shown, QuietHours):
    conversation_id: Annotated[UUID, C2]
    role: Annotated[Role, C2]
    given_name: Annotated[str, C3]
    mine: Annotated[bool, C2] = Field(description="Whether it is you")
    user_id: Annotated[UUID | None, C2("login")]
    guardian_id: Annotated[UUID | None, C2("login")]
    read_number: Annotated[int, C2] = Field(description="Number of the newest message that they have read")
    read_at: Annotated[datetime | None, C2]
    left_at: Annotated[datetime | None, C2] = Field(description="Since when they take no part any more")
