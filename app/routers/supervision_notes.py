"""Supervision notes, the answers to questions, and follow-ups."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import SupervisionAnswer, SupervisionNote, Transition
from app.models.supervision_note import (
    FollowUpDrop,
    FollowUpOpen,
    FollowUpState,
    SupervisionAnswerCreate,
    SupervisionAnswerRead,
    SupervisionNoteCreate,
    SupervisionNoteKind,
    SupervisionNoteRead,
    SupervisionNoteUpdate,
    SupervisionVisibility,
)
from app.models.trail import TransitionRead
from app.services.supervision import supervising
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/supervision-notes", tag="supervision")


class SupervisionNoteQuery(ListQuery):
    volunteer_id: Annotated[list[UUID] | None, Many, Where(SupervisionNote.volunteer_id)] = None
    child_id: Annotated[list[UUID] | None, Many, Where(SupervisionNote.child_id)] = None
    group_id: Annotated[list[UUID] | None, Many, Where(SupervisionNote.group_id)] = None
    report_id: Annotated[list[UUID] | None, Many, Where(SupervisionNote.report_id)] = None
    created_by: Annotated[list[UUID] | None, Many, Where(SupervisionNote.created_by)] = None
    kind: Annotated[list[SupervisionNoteKind] | None, Many, Where(SupervisionNote.kind)] = None
    visibility: Annotated[SupervisionVisibility | None, Where(SupervisionNote.visibility, "is")] = None
    follow_up: Annotated[list[FollowUpState] | None, Many, Where(SupervisionNote.follow_up)] = None
    follow_up_by_id: Annotated[list[UUID] | None, Many, Where(SupervisionNote.follow_up_by_id)] = None
    follow_up_due_on_to: Annotated[date | None, Where(SupervisionNote.follow_up_due_on, "until")] = None
    answered: Annotated[bool | None, Where(SupervisionNote.answered_at, "set")] = None


INCLUDES = {
    "answers": Include(SupervisionAnswerRead, SupervisionAnswer, SupervisionAnswer.note_id, order=SupervisionAnswer.id),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
NOTES = Reads(SupervisionNoteRead, SupervisionNote, SupervisionNoteQuery, includes=INCLUDES)
ANSWERS = Reads(SupervisionAnswerRead, SupervisionAnswer, parent=(SupervisionNote, SupervisionAnswer.note_id))


@router.get("", Access(SupervisionNote, "read"))
async def list_supervision_notes(reader: Reader, query: SupervisionNoteQuery) -> Answer[Page[SupervisionNoteRead]]:
    """List supervision notes.

    Those who supervise see the notes about their volunteers, children and groups; others see what is written for them:
    about themselves or their reports, the groups that they lead and the children there, where the author shows it.
    """
    return await reader.page(NOTES, query)


@router.post("", Access(SupervisionNote, "create"), 201)
def create_supervision_note(db: Db, new: SupervisionNoteCreate) -> Answer[SupervisionNoteRead]:
    """Write a supervision note about one volunteer, child, group or report.

    With `follow_up_due_on` it has an open follow-up, which is the author's unless `follow_up_by_id` names another who
    sees the note. An appreciation is always shown to its subject.
    """
    return db.created(NOTES, supervising.write(db, new))


@router.get("/{id}", Access(SupervisionNote, "read"))
async def read_supervision_note(reader: Reader, id: UUID, query: RowQuery) -> Answer[SupervisionNoteRead]:
    """Read a supervision note."""
    return await reader.one(NOTES, id, query)


@router.patch("/{id}", Access(SupervisionNote, "update"))
def update_supervision_note(db: Db, id: UUID, changes: SupervisionNoteUpdate) -> Answer[SupervisionNoteRead]:
    """Change a supervision note of your own."""
    return db.shown(NOTES, supervising.change(db, db.matching(NOTES, id), changes).id)


@router.post("/{id}/open-follow-up", Access(SupervisionNote, "open_follow_up"))
def open_follow_up_of_supervision_note(db: Db, id: UUID, asked: FollowUpOpen) -> Answer[SupervisionNoteRead]:
    """Ask for a follow-up, or for another one."""
    return db.shown(NOTES, supervising.open_follow_up(db, id, asked).id)


@router.post("/{id}/finish-follow-up", Access(SupervisionNote, "finish_follow_up"))
def finish_follow_up_of_supervision_note(db: Db, id: UUID) -> Answer[SupervisionNoteRead]:
    """Say that the follow-up is done."""
    return db.shown(NOTES, supervising.finish_follow_up(db, id).id)


@router.post("/{id}/drop-follow-up", Access(SupervisionNote, "drop_follow_up"))
def drop_follow_up_of_supervision_note(db: Db, id: UUID, dropped: FollowUpDrop) -> Answer[SupervisionNoteRead]:
    """Say that the follow-up will not be done."""
    return db.shown(NOTES, supervising.drop_follow_up(db, id, dropped).id)


@router.get("/{id}/answers", Access(SupervisionAnswer, "read"))
async def list_answers_to_supervision_note(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[SupervisionAnswerRead]]:
    """List the answers to a question."""
    return await reader.page(ANSWERS, query, parent=id)


@router.post("/{id}/answers", Access(SupervisionAnswer, "create"), 201)
def create_supervision_answer(db: Db, id: UUID, new: SupervisionAnswerCreate) -> Answer[SupervisionAnswerRead]:
    """Answer a question that you are shown."""
    return db.created(ANSWERS, supervising.answer(db, id, new))
