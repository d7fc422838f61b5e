"""Children as participants: taking them in under a code of their own, keeping what is known right, seeing them off."""

import secrets
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause, Readable
from app.core.problems import Conflict, InvalidRequest
from app.models import Child, Family, GroupMember, Organisation
from app.models.child import ChildCreate, ChildLeave, ChildUpdate
from app.models.mentor_group import MemberState
from app.services import records
from app.services.families import vouching
from app.services.families.welcoming import household, is_mediator
from app.services.groups import placing

EARLIEST_YEAR = 1990


def welcome_child(db: OwnedSession, new: ChildCreate) -> Child:
    """A new child, linked unverified to the guardians of its family; without a code it is given one."""
    if new.code is None:
        new.model_fields_set.discard("code")  # so that the same request with null finds its row again
    records.refuse_closed(db, Child, new)
    if (known := records.already(db, Child, new)) is not None:
        return known
    if new.family_id is None and is_mediator(db):
        raise refused("family_id", "missing", "A mediator takes in children with their family.")
    family = None if new.family_id is None else household(db, new.family_id)
    require_programme(family, new.programme_id)
    year = year_of_birth(db, new.birth_date, new.birth_year)
    child = db.put(records.made(db, Child, new, code=code_for(db, new.code), birth_year=year))
    if family is not None:
        vouching.link_to_guardians(db, child, family)
    return child


def hold_family(db: OwnedSession, changes: ChildUpdate) -> None:
    """Locks the family that a change names: to be called before the child itself is locked."""
    if "family_id" in changes.model_fields_set and changes.family_id is not None:
        records.refuse_closed(db, Child, changes)
        household(db, changes.family_id)


def change_child(db: OwnedSession, child: Child, changes: ChildUpdate) -> Child:
    """Changes a child; in another family it is linked to that family's guardians too, and earlier links stay."""
    records.refuse_closed(db, Child, changes)
    named = changes.model_fields_set
    born = changes.birth_date if "birth_date" in named else child.birth_date
    known = None if "birth_date" in named and born is not None else child.birth_year
    year = year_of_birth(db, born, changes.birth_year if "birth_year" in named else known)
    moved = "family_id" in named and changes.family_id not in (None, child.family_id)
    family = db.find(Family, changes.family_id) if moved and changes.family_id is not None else None
    require_programme(family, child.programme_id)
    child.birth_year = year
    records.change(db, child, changes, leave_out=("birth_year",))
    if family is not None:
        vouching.link_to_guardians(db, child, family)
    return child


def activate_child(db: OwnedSession, id: UUID) -> Child:
    """A child takes part (again)."""
    child = db.find(Child, id, lock=True)
    child.left_reason = None
    return records.move(db, child, "activate")


def complete_child(db: OwnedSession, id: UUID) -> Child:
    """A child has reached the programme's end; its places are free."""
    child = released(db, id, "The child has completed the programme.")
    return records.move(db, child, "complete")


def see_off_child(db: OwnedSession, id: UUID, leaving: ChildLeave) -> Child:
    """A child leaves, for a stated reason; its places are free."""
    child = released(db, id, "The child has left.")
    child.left_reason = leaving.left_reason
    return records.move(db, child, "leave", leaving.reason)


def released(db: OwnedSession, id: UUID, reason: str) -> Child:
    """The child, locked, without any place or turn; groups are locked before the child, as in placing."""
    db.find(Child, id)
    with db.beyond_reach("a child that goes gives its places free") as wide:
        for member_id in places(wide, id):
            placing.leave(wide, member_id, reason)
        child = db.find(Child, id, lock=True)
        if places(wide, id):  # given between our look and our lock
            raise Conflict
    return child


def places(wide: OwnedSession, child_id: UUID) -> list[UUID]:
    here = [col(GroupMember.child_id) == child_id, col(GroupMember.state) != MemberState.LEFT]
    members = sa.select(GroupMember).where(*here).order_by(col(GroupMember.group_id))
    return [member.id for member in wide.execute(members).scalars()]


def placed_in(hit: Clause, readable: Readable) -> Clause:
    """The children who have a place in a group now."""
    active = col(GroupMember.state) == MemberState.ACTIVE
    return col(Child.id).in_(sa.select(col(GroupMember.child_id)).where(readable(GroupMember), hit, active))


def require_programme(family: Family | None, programme_id: UUID) -> None:
    if family is not None and family.programme_id != programme_id:
        raise refused("family_id", "not_allowed", "This family belongs to another programme.")


def year_of_birth(db: OwnedSession, born: date | None, year: int | None) -> int | None:
    """The year of the date where the date is known; a year that contradicts it, or lies ahead, is refused."""
    today = db.at.date()
    if born is not None and not (born.year >= EARLIEST_YEAR and born <= today):
        raise refused("birth_date", "out_of_range", "Not before 1990 and not in the future.")
    if year is not None and year > today.year:
        raise refused("birth_year", "out_of_range", "This lies in the future.")
    if born is not None and year is not None and year != born.year:
        raise refused("birth_year", "not_allowed", "This contradicts the birth date.")
    return year if born is None else born.year


def code_for(db: OwnedSession, given: str | None) -> str:
    """The given code, or a free one: drawn, because numbers in a row would tell how many children came when.

    The organisation's row is held meanwhile (rows that refer to it can still be added), so no two draw the same.
    """
    with db.beyond_reach("a child's code is new in the whole organisation") as wide:
        wide.execute(sa.select(Organisation).with_for_update(key_share=True)).scalar_one()
        code, digits = given, 5
        while code is None:
            drawn = f"C-{secrets.randbelow(10**digits):0{digits}}"
            taken = wide.execute(sa.select(Child).where(col(Child.code) == drawn)).scalar_one_or_none()
            code, digits = (drawn, digits) if taken is None else (None, digits + 1)
        return code


def refused(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
