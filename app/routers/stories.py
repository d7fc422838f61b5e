"""Stories: written down, looked at by their narrator, published, taken back."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Response

from app.auth.declared import Include, Reads
from app.auth.rights.stories import is_mine
from app.core.columns import instant_text
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Story, Transition
from app.models.attachment import AttachmentSize
from app.models.story import (
    NarratorLink,
    StoryApprove,
    StoryCreate,
    StoryFiles,
    StoryNarrator,
    StoryRead,
    StoryReason,
    StorySendBack,
    StoryState,
    StoryUpdate,
    StoryWithdraw,
)
from app.models.trail import TransitionRead
from app.services.files import showing_files
from app.services.files.file_places import FileAt
from app.services.library import narrating, telling_stories
from app.web import resumable
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept
from app.web.looking import look, require_alive

router = Api("/v1/stories", tag="stories")

FILE: Final = {"description": "The file", "content": dict.fromkeys(showing_files.EXTENSIONS, resumable.BINARY)}
CONTENT: Final[dict[str, Any]] = {
    "extra": {"parameters": [], "responses": {"200": FILE}},
    "statuses": (409, 410),
    "response_class": Response,
}


class StoryQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(Story.programme_id, "is")] = None
    state: Annotated[list[StoryState] | None, Many, Where(Story.state)] = None
    narrator: Annotated[list[StoryNarrator] | None, Many, Where(Story.narrator)] = None
    language: Annotated[list[str] | None, Many, Where(Story.language)] = None
    child_id: Annotated[UUID | None, Where(Story.child_id, "is")] = None
    guardian_id: Annotated[UUID | None, Where(Story.guardian_id, "is")] = None
    user_id: Annotated[UUID | None, Where(Story.user_id, "is")] = None


STORIES = Reads(
    StoryRead,
    Story,
    StoryQuery,
    computed={"mine": is_mine},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Story, "read"))
async def list_stories(reader: Reader, query: StoryQuery) -> Answer[Page[StoryRead]]:
    """List stories: those that are published, and others for those who write them and their narrators."""
    return await reader.page(STORIES, query)


@router.post("", Access(Story, "create"), 201)
def create_story(db: Db, new: StoryCreate) -> Answer[StoryRead]:
    """Write a story down.

    A guardian's names the guardian; a child's also the child, and needs the consent `story`; a volunteer's names the
    volunteer and the programme.
    """
    return db.created(STORIES, telling_stories.begin(db, new))


@router.get("/{id}", Access(Story, "read"))
async def read_story(reader: Reader, id: UUID, query: RowQuery) -> Answer[StoryRead]:
    """Read a story."""
    return await reader.one(STORIES, id, query)


@router.patch("/{id}", Access(Story, "update"))
def update_story(db: Db, id: UUID, changes: StoryUpdate) -> Answer[StoryRead]:
    """Change a draft."""
    return db.shown(STORIES, telling_stories.change(db, db.matching(STORIES, id), changes).id)


@router.post("/{id}/files", Access(Story, "update"))
def add_story_files(db: Db, id: UUID, body: StoryFiles) -> Answer[StoryRead]:
    """Put pictures or recordings to a draft."""
    return db.shown(STORIES, telling_stories.add_files(db, id, body.attachment_ids).id)


@router.get("/{id}/files/{file_id}", Access(Story, "see_content"), **CONTENT)
async def read_story_file(reader: Reader, id: UUID, file_id: UUID) -> Answer[None]:
    """Read a file of a story; every reading stands in the audit."""
    await require_alive(reader)
    found = [FileAt.of(row) for row in await look(reader, telling_stories.PLACE, id=file_id, story=id)]
    file = showing_files.require_shown(found, reader.me.role)
    data = await asyncio.to_thread(showing_files.read, reader.database.files, file, AttachmentSize.FULL)
    await reader.witnessed("see_content", showing_files.rows_shown(file), showing_files.TIERS)
    return Answer(data, 200, resumable.encoded(showing_files.headers(file)))


@router.post("/{id}/ask-narrator", Access(Story, "ask_narrator"))
def ask_narrator_of_story(db: Db, id: UUID) -> Answer[StoryRead]:
    """Hand a draft to its narrator, who is told by e-mail where that is possible."""
    return db.shown(STORIES, telling_stories.ask_narrator(db, id).id)


@router.post("/{id}/narrator-link", Access(Story, "ask_narrator"), 201)
async def make_narrator_link(call: Call, id: UUID) -> Answer[NarratorLink]:
    """Make a link for the narrator, to be sent by hand or read aloud; good for 60 days.

    It is shown once, and no Idempotency-Key keeps this answer.
    """
    return await unkept(call, lambda db: linked(db, id))


@router.post("/{id}/approve", Access(Story, "approve"))
def approve_story(db: Db, id: UUID, said: StoryApprove) -> Answer[StoryRead]:
    """Say as the narrator that a story may be told so, or witness that the narrator has said it.

    A witness is another person than the one who wrote it down, and names the way in `approval`.
    """
    return db.shown(STORIES, narrating.approve(db, id, said).id)


@router.post("/{id}/send-back", Access(Story, "send_back"))
def send_back_story(db: Db, id: UUID, said: StorySendBack) -> Answer[StoryRead]:
    """Say as the narrator, or for the narrator, what should be told otherwise."""
    return db.shown(STORIES, narrating.send_back(db, id, said.remark).id)


@router.post("/{id}/publish", Access(Story, "publish"))
def publish_story(db: Db, id: UUID) -> Answer[StoryRead]:
    """Publish a story that its narrator has approved.

    409 `consent-required` where the narrator has not consented that it is told.
    """
    return db.shown(STORIES, telling_stories.publish(db, id).id)


@router.post("/{id}/revise", Access(Story, "revise"))
def revise_story(db: Db, id: UUID, said: StoryReason) -> Answer[StoryRead]:
    """Take an approved or published story back into draft; the narrator is asked anew."""
    return db.shown(STORIES, telling_stories.revise(db, id, said.reason).id)


@router.post("/{id}/withdraw", Access(Story, "withdraw"))
def withdraw_story(db: Db, id: UUID, body: StoryWithdraw) -> Answer[StoryRead]:
    """Take a story back for good: its words and files are erased at once."""
    return db.shown(STORIES, narrating.withdraw(db, id).id)


def linked(db: Db, id: UUID) -> Answer[Any]:
    path, until = telling_stories.new_link(db, id), db.at + telling_stories.LINK_LIFE
    body = {"path": path, "expires_at": instant_text(until)}
    return Answer(json_text(body), 201, (JSON, NEVER_STORED))
