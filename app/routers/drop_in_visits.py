"""Drop-in visits: head counts of open groups."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import DropInVisit, SupportSession
from app.models.drop_in_visit import DropInVisitRead, HeadCounts, VisitTotals, VisitTotalsQuery
from app.services.sessions import counting_visits
from app.services.sessions.counting_visits import TOTALS, months
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1", tag="drop-in-visits")


class DropInVisitQuery(ListQuery):
    session_id: Annotated[list[UUID] | None, Many, Where(DropInVisit.session_id)] = None
    group_id: Annotated[list[UUID] | None, Many, Where(DropInVisit.group_id)] = None
    site_id: Annotated[list[UUID] | None, Many, Where(DropInVisit.site_id)] = None
    month_from: Annotated[date | None, Where(DropInVisit.month, "from")] = None
    month_to: Annotated[date | None, Where(DropInVisit.month, "until")] = None
    updated_from: Annotated[Moment | None, Where(DropInVisit.updated_at, "from")] = None


VISITS = Reads(DropInVisitRead, DropInVisit, DropInVisitQuery, sorts={"month": DropInVisit.month})
COUNT = Reads(DropInVisitRead, DropInVisit, parent=(SupportSession, DropInVisit.session_id))
WHOLE = ListQuery(limit=200)


@router.get("/drop-in-visits", Access(DropInVisit, "read"))
async def list_drop_in_visits(reader: Reader, query: DropInVisitQuery) -> Answer[Page[DropInVisitRead]]:
    """List head counts of open groups."""
    return await reader.page(VISITS, query)


@router.get("/drop-in-visits/totals", Access(DropInVisit, "read"))
async def total_drop_in_visits(reader: Reader, query: VisitTotalsQuery) -> Answer[VisitTotals]:
    """Add up visits by month, and by site and group, by grade or by language."""
    await require_alive(reader)
    found = await look(reader, TOTALS[query.by], **months(query, clock.today()))
    return shown(reader, json_text({"items": [row._asdict() for row in found]}))


@router.get("/drop-in-visits/{id}", Access(DropInVisit, "read"))
async def read_drop_in_visit(reader: Reader, id: UUID, query: RowQuery) -> Answer[DropInVisitRead]:
    """Read a line of a head count."""
    return await reader.one(VISITS, id, query)


@router.get("/sessions/{id}/drop-in-visits", Access(DropInVisit, "read"))
async def list_session_drop_in_visits(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[DropInVisitRead]]:
    """Read the head count of a session."""
    return await reader.page(COUNT, query, parent=id)


@router.post("/sessions/{id}/drop-in-visits", Access(DropInVisit, "create"))
def count_drop_in_visits(db: Db, id: UUID, sheet: HeadCounts) -> Answer[Page[DropInVisitRead]]:
    """Put the head count of a session of an open group.

    The same count again changes nothing; a line that is left out goes. A planned session that has begun is held by its
    count. A group that is not open keeps attendance instead: 409 `not-counted-by-heads`.
    """
    counting_visits.count(db, id, sheet)
    return db.listed(COUNT, WHOLE, parent=id)
