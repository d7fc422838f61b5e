"""Guardians."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models.guardian import (
    Guardian,
    GuardianCreate,
    GuardianRead,
    GuardianRelation,
    Guardianship,
    GuardianshipRead,
    GuardianUpdate,
)
from app.services import welcoming
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/guardians", tag="guardians")


class GuardianQuery(SearchQuery):
    family_id: Annotated[list[UUID] | None, Many, Where(Guardian.family_id)] = None
    relation: Annotated[list[GuardianRelation] | None, Many, Where(Guardian.relation)] = None
    contactable: Annotated[bool | None, Where(Guardian.contactable, "is")] = None
    safety_excluded: Annotated[bool | None, Where(Guardian.safety_excluded, "is")] = None


GUARDIANS = Reads(
    GuardianRead,
    Guardian,
    GuardianQuery,
    sorts={"given_name": Guardian.search_key},
    search={"given_name": Guardian.search_key},
    includes={"guardianships": Include(GuardianshipRead, Guardianship, Guardianship.guardian_id)},
)


@router.get("", Access(Guardian, "read"))
async def list_guardians(reader: Reader, query: GuardianQuery) -> Answer[Page[GuardianRead]]:
    """List guardians."""
    return await reader.page(GUARDIANS, query)


@router.post("", Access(Guardian, "create"), 201)
def create_guardian(db: Db, new: GuardianCreate) -> Answer[GuardianRead]:
    """Add a guardian to a family.

    Links to the family's children are made, unverified: a guardian sees a child after `POST
    /v1/guardianships/{id}/verify`. Numbers are read as in the organisation's country and kept in E.164. `user_id` is
    a login with a guardian's membership. None is linked who is excluded for safety.
    """
    return db.created(GUARDIANS, welcoming.welcome_guardian(db, new))


@router.get("/{id}", Access(Guardian, "read"))
async def read_guardian(reader: Reader, id: UUID, query: RowQuery) -> Answer[GuardianRead]:
    """Read a guardian."""
    return await reader.one(GUARDIANS, id, query)


@router.patch("/{id}", Access(Guardian, "update"))
def update_guardian(db: Db, id: UUID, changes: GuardianUpdate) -> Answer[GuardianRead]:
    """Change a guardian.

    Guardians change their own entry. Whoever becomes excluded for safety sees no child from then on, and is seen by
    coordinators and supervisors alone.
    """
    return db.shown(GUARDIANS, welcoming.change_guardian(db, db.matching(GUARDIANS, id), changes).id)
