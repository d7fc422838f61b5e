"""Conversations: beginning one with those who are to take part, naming it anew, closing and reopening it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.relations import mine
from app.auth.rights.talk import it_is_me, takes_part
from app.auth.session import OwnedSession
from app.models import Child, Conversation, ConversationParticipant, Guardian, Message, User
from app.models.conversation import ConversationCreate, ConversationUpdate, ReadUpTo
from app.models.message import MessageState
from app.services import records
from app.services.conversations.joining_conversations import own_seat, require_part, seat_for, seated, wrong

# A coordinator sees the conversations of a programme; an inbox holds those in which one takes part.
I_TAKE_PART = (
    sa.exists()
    .where(
        mine(ConversationParticipant),
        col(ConversationParticipant.conversation_id) == col(Conversation.id),
        takes_part,
        it_is_me,
    )
    .correlate(Conversation)
)
UNREAD = (
    sa.select(sa.func.count(col(Message.id)))
    .join(
        ConversationParticipant,
        sa.and_(
            col(ConversationParticipant.organisation_id) == col(Message.organisation_id),
            col(ConversationParticipant.conversation_id) == col(Message.conversation_id),
        ),
    )
    .where(
        mine(Message),
        col(Message.conversation_id) == col(Conversation.id),
        col(Message.number) > col(ConversationParticipant.read_number),
        col(Message.state) == MessageState.SENT,
        sa.or_(col(Message.created_by).is_(None), col(Message.created_by) != me.user),
        takes_part,
        it_is_me,
    )
    .correlate(Conversation)
    .scalar_subquery()
)
of_guardian = sa.select(col(Guardian.given_name)).where(
    mine(Guardian), col(Guardian.id) == col(ConversationParticipant.guardian_id)
)
of_user = sa.select(col(User.given_name)).where(mine(User), col(User.id) == col(ConversationParticipant.user_id))
SHOWN_OF_PARTICIPANT: dict[str, Any] = {
    "given_name": sa.func.coalesce(
        of_guardian.correlate(ConversationParticipant).scalar_subquery(),
        of_user.correlate(ConversationParticipant).scalar_subquery(),
    ),
    "mine": sa.case((it_is_me, sa.true()), else_=sa.false()),
}


def begin(db: OwnedSession, new: ConversationCreate) -> Conversation:
    """A conversation of the caller with those who are named. Raises what `seat_for` raises."""
    if (known := records.already(db, Conversation, new)) is not None:
        return known
    child = db.refer(Child, new.child_id, "child_id")
    own = own_seat(db, child.id)
    named = [seat_for(db, child.id, one, f"participants/{at}/") for at, one in enumerate(new.participants)]
    others = dict.fromkeys(seat for seat in named if seat != own)
    if not others:
        raise wrong("participants", "missing", "Name somebody besides yourself.")
    row = records.made(db, Conversation, new, programme_id=child.programme_id, active_at=db.at)
    with db.beyond_reach("a conversation begins with those who take part in it") as wide:
        wide.put(row)
        for seat in (own, *others):
            seated(wide, row, seat)
    return row


def change(db: OwnedSession, row: Conversation, changes: ConversationUpdate) -> Conversation:
    """Names an open conversation anew."""
    row.__lifecycle__.require(row, "close")
    return records.change(db, row, changes)


def move(db: OwnedSession, id: UUID, verb: str, reason: str | None) -> Conversation:
    """Closes it, so that nobody writes any more, or opens it again."""
    return records.move(db, db.find(Conversation, id, lock=True), verb, reason or "")


def read_up_to(db: OwnedSession, conversation_id: UUID, read: ReadUpTo) -> ConversationParticipant:
    """Moves the caller's reading forward, never back; the others see how far it is."""
    conversation = db.find(Conversation, conversation_id)
    message = db.refer(Message, read.message_id, "message_id")
    if message.conversation_id != conversation.id:
        raise wrong("message_id", "not_allowed", "This message belongs to another conversation.")
    part = require_part(db, conversation.id, lock=True)
    if message.number > part.read_number:
        part.read_number, part.read_at = message.number, db.at
        db.flush()
    return part
