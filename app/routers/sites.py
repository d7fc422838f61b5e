"""Sites: places where children meet."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.core.moments import Moment
from app.core.shapes import Line
from app.models.site import Site, SiteCreate, SiteKind, SiteRead, SiteUpdate
from app.services import records
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/sites", tag="sites")


class SiteQuery(SearchQuery):
    kind: Annotated[list[SiteKind] | None, Many, Where(Site.kind)] = None
    municipality: Annotated[Line | None, Where(Site.municipality, "is")] = None
    updated_from: Annotated[Moment | None, Where(Site.updated_at, "from")] = None
    updated_to: Annotated[Moment | None, Where(Site.updated_at, "until")] = None


SITES = Reads(SiteRead, Site, SiteQuery, sorts={"name": Site.search_key}, search={"name": Site.search_key})


@router.get("", Access(Site, "read"))
async def list_sites(reader: Reader, query: SiteQuery) -> Answer[Page[SiteRead]]:
    """List sites."""
    return await reader.page(SITES, query)


@router.post("", Access(Site, "create"), 201)
def create_site(db: Db, new: SiteCreate) -> Answer[SiteRead]:
    """Add a site."""
    return db.created(SITES, records.create(db, Site, new))


@router.get("/{id}", Access(Site, "read"))
async def read_site(reader: Reader, id: UUID, query: RowQuery) -> Answer[SiteRead]:
    """Read a site."""
    return await reader.one(SITES, id, query)


@router.patch("/{id}", Access(Site, "update"))
def update_site(db: Db, id: UUID, changes: SiteUpdate) -> Answer[SiteRead]:
    """Change a site."""
    return db.shown(SITES, records.change(db, db.matching(SITES, id), changes).id)


@router.delete("/{id}", Access(Site, "delete"))
def delete_site(db: Db, id: UUID) -> Answer[None]:
    """Delete a site that no group, schedule or session uses."""
    records.remove(db, Site, id)
    return Answer.nothing()
