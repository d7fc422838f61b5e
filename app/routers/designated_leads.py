"""Designated leads for concerns about a child's safety."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.designated_lead import (
    DesignatedLead,
    DesignatedLeadCreate,
    DesignatedLeadEnd,
    DesignatedLeadRead,
    DesignatedLeadState,
)
from app.services.safeguarding import appointing_leads
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/designated-leads", tag="safeguarding")


class DesignatedLeadQuery(ListQuery):
    user_id: Annotated[UUID | None, Where(DesignatedLead.user_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(DesignatedLead.programme_id, "is")] = None
    state: Annotated[list[DesignatedLeadState] | None, Many, Where(DesignatedLead.state)] = None


LEADS = Reads(DesignatedLeadRead, DesignatedLead, DesignatedLeadQuery)


@router.get("", Access(DesignatedLead, "read"))
async def list_designated_leads(reader: Reader, query: DesignatedLeadQuery) -> Answer[Page[DesignatedLeadRead]]:
    """List who deals with concerns about a child's safety."""
    return await reader.page(LEADS, query)


@router.post("", Access(DesignatedLead, "create"), 201)
def create_designated_lead(db: Db, new: DesignatedLeadCreate) -> Answer[DesignatedLeadRead]:
    """Propose a coordinator as designated lead.

    Of a programme, or of the whole organisation. It counts once it is confirmed: by a coordinator what an administrator
    proposed, by an administrator what a coordinator did.
    """
    return db.created(LEADS, appointing_leads.propose(db, new))


@router.get("/{id}", Access(DesignatedLead, "read"))
async def read_designated_lead(reader: Reader, id: UUID, query: RowQuery) -> Answer[DesignatedLeadRead]:
    """Read a designated lead."""
    return await reader.one(LEADS, id, query)


@router.post("/{id}/confirm", Access(DesignatedLead, "confirm"))
def confirm_designated_lead(db: Db, id: UUID) -> Answer[DesignatedLeadRead]:
    """Confirm what a person of the other role has proposed; nobody confirms themselves."""
    return db.shown(LEADS, appointing_leads.confirm(db, id).id)


@router.post("/{id}/end", Access(DesignatedLead, "end"))
def end_designated_lead(db: Db, id: UUID, ended: DesignatedLeadEnd) -> Answer[DesignatedLeadRead]:
    """End the task; it counts from the next request."""
    return db.shown(LEADS, appointing_leads.end(db, id, ended.reason).id)
