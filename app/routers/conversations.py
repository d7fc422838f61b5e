"""Conversations about a child, who takes part in them, and how far each has read."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Conversation, ConversationParticipant, Message, Transition
from app.models.conversation import (
    ConversationClose,
    ConversationCreate,
    ConversationRead,
    ConversationReopen,
    ConversationState,
    ConversationUpdate,
    ParticipantCreate,
    ParticipantRead,
    ParticipantUpdate,
    ReadUpTo,
)
from app.models.message import MessageRead
from app.models.trail import TransitionRead
from app.services import records
from app.services.conversations import holding_conversations, joining_conversations
from app.services.conversations.holding_conversations import I_TAKE_PART, SHOWN_OF_PARTICIPANT, UNREAD
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="conversations")


class ConversationQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(Conversation.child_id)] = None
    programme_id: Annotated[UUID | None, Where(Conversation.programme_id, "is")] = None
    state: Annotated[list[ConversationState] | None, Many, Where(Conversation.state)] = None


class InboxQuery(ConversationQuery):
    sort: str = "-active_at"


SORTS = {"active_at": Conversation.active_at}
SHOWN = {"unread": UNREAD}
INCLUDES = {
    "newest": Include(
        MessageRead, Message, Message.conversation_id, order=Message.number, down=True, max_rows=1
    ),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}  # fmt: skip
CONVERSATIONS = Reads(
    ConversationRead, Conversation, ConversationQuery, sorts=SORTS, computed=SHOWN, includes=INCLUDES
)  # fmt: skip
INBOX = Reads(
    ConversationRead, Conversation, InboxQuery, sorts=SORTS, computed=SHOWN, includes=INCLUDES, where=I_TAKE_PART
)  # fmt: skip
PARTICIPANTS = Reads(
    ParticipantRead,
    ConversationParticipant,
    computed=SHOWN_OF_PARTICIPANT,
    parent=(Conversation, ConversationParticipant.conversation_id),
)


@router.get("/conversations", Access(Conversation, "read"))
async def list_conversations(reader: Reader, query: ConversationQuery) -> Answer[Page[ConversationRead]]:
    """List conversations: those in which you take part, for coordinators all of their programmes.

    What is said in them only those read who take part.
    """
    return await reader.page(CONVERSATIONS, query)


@router.get("/conversations/inbox", Access(Conversation, "read"))
async def list_inbox(reader: Reader, query: InboxQuery) -> Answer[Page[ConversationRead]]:
    """List the conversations in which you take part, the latest activity first, with how much is unread.

    `include=newest` adds the newest message of each that you may read.
    """
    return await reader.page(INBOX, query)


@router.post("/conversations", Access(Conversation, "create"), 201)
def create_conversation(db: Db, new: ConversationCreate) -> Answer[ConversationRead]:
    """Begin a conversation about a child.

    The family's mediator and the class teacher are found by their role; a teacher takes part while the consent to share
    with the school is in effect.
    """
    return db.created(CONVERSATIONS, holding_conversations.begin(db, new))


@router.get("/conversations/{id}", Access(Conversation, "read"))
async def read_conversation(reader: Reader, id: UUID, query: RowQuery) -> Answer[ConversationRead]:
    """Read a conversation's head."""
    return await reader.one(CONVERSATIONS, id, query)


@router.patch("/conversations/{id}", Access(Conversation, "update"))
def update_conversation(db: Db, id: UUID, changes: ConversationUpdate) -> Answer[ConversationRead]:
    """Name an open conversation anew."""
    return db.shown(
        CONVERSATIONS, holding_conversations.change(db, db.matching(CONVERSATIONS, id), changes).id
    )  # fmt: skip


@router.post("/conversations/{id}/close", Access(Conversation, "close"))
def close_conversation(db: Db, id: UUID, why: ConversationClose) -> Answer[ConversationRead]:
    """Close a conversation: it is read and not written any more."""
    return db.shown(CONVERSATIONS, holding_conversations.move(db, id, "close", why.reason).id)


@router.post("/conversations/{id}/reopen", Access(Conversation, "reopen"))
def reopen_conversation(db: Db, id: UUID, why: ConversationReopen) -> Answer[ConversationRead]:
    """Open a closed conversation again."""
    return db.shown(CONVERSATIONS, holding_conversations.move(db, id, "reopen", why.reason).id)


@router.post("/conversations/{id}/read", Access(ConversationParticipant, "update"))
def read_up_to_message(db: Db, id: UUID, read: ReadUpTo) -> Answer[ParticipantRead]:
    """Say how far you have read; the others who take part see it."""
    return db.shown(PARTICIPANTS, holding_conversations.read_up_to(db, id, read).id)


@router.get("/conversations/{id}/participants", Access(ConversationParticipant, "read"))
async def list_participants_of_conversation(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[ParticipantRead]]:
    """List who takes part, or did, and how far they have read."""
    return await reader.page(PARTICIPANTS, query, parent=id)


@router.post("/conversations/{id}/participants", Access(ConversationParticipant, "create"), 201)
def create_conversation_participant(db: Db, id: UUID, new: ParticipantCreate) -> Answer[ParticipantRead]:
    """Let somebody in, from the next message on unless `with_history` says otherwise."""
    return db.created(PARTICIPANTS, joining_conversations.add(db, id, new))


@router.get("/conversation-participants/{id}", Access(ConversationParticipant, "read"))
async def read_conversation_participant(reader: Reader, id: UUID, query: RowQuery) -> Answer[ParticipantRead]:
    """Read who takes part, and how far they have read."""
    return await reader.one(PARTICIPANTS, id, query)


@router.patch("/conversation-participants/{id}", Access(ConversationParticipant, "update"))
def update_conversation_participant(db: Db, id: UUID, changes: ParticipantUpdate) -> Answer[ParticipantRead]:
    """Say between which local times notices of new messages shall wait for you."""
    return db.shown(PARTICIPANTS, records.change(db, db.matching(PARTICIPANTS, id), changes).id)


@router.post("/conversation-participants/{id}/leave", Access(ConversationParticipant, "leave"), 204)
def leave_conversation(db: Db, id: UUID) -> Answer[None]:
    """Leave a conversation, or take somebody out of it; what was said stays with the others."""
    joining_conversations.leave(db, id)
    return Answer.nothing()
