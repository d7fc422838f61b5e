"""Outreach partners: universities, municipalities, libraries and others who spread the word."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models import OutreachPartner
from app.models.outreach_partner import (
    OutreachPartnerCreate,
    OutreachPartnerKind,
    OutreachPartnerRead,
    OutreachPartnerUpdate,
)
from app.services import records
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/outreach-partners", tag="outreach")


class OutreachPartnerQuery(SearchQuery):
    kind: Annotated[list[OutreachPartnerKind] | None, Many, Where(OutreachPartner.kind)] = None


PARTNERS = Reads(
    OutreachPartnerRead,
    OutreachPartner,
    OutreachPartnerQuery,
    sorts={"name": OutreachPartner.search_key, "kind": OutreachPartner.kind},
    search={"name": OutreachPartner.search_key},
)


@router.get("", Access(OutreachPartner, "read"))
async def list_outreach_partners(reader: Reader, query: OutreachPartnerQuery) -> Answer[Page[OutreachPartnerRead]]:
    """List outreach partners."""
    return await reader.page(PARTNERS, query)


@router.post("", Access(OutreachPartner, "create"), 201)
def create_outreach_partner(db: Db, new: OutreachPartnerCreate) -> Answer[OutreachPartnerRead]:
    """Add an outreach partner."""
    return db.created(PARTNERS, records.create(db, OutreachPartner, new))


@router.get("/{id}", Access(OutreachPartner, "read"))
async def read_outreach_partner(reader: Reader, id: UUID, query: RowQuery) -> Answer[OutreachPartnerRead]:
    """Read an outreach partner."""
    return await reader.one(PARTNERS, id, query)


@router.patch("/{id}", Access(OutreachPartner, "update"))
def update_outreach_partner(db: Db, id: UUID, changes: OutreachPartnerUpdate) -> Answer[OutreachPartnerRead]:
    """Change an outreach partner; `contacts` takes the whole list."""
    return db.shown(PARTNERS, records.change(db, db.matching(PARTNERS, id), changes).id)


@router.delete("/{id}", Access(OutreachPartner, "delete"))
def delete_outreach_partner(db: Db, id: UUID) -> Answer[None]:
    """Delete an outreach partner with whom there was no campaign."""
    records.remove(db, OutreachPartner, id)
    return Answer.nothing()
