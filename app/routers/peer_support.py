"""Peer support."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import PeerSupport
from app.models.peer_support import (
    ContributionQuery,
    Contributions,
    PeerSupportCreate,
    PeerSupportRead,
    PeerSupportUpdate,
)
from app.models.school_subject import SchoolSubject
from app.services import records
from app.services.groups import recording_peer_support
from app.services.groups.recording_peer_support import CONTRIBUTIONS, period
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1/peer-support", tag="peer-support")


class PeerSupportQuery(ListQuery):
    group_id: Annotated[list[UUID] | None, Many, Where(PeerSupport.group_id)] = None
    session_id: Annotated[list[UUID] | None, Many, Where(PeerSupport.session_id)] = None
    helper_child_id: Annotated[list[UUID] | None, Many, Where(PeerSupport.helper_child_id)] = None
    helped_child_id: Annotated[list[UUID] | None, Many, Where(PeerSupport.helped_child_id)] = None
    subject: Annotated[list[SchoolSubject] | None, Many, Where(PeerSupport.subject)] = None
    in_session: Annotated[bool | None, Where(PeerSupport.session_id, "set")] = None
    ended: Annotated[bool | None, Where(PeerSupport.last_on, "set")] = None
    first_on_from: Annotated[date | None, Where(PeerSupport.first_on, "from")] = None
    first_on_to: Annotated[date | None, Where(PeerSupport.first_on, "until")] = None


SUPPORT = Reads(PeerSupportRead, PeerSupport, PeerSupportQuery, sorts={"first_on": PeerSupport.first_on})


@router.get("", Access(PeerSupport, "read"))
async def list_peer_support(reader: Reader, query: PeerSupportQuery) -> Answer[Page[PeerSupportRead]]:
    """List who helped whom."""
    return await reader.page(SUPPORT, query)


@router.get("/contributions", Access(PeerSupport, "read"))
async def list_peer_contributions(reader: Reader, query: ContributionQuery) -> Answer[Contributions]:
    """List what each child gave to others in a period: times in sessions, standing pairs, children helped."""
    await require_alive(reader)
    found = await look(reader, CONTRIBUTIONS, **period(query))
    return shown(reader, json_text({"items": [row._asdict() for row in found]}))


@router.post("", Access(PeerSupport, "create"), 201)
def create_peer_support(db: Db, new: PeerSupportCreate) -> Answer[PeerSupportRead]:
    """Record that a child helped another one.

    In a session (`session_id`), or as a standing pair (`group_id`, `first_on`). Both children have a place in the
    group; it counts as the helper's contribution.
    """
    return db.created(SUPPORT, recording_peer_support.support(db, new))


@router.get("/{id}", Access(PeerSupport, "read"))
async def read_peer_support(reader: Reader, id: UUID, query: RowQuery) -> Answer[PeerSupportRead]:
    """Read who helped whom."""
    return await reader.one(SUPPORT, id, query)


@router.patch("/{id}", Access(PeerSupport, "update"))
def update_peer_support(db: Db, id: UUID, changes: PeerSupportUpdate) -> Answer[PeerSupportRead]:
    """Correct subject and topic, or end a pair."""
    return db.shown(SUPPORT, recording_peer_support.change(db, db.matching(SUPPORT, id), changes).id)


@router.delete("/{id}", Access(PeerSupport, "delete"))
def delete_peer_support(db: Db, id: UUID) -> Answer[None]:
    """Take back what was entered by mistake."""
    records.remove(db, PeerSupport, id)
    return Answer.nothing()
