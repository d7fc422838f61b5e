"""Children."""

from typing import Annotated
from uuid import UUID

from app.auth.age_bands import age_band
from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models.child import Child, ChildCreate, ChildLeave, ChildRead, ChildStatus, ChildUpdate
from app.models.consent import ConsentEffect
from app.models.consent_purpose import ConsentPurpose
from app.models.family import StatusMove
from app.models.guardian import Guardianship, GuardianshipRead
from app.models.mentor_group import GroupMember, GroupMemberRead
from app.models.school import Grade
from app.models.trail import Transition
from app.services import records
from app.services.families import requiring_consent, taking_part
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/children", tag="children")


class ChildQuery(SearchQuery):
    programme_id: Annotated[list[UUID] | None, Many, Where(Child.programme_id)] = None
    family_id: Annotated[list[UUID] | None, Many, Where(Child.family_id)] = None
    group_id: Annotated[list[UUID] | None, Many, Where(GroupMember.group_id, through=taking_part.placed_in)] = None
    status: Annotated[list[ChildStatus] | None, Many, Where(Child.status)] = None
    grade: Annotated[list[Grade] | None, Many, Where(Child.grade)] = None
    lacks_consent: Annotated[
        ConsentPurpose | None, Where(ConsentEffect.purpose, "is", through=requiring_consent.lacking)
    ] = None


CHILDREN = Reads(
    ChildRead,
    Child,
    ChildQuery,
    sorts={"code": Child.code, "first_name": Child.search_key},
    search={"surname": Child.search_full, "first_name": Child.search_key},
    computed={"age_band": age_band()},
    includes={
        "group_members": Include(GroupMemberRead, GroupMember, GroupMember.child_id),
        "guardianships": Include(GuardianshipRead, Guardianship, Guardianship.child_id),
        "transitions": Include(StatusMove, Transition, Transition.row_id),
    },
)


@router.get("", Access(Child, "read"))
async def list_children(reader: Reader, query: ChildQuery) -> Answer[Page[ChildRead]]:
    """List children.

    `q` looks through first names and codes, and through surnames for those who may see them. `group_id`: children
    who have a place in the group now. `lacks_consent`: children for whom this consent is not in effect today.
    """
    return await reader.page(CHILDREN, query)


@router.post("", Access(Child, "create"), 201)
def create_child(db: Db, new: ChildCreate) -> Answer[ChildRead]:
    """Take in a child.

    Its programme is that of its family, to whose guardians it is linked, unverified. The birth year follows from the
    birth date where that is known. Without a `code` the child is given one.
    """
    return db.created(CHILDREN, taking_part.welcome_child(db, new))


@router.get("/{id}", Access(Child, "read"))
async def read_child(reader: Reader, id: UUID, query: RowQuery) -> Answer[ChildRead]:
    """Read a child."""
    return await reader.one(CHILDREN, id, query)


@router.patch("/{id}", Access(Child, "update"))
def update_child(db: Db, id: UUID, changes: ChildUpdate) -> Answer[ChildRead]:
    """Change a child.

    In another family it is linked to that family's guardians, unverified; links to earlier ones stay until they are
    deleted.
    """
    taking_part.hold_family(db, changes)
    return db.shown(CHILDREN, taking_part.change_child(db, db.matching(CHILDREN, id), changes).id)


@router.post("/{id}/activate", Access(Child, "activate"))
def activate_child(db: Db, id: UUID) -> Answer[ChildRead]:
    """Say that a child takes part, or takes part again."""
    return db.shown(CHILDREN, taking_part.activate_child(db, id).id)


@router.post("/{id}/pause", Access(Child, "pause"))
def pause_child(db: Db, id: UUID) -> Answer[ChildRead]:
    """Say that a child pauses; its places are kept."""
    return db.shown(CHILDREN, records.move(db, db.find(Child, id, lock=True), "pause").id)


@router.post("/{id}/complete", Access(Child, "complete"))
def complete_child(db: Db, id: UUID) -> Answer[ChildRead]:
    """Say that a child has completed the programme; its places in groups are free from now on."""
    return db.shown(CHILDREN, taking_part.complete_child(db, id).id)


@router.post("/{id}/leave", Access(Child, "leave"))
def leave_child(db: Db, id: UUID, body: ChildLeave) -> Answer[ChildRead]:
    """Say that a child has left, and why; its places in groups are free from now on."""
    return db.shown(CHILDREN, taking_part.see_off_child(db, id, body).id)
