"""Guardians."""

from typing import Annotated, Any
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
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
from app.models.invitation import SignInCode
from app.services.families import welcoming
from app.services.sign_in import signing_in_by_code
from app.services.sign_in.confirming import LIFE
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept

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


@router.post("/{id}/sign-in-code", Access(Guardian, "issue_code"), 201)
async def issue_sign_in_code(call: Call, id: UUID) -> Answer[SignInCode]:
    """Make a one-time code with which a guardian signs in.

    Tell it together with the sign-in name, in person or by phone: the guardian sends both to `POST /v1/auth/token`. It
    is shown once and takes the place of the one before. 409 `has-own-sign-in` for guardians with an e-mail address.
    """
    return await unkept(call, lambda db: code_for(db, id))


@router.patch("/{id}", Access(Guardian, "update"))
def update_guardian(db: Db, id: UUID, changes: GuardianUpdate) -> Answer[GuardianRead]:
    """Change a guardian.

    Guardians change their own entry. Whoever becomes excluded for safety sees no child from then on, and is seen by
    coordinators and supervisors alone.
    """
    return db.shown(GUARDIANS, welcoming.change_guardian(db, db.matching(GUARDIANS, id), changes).id)


def code_for(db: Db, id: UUID) -> Answer[Any]:
    issued = signing_in_by_code.issue(db, id)
    body = {**issued._asdict(), "expires_at": db.at + LIFE}
    return Answer(json_text(body), 201, (JSON, NEVER_STORED))
