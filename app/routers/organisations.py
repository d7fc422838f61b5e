"""Organisations: each caller sees their own. New ones are made on the command line."""

from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Page, RowQuery
from app.models.organisation import Organisation, OrganisationRead, OrganisationUpdate
from app.services import records
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/organisations", tag="organisations")

ORGANISATIONS = Reads(OrganisationRead, Organisation)


@router.get("", Access(Organisation, "read"))
async def list_organisations(reader: Reader, query: ListQuery) -> Answer[Page[OrganisationRead]]:
    """List the caller's organisation.

    One row: memberships in other organisations are reached by switching to them.
    """
    return await reader.page(ORGANISATIONS, query)


@router.get("/{id}", Access(Organisation, "read"))
async def read_organisation(reader: Reader, id: UUID, query: RowQuery) -> Answer[OrganisationRead]:
    """Read the caller's organisation."""
    return await reader.one(ORGANISATIONS, id, query)


@router.patch("/{id}", Access(Organisation, "update"))
def update_organisation(db: Db, id: UUID, changes: OrganisationUpdate) -> Answer[OrganisationRead]:
    """Change the caller's organisation."""
    return db.shown(ORGANISATIONS, records.change(db, db.matching(ORGANISATIONS, id), changes).id)
