"""Guardianships: the links between guardians and children."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.guardian import Guardianship, GuardianshipCreate, GuardianshipRead
from app.services.families import vouching
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/guardianships", tag="guardians")


class GuardianshipQuery(ListQuery):
    guardian_id: Annotated[list[UUID] | None, Many, Where(Guardianship.guardian_id)] = None
    child_id: Annotated[list[UUID] | None, Many, Where(Guardianship.child_id)] = None
    verified: Annotated[bool | None, Where(Guardianship.verified_at, "set")] = None


GUARDIANSHIPS = Reads(GuardianshipRead, Guardianship, GuardianshipQuery)


@router.get("", Access(Guardianship, "read"))
async def list_guardianships(reader: Reader, query: GuardianshipQuery) -> Answer[Page[GuardianshipRead]]:
    """List the links between guardians and children."""
    return await reader.page(GUARDIANSHIPS, query)


@router.post("", Access(Guardianship, "create"), 201)
def create_guardianship(db: Db, new: GuardianshipCreate) -> Answer[GuardianshipRead]:
    """Link a guardian to a child, unverified.

    409 `guardian-excluded` for one who is excluded for safety, 409 `conflict` where the link is there.
    """
    return db.created(GUARDIANSHIPS, vouching.link(db, new))


@router.get("/{id}", Access(Guardianship, "read"))
async def read_guardianship(reader: Reader, id: UUID, query: RowQuery) -> Answer[GuardianshipRead]:
    """Read the link between a guardian and a child."""
    return await reader.one(GUARDIANSHIPS, id, query)


@router.post("/{id}/verify", Access(Guardianship, "verify"))
def verify_guardianship(db: Db, id: UUID) -> Answer[GuardianshipRead]:
    """Say that the guardian was seen to be one: from then on the guardian's login sees the child.

    Nobody verifies a link of their own: of their own family a role of the staff reaches nothing.
    """
    return db.shown(GUARDIANSHIPS, vouching.verify(db, id).id)


@router.delete("/{id}", Access(Guardianship, "delete"))
def delete_guardianship(db: Db, id: UUID) -> Answer[None]:
    """Undo the link between a guardian and a child: the guardian's reach ends."""
    vouching.unlink(db, id)
    return Answer.nothing()
