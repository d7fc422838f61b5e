"""Opportunities to give time."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models import Opportunity, Transition
from app.models.opportunity import (
    OpportunityClose,
    OpportunityCreate,
    OpportunityRead,
    OpportunityRole,
    OpportunityState,
    OpportunityUpdate,
)
from app.models.trail import TransitionRead
from app.services.recruitment import planning_opportunities as planning
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/opportunities", tag="opportunities")


class OpportunityQuery(SearchQuery):
    programme_id: Annotated[list[UUID] | None, Many, Where(Opportunity.programme_id)] = None
    role: Annotated[list[OpportunityRole] | None, Many, Where(Opportunity.role)] = None
    state: Annotated[list[OpportunityState] | None, Many, Where(Opportunity.state)] = None
    online: Annotated[bool | None, Where(Opportunity.online, "is")] = None
    credit: Annotated[bool | None, Where(Opportunity.credit, "is")] = None
    starts_on_from: Annotated[date | None, Where(Opportunity.starts_on, "from")] = None
    starts_on_to: Annotated[date | None, Where(Opportunity.starts_on, "until")] = None


OPPORTUNITIES = Reads(
    OpportunityRead,
    Opportunity,
    OpportunityQuery,
    sorts={"title": Opportunity.search_key, "starts_on": Opportunity.starts_on},
    search={"title": Opportunity.search_key},
    computed={"places_left": Opportunity.places_wanted - Opportunity.places_taken},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Opportunity, "read"))
async def list_opportunities(reader: Reader, query: OpportunityQuery) -> Answer[Page[OpportunityRead]]:
    """List opportunities; drafts are there for those who write them."""
    return await reader.page(OPPORTUNITIES, query)


@router.post("", Access(Opportunity, "create"), 201)
def create_opportunity(db: Db, new: OpportunityCreate) -> Answer[OpportunityRead]:
    """Draft an opportunity; the public sees it once it is open."""
    return db.created(OPPORTUNITIES, planning.draft(db, new))


@router.get("/{id}", Access(Opportunity, "read"))
async def read_opportunity(reader: Reader, id: UUID, query: RowQuery) -> Answer[OpportunityRead]:
    """Read an opportunity."""
    return await reader.one(OPPORTUNITIES, id, query)


@router.patch("/{id}", Access(Opportunity, "update"))
def update_opportunity(db: Db, id: UUID, changes: OpportunityUpdate) -> Answer[OpportunityRead]:
    """Change an opportunity.

    With more places wanted a filled one opens again; 409 `no-place-left` for fewer than are taken.
    """
    return db.shown(OPPORTUNITIES, planning.change(db, db.matching(OPPORTUNITIES, id), changes).id)


@router.post("/{id}/open", Access(Opportunity, "open"))
def open_opportunity(db: Db, id: UUID) -> Answer[OpportunityRead]:
    """Open an opportunity to the public."""
    return db.shown(OPPORTUNITIES, planning.open_to_all(db, id).id)


@router.post("/{id}/pause", Access(Opportunity, "pause"))
def pause_opportunity(db: Db, id: UUID) -> Answer[OpportunityRead]:
    """Take an opportunity off the public list for some time."""
    return db.shown(OPPORTUNITIES, planning.pause(db, id).id)


@router.post("/{id}/resume", Access(Opportunity, "resume"))
def resume_opportunity(db: Db, id: UUID) -> Answer[OpportunityRead]:
    """Put a paused opportunity back on the public list."""
    return db.shown(OPPORTUNITIES, planning.resume(db, id).id)


@router.post("/{id}/close", Access(Opportunity, "close"))
def close_opportunity(db: Db, id: UUID, closed: OpportunityClose) -> Answer[OpportunityRead]:
    """Close an opportunity for good."""
    return db.shown(OPPORTUNITIES, planning.close(db, id, closed.reason).id)
