"""Messages of a conversation: never changed, taken back at most, and translated by people."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, document, instant, ref, sealed
from app.core.languages import Direction
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, LanguageTag, Line, Prose, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index

# How long an author may take a message back.
RETRACTABLE = timedelta(minutes=15)
MOST_FILES = 10


class MessageState(StrEnum):
    SENT = "sent"
    RETRACTED = "retracted"


class MessageFields(Body):
    language: Annotated[LanguageTag, C2] = Field(description="Of the text, or of what is spoken")
    text: Annotated[Prose, C4] = sealed()
    reply_to_id: Annotated[UUID | None, C2] = ref("message", nullable=True)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class Message(MessageFields, Row, table=True):
    """`number` counts within the conversation, without gaps, in the order of arrival."""

    __resource__: ClassVar[str] = "messages"
    __table_args__ = (
        index("conversation_id", "number", unique=True),
        index("child_id", "id"),
        index("reply_to_id"),
    )
    __lifecycle__ = Lifecycle("state", {"retract": Move((MessageState.SENT,), MessageState.RETRACTED)})

    conversation_id: UUID = ref("conversation")
    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    participant_id: UUID = ref("conversation_participant")
    number: int
    state: MessageState = coded(MessageState, MessageState.SENT)
    attachment_ids: list[str] = document(list)
    audio_id: UUID | None = ref("attachment", nullable=True)


class MessageCreate(Create, MessageFields):
    """A text, files or a spoken note, or several of these; the files were sent with the purpose `message`."""

    attachment_ids: Annotated[list[UUID], C3] = Field(default_factory=list, max_length=MOST_FILES)
    audio_id: Annotated[UUID | None, C3] = Field(default=None, description="A spoken note, for those who read little")


class MessageRead(Shown, MessageFields):
    conversation_id: Annotated[UUID, C2]
    number: Annotated[int, C2] = Field(description="Within the conversation, in the order of arrival")
    participant_id: Annotated[UUID, C2] = Field(description="Whose message it is")
    state: Annotated[MessageState, C2] = Field(description="Of one that was taken back only this is left")
    attachment_ids: Annotated[list[UUID], C3]
    audio_id: Annotated[UUID | None, C3]


class TranslationFields(Body):
    language: Annotated[LanguageTag, C2]
    text: Annotated[Prose, C4] = sealed(..., min_length=1)
    translator_name: Annotated[Line, C3] = Field(default="", description="Where it is not the one who enters it")


class MessageTranslation(TranslationFields, Row, table=True):
    """What a person has made of a message in another language; `translator_id` unless somebody else is named."""

    __resource__: ClassVar[str] = "message-translations"
    __table_args__ = (index("message_id", "id"),)

    message_id: UUID = ref("message")
    translator_id: UUID | None = ref("user", nullable=True)


class TranslationCreate(Create, TranslationFields):
    made_by_person: Literal[True] = Field(
        description="Declares that a person has made it or answers for every word; what a machine made is not taken"
    )


class TranslationRead(Shown, TranslationFields):
    message_id: Annotated[UUID, C2]
    translator_id: Annotated[UUID | None, C2] = Field(description="Null where another translator is named")


class Reading(BaseModel):
    """A message as it is to be read first: in the reader's language where a person has put it so."""

    language: str
    direction: Direction = Field(description="Of the language's script")
    text: str
    translated: bool = Field(description="Whether this is a translation, made by a person")
    translator_id: UUID | None
    translator_name: str


class ThreadMessage(MessageRead):
    """A message with its translations, the one for the reader first, and what is to be read first."""

    reading: Annotated[Reading, C4]
    translations: Annotated[list[TranslationRead], C4]
