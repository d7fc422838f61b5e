"""Concerns about a child's safety."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.columns import instant_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import ConcernEntry, SafeguardingConcern
from app.models.safeguarding_concern import (
    ConcernCategory,
    ConcernEntryCreate,
    ConcernEntryKept,
    ConcernEntryRead,
    ConcernReasonedStep,
    ConcernReceipt,
    ConcernStanding,
    ConcernState,
    ConcernStep,
    SafeguardingConcernCreate,
    SafeguardingConcernRead,
    SafeguardingConcernUpdate,
)
from app.services.safeguarding import following_concerns, raising_concerns
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/safeguarding-concerns", tag="safeguarding", unseen=True)


class SafeguardingConcernQuery(ListQuery):
    state: Annotated[list[ConcernState] | None, Many, Where(SafeguardingConcern.state)] = None
    category: Annotated[list[ConcernCategory] | None, Many, Where(SafeguardingConcern.category)] = None
    immediate_danger: Annotated[bool | None, Where(SafeguardingConcern.immediate_danger, "is")] = None
    child_id: Annotated[UUID | None, Where(SafeguardingConcern.child_id, "is")] = None
    assigned_to_id: Annotated[UUID | None, Where(SafeguardingConcern.assigned_to_id, "is")] = None


CONCERNS = Reads(
    SafeguardingConcernRead,
    SafeguardingConcern,
    SafeguardingConcernQuery,
    sorts={"acknowledge_due_at": SafeguardingConcern.acknowledge_due_at},
)
ENTRIES = Reads(ConcernEntryRead, ConcernEntry, parent=(SafeguardingConcern, ConcernEntry.concern_id))


@router.get("", Access(SafeguardingConcern, "read"))
async def list_safeguarding_concerns(
    reader: Reader, query: SafeguardingConcernQuery
) -> Answer[Page[SafeguardingConcernRead]]:
    """List the concerns that you deal with.

    For designated leads, and for supervisors those of their team. Authors find what they raised in this very role:
    when, and how far it has come.
    """
    return await reader.page(CONCERNS, query)


@router.post("", Access(SafeguardingConcern, "create"), 201)
def create_safeguarding_concern(db: Db, new: SafeguardingConcernCreate) -> Answer[ConcernReceipt]:
    """Raise a concern about a child's safety.

    From any screen, with the facts alone if there is no more time; nothing that it names is checked or looked up for
    the author. The answer is the same whatever it is about. Designated leads see it at once, and the next in line is
    asked when nobody acknowledges it in time: two hours where someone is in danger now, otherwise a day.
    """
    concern = raising_concerns.raise_concern(db, new)
    return Answer.json({"id": concern.id, "raised_at": instant_text(concern.raised_at)}, 201)


@router.get("/{id}", Access(SafeguardingConcern, "read"))
async def read_safeguarding_concern(reader: Reader, id: UUID, query: RowQuery) -> Answer[SafeguardingConcernRead]:
    """Read a concern."""
    return await reader.one(CONCERNS, id, query)


@router.patch("/{id}", Access(SafeguardingConcern, "update"))
def update_safeguarding_concern(
    db: Db, id: UUID, changes: SafeguardingConcernUpdate
) -> Answer[SafeguardingConcernRead]:
    """Add what has turned out: the category, the child, whom it is about.

    The facts stay as they were told. Whoever a concern is about does not see it, not even as a designated lead.
    """
    concern = following_concerns.correct(db, db.matching(CONCERNS, id), changes)
    return db.shown(CONCERNS, concern.id)


@router.post("/{id}/acknowledge", Access(SafeguardingConcern, "acknowledge"))
def acknowledge_safeguarding_concern(db: Db, id: UUID, step: ConcernStep) -> Answer[ConcernStanding]:
    """Acknowledge a concern: you deal with it, and the clock stops."""
    return standing(following_concerns.advance(db, id, "acknowledge", step.text))


@router.post("/{id}/review", Access(SafeguardingConcern, "review"))
def review_safeguarding_concern(db: Db, id: UUID, step: ConcernStep) -> Answer[ConcernStanding]:
    """Begin to look into a concern."""
    return standing(following_concerns.advance(db, id, "review", step.text))


@router.post("/{id}/act", Access(SafeguardingConcern, "act"))
def act_on_safeguarding_concern(db: Db, id: UUID, step: ConcernReasonedStep) -> Answer[ConcernStanding]:
    """Say what was done about a concern."""
    return standing(following_concerns.advance(db, id, "act", step.text))


@router.post("/{id}/refer", Access(SafeguardingConcern, "refer"))
def refer_safeguarding_concern(db: Db, id: UUID, step: ConcernReasonedStep) -> Answer[ConcernStanding]:
    """Say to whom a concern was referred: the police, child protection, a doctor."""
    return standing(following_concerns.advance(db, id, "refer", step.text))


@router.post("/{id}/close", Access(SafeguardingConcern, "close"))
def close_safeguarding_concern(db: Db, id: UUID, step: ConcernReasonedStep) -> Answer[ConcernStanding]:
    """Close a concern and say why."""
    return standing(following_concerns.advance(db, id, "close", step.text))


@router.post("/{id}/resume", Access(SafeguardingConcern, "resume"))
def resume_safeguarding_concern(db: Db, id: UUID, step: ConcernReasonedStep) -> Answer[ConcernStanding]:
    """Take a concern up again."""
    return standing(following_concerns.advance(db, id, "resume", step.text))


@router.get("/{id}/entries", Access(ConcernEntry, "read"))
async def list_concern_entries(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[ConcernEntryRead]]:
    """List what was done about a concern, oldest first."""
    return await reader.page(ENTRIES, query, parent=id)


@router.post("/{id}/entries", Access(ConcernEntry, "create"), 201)
def create_concern_entry(db: Db, id: UUID, new: ConcernEntryCreate) -> Answer[ConcernEntryKept]:
    """Add a note or a contact to a concern; it cannot be changed or taken away."""
    entry = following_concerns.note(db, id, new)
    return Answer.json({"id": entry.id, "created_at": instant_text(entry.created_at)}, 201)


def standing(concern: SafeguardingConcern) -> Answer[ConcernStanding]:
    return Answer.json({"id": concern.id, "state": concern.state})
