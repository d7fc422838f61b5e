"""Messages: written by those who take part, told to the others, taken back soon after, translated by people."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.rights import FACETS
from app.auth.session import OwnedSession
from app.core.problems import DomainError, Forbidden, IdConflict
from app.models import Attachment, Conversation, ConversationParticipant, Guardian, Message, MessageTranslation
from app.models.attachment import AttachmentPurpose
from app.models.message import RETRACTABLE, MessageCreate, MessageState, TranslationCreate
from app.services import records
from app.services.conversations.joining_conversations import GuardianTakesNoPart, hearing, present, require_part, wrong
from app.services.conversations.requesting_interpretation import cancel_for
from app.services.conversations.telling_participants import tell
from app.services.files.keeping_files import attach, attached, erase

MESSAGE = AttachmentPurpose.MESSAGE
MOST_TRANSLATIONS = 20


class NobodyHears(DomainError):
    slug, title, status = "nobody-hears", "Nobody else takes part now", 409
    detail = "Add somebody to the conversation first."


class TooLateToRetract(DomainError):
    """`limit`: minutes after which a message stays."""

    slug, title, status = "too-late-to-retract", "Too late to take it back", 409
    detail = "A message can be taken back for {limit} minutes."


class TooManyTranslations(DomainError):
    """`limit`: how many one message can have."""

    slug, title, status = "too-many-translations", "There are enough translations", 409
    detail = "A message has at most {limit} translations."


def say(db: OwnedSession, conversation_id: UUID, new: MessageCreate) -> Message:
    """The next message. Raises NotTakingPart, IllegalTransition where it is closed, NobodyHears."""
    conversation = db.find(Conversation, conversation_id, lock=True)
    if (known := records.already(db, Message, new)) is not None:
        if known.conversation_id != conversation.id:
            raise IdConflict
        return known
    conversation.__lifecycle__.require(conversation, "close")
    own = require_part(db, conversation.id)
    require_content(db, conversation, new)
    number = moved_up(db, conversation, own)
    of = {"conversation_id": conversation.id, "child_id": conversation.child_id, "number": number}
    of |= {"programme_id": conversation.programme_id, "participant_id": own.id}
    row = db.put(records.made(db, Message, new, **of, audio_id=new.audio_id))
    attach_all(db, row, new)
    return row


def require_content(db: OwnedSession, conversation: Conversation, new: MessageCreate) -> None:
    """Something is said, and in answer to something of the same conversation."""
    if not (new.text.strip() or new.attachment_ids or new.audio_id):
        raise wrong("text", "missing", "Write something, or send a file or a spoken note.")
    answered = None if new.reply_to_id is None else db.refer(Message, new.reply_to_id, "reply_to_id")
    if answered is not None and answered.conversation_id != conversation.id:
        raise wrong("reply_to_id", "not_allowed", "This message belongs to another conversation.")


def moved_up(db: OwnedSession, conversation: Conversation, own: ConversationParticipant) -> int:
    """The number of the next message; the conversation comes first in the inbox of the others, and they are told."""
    with db.beyond_reach("a message is numbered and told to those who take part") as wide:
        others = [part for part in hearing(wide, conversation) if part.id != own.id]
        if not others:
            raise GuardianTakesNoPart if knows_of_exclusion(wide, db, conversation) else NobodyHears
        top = wide.find(Conversation, conversation.id, lock=True)
        top.last_number, top.active_at = top.last_number + 1, db.at
        tell(wide, top, others)
        return top.last_number


def knows_of_exclusion(wide: OwnedSession, db: OwnedSession, conversation: Conversation) -> bool:
    """Whether the caller may be told that who would read it is excluded for safety."""
    if db.caller.role.value not in FACETS[Guardian]["safety"].read.split():
        return False
    there = [part.guardian_id for part in present(wide, conversation) if part.guardian_id is not None]
    barred = sa.select(col(Guardian.id)).where(col(Guardian.id).in_(there), col(Guardian.safety_excluded).is_(True))
    return wide.execute(barred).scalars().first() is not None


def attach_all(db: OwnedSession, row: Message, new: MessageCreate) -> None:
    attach(db, new.attachment_ids, MESSAGE, row.child_id, row)
    if new.audio_id is None:
        return
    (spoken,) = attach(db, [new.audio_id], MESSAGE, row.child_id, row)
    if not is_sound(spoken):
        raise wrong("audio_id", "not_allowed", "This is no recording.")


def is_sound(attachment: Attachment) -> bool:
    return (attachment.content_type or "").startswith("audio/")


def retract(db: OwnedSession, id: UUID) -> Message:
    """Takes one's own message back: its text, files and translations go, a mark stays. Raises TooLateToRetract."""
    row = db.find(Message, id, lock=True)
    if row.created_by != db.principal.user_id:
        raise Forbidden
    row.__lifecycle__.require(row, "retract")
    if db.at - row.created_at > RETRACTABLE:
        raise TooLateToRetract(limit=int(RETRACTABLE.total_seconds() // 60))
    erase(db, attached(db, row), "the message was taken back")
    with db.beyond_reach("what belongs to a message goes with it") as wide:
        for translation in wide.execute(translations_of(id)).scalars():
            translation.text = ""
        cancel_for(wide, id, "the message was taken back")
    row.text, row.attachment_ids, row.audio_id = "", [], None
    return records.move(db, row, "retract")


def translate(db: OwnedSession, message_id: UUID, new: TranslationCreate) -> MessageTranslation:
    """What a person has made of a message in another language, by the caller unless another translator is named."""
    message = db.find(Message, message_id)
    if (known := records.already(db, MessageTranslation, new)) is not None:
        if known.message_id != message.id:
            raise IdConflict
        return known
    if message.state is not MessageState.SENT:
        message.__lifecycle__.require(message, "retract")
    if new.language == message.language:
        raise wrong("language", "not_allowed", "The message is in this language already.")
    with db.beyond_reach("what belongs to a message goes with it") as wide:
        wide.find(Message, message.id, lock=True)
        if len(wide.execute(translations_of(message.id)).scalars().all()) >= MOST_TRANSLATIONS:
            raise TooManyTranslations(limit=MOST_TRANSLATIONS)
    by = None if new.translator_name else db.principal.user_id
    return db.put(records.made(db, MessageTranslation, new, message_id=message.id, translator_id=by))


def translations_of(message_id: UUID) -> sa.Select[Any]:
    return sa.select(MessageTranslation).where(col(MessageTranslation.message_id) == message_id)
