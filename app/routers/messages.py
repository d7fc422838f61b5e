"""Messages of conversations, as they were written and as a reader reads them."""

from typing import Annotated
from uuid import UUID

import orjson

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Conversation, Message, MessageTranslation
from app.models.message import (
    MessageCreate,
    MessageRead,
    ThreadMessage,
    TranslationCreate,
    TranslationRead,
)
from app.services.conversations import writing_messages
from app.services.conversations.showing_threads import in_language
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import shown

router = Api("/v1", tag="conversations")


class MessageQuery(ListQuery):
    created_at_from: Annotated[Moment | None, Where(Message.created_at, "from")] = None
    created_at_to: Annotated[Moment | None, Where(Message.created_at, "until")] = None


class ThreadQuery(MessageQuery):
    sort: str = "-number"


SORTS = {"number": Message.number}
INCLUDES = {"translations": Include(TranslationRead, MessageTranslation, MessageTranslation.message_id)}
MESSAGES = Reads(
    MessageRead,
    Message,
    MessageQuery,
    sorts=SORTS,
    includes=INCLUDES,
    parent=(Conversation, Message.conversation_id),
)
TRANSLATIONS = Reads(TranslationRead, MessageTranslation, parent=(Message, MessageTranslation.message_id))


@router.get("/conversations/{id}/messages", Access(Conversation, "read"))
async def list_messages_of_conversation(reader: Reader, id: UUID, query: MessageQuery) -> Answer[Page[MessageRead]]:
    """List the messages of a conversation since you take part in it."""
    return await reader.page(MESSAGES, query, parent=id)


@router.get("/conversations/{id}/thread", Access(Conversation, "read"))
async def list_thread(reader: Reader, id: UUID, query: ThreadQuery) -> Answer[Page[ThreadMessage]]:
    """List the messages of a conversation as you read them, the newest first.

    `reading` is the text in the first language of Accept-Language in which there is one: the original, or a translation
    that a person has made and that says by whom; the original stands beside it.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole, not of the page it is made of
    asked = query.model_copy(update={"include": ["translations"], "fields": None})
    page = orjson.loads((await reader.page(MESSAGES, asked, parent=id)).body)
    reader.call.headers[b"if-none-match"] = held
    wished = reader.call.headers.get(b"accept-language", b"").decode("latin-1")
    page["items"] = [in_language(message, wished) for message in page["items"]]
    return shown(reader, json_text(page))


@router.post("/conversations/{id}/messages", Access(Message, "create"), 201)
def create_message(db: Db, id: UUID, new: MessageCreate) -> Answer[MessageRead]:
    """Write a message to those who take part. It is not changed afterwards, and taken back for 15 minutes."""
    return db.created(MESSAGES, writing_messages.say(db, id, new))


@router.get("/messages/{id}", Access(Message, "read"))
async def read_message(reader: Reader, id: UUID, query: RowQuery) -> Answer[MessageRead]:
    """Read a message; an interpreter while assigned to it."""
    return await reader.one(MESSAGES, id, query)


@router.post("/messages/{id}/retract", Access(Message, "retract"))
def retract_message(db: Db, id: UUID) -> Answer[MessageRead]:
    """Take your message back within 15 minutes; a mark stays in its place."""
    return db.shown(MESSAGES, writing_messages.retract(db, id).id)


@router.get("/messages/{id}/translations", Access(MessageTranslation, "read"))
async def list_translations_of_message(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[TranslationRead]]:
    """List the translations that people have made of a message."""
    return await reader.page(TRANSLATIONS, query, parent=id)


@router.post("/messages/{id}/translations", Access(MessageTranslation, "create"), 201)
def create_message_translation(db: Db, id: UUID, new: TranslationCreate) -> Answer[TranslationRead]:
    """Add a translation that a person has made, and say who, unless it was you."""
    return db.created(TRANSLATIONS, writing_messages.translate(db, id, new))
