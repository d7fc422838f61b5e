"""Memberships: which role a person has in the organisation, and for how long."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.membership import Membership, MembershipCreate, MembershipRead, MembershipUpdate, Role
from app.services.people import joining, leaving
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/memberships", tag="people and roles")


class MembershipQuery(ListQuery):
    user_id: Annotated[list[UUID] | None, Many, Where(Membership.user_id)] = None
    role: Annotated[list[Role] | None, Many, Where(Membership.role)] = None


MEMBERSHIPS = Reads(MembershipRead, Membership, MembershipQuery)


@router.get("", Access(Membership, "read"))
async def list_memberships(reader: Reader, query: MembershipQuery) -> Answer[Page[MembershipRead]]:
    """List memberships."""
    return await reader.page(MEMBERSHIPS, query)


@router.post("", Access(Membership, "create"), 201)
def create_membership(db: Db, new: MembershipCreate) -> Answer[MembershipRead]:
    """Give a user a role.

    A person may hold several and signs in with one at a time. What the role covers is told by role assignments;
    volunteers, assistants, teachers and guardians reach what they are related to without any. 409
    `second-person-needed` for a role over personal data that one would give oneself.
    """
    return db.created(MEMBERSHIPS, joining.give_role(db, new))


@router.get("/{id}", Access(Membership, "read"))
async def read_membership(reader: Reader, id: UUID, query: RowQuery) -> Answer[MembershipRead]:
    """Read a membership."""
    return await reader.one(MEMBERSHIPS, id, query)


@router.patch("/{id}", Access(Membership, "update"))
def update_membership(db: Db, id: UUID, changes: MembershipUpdate) -> Answer[MembershipRead]:
    """Change until when a role lasts.

    Its sign-ins end with it, from the next request on.
    """
    joining.hold_person(db, id)
    return db.shown(MEMBERSHIPS, joining.change_role(db, db.matching(MEMBERSHIPS, id), changes).id)


@router.post("/{id}/end", Access(Membership, "end"), 204)
def end_membership(db: Db, id: UUID) -> Answer[None]:
    """End a role now; whoever is signed in with it is signed out.

    409 `last-administrator` for the only administrator there is.
    """
    leaving.end_role(db, id)
    return Answer.nothing()
