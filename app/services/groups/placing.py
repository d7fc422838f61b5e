"""Placing children: a place in a group, a turn on its waiting list, and leaving both.

The group's row is locked before anything is counted, so that two writers never both win the last place; the counters
move in the same transaction and the table checks them once more.
"""

from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.permissions import may
from app.auth.principal import role_of
from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Child, GroupMember, MentorGroup, Programme
from app.models.child import ChildStatus
from app.models.mentor_group import GroupMemberCreate, MemberState
from app.services import records
from app.services.families.requiring_consent import require_purposes
from app.services.groups.leading import AlreadyInGroup, leading_now, of_group
from app.services.groups.open_groups import locked, require_open, wrong_state


class CapacityExceeded(DomainError):
    """`rule`: places (the group's maximum) or ratio (children for each leader); `limit` and `present` in children."""

    slug, title, status = "capacity-exceeded", "The group is full", 409
    detail = "{present} of {limit} places are taken."


class NoRoster(DomainError):
    slug, title, status = "no-roster", "This group has no list of children", 409
    detail = "Whoever comes is counted and not named: the programme keeps no roster."


class OtherProgramme(DomainError):
    slug, title, status = "other-programme", "The child belongs to another programme", 409
    detail = "A child takes part in the groups of its own programme."


def place(db: OwnedSession, group_id: UUID, new: GroupMemberCreate) -> GroupMember:
    """Gives a child a place, or a turn on the waiting list when the body says `wait`."""
    group = db.find(MentorGroup, group_id, lock=True)
    if (known := records.already(db, GroupMember, new)) is not None:
        return of_group(known, group)
    programme = require_taking_children(db, group)
    state, joined_at = (MemberState.WAITING, None) if new.wait else (MemberState.ACTIVE, db.at)
    given = {"group_id": group.id, "programme_id": group.programme_id, "state": state, "joined_at": joined_at}
    member = records.made(db, GroupMember, new, **given)
    refuse_twice(db, member)
    require_same_programme(db.find(Child, member.child_id), group)
    if new.wait:
        group.waiting_members += 1
    else:
        take_place(db, group, programme, member.child_id)
    return db.put(member)


def promote(db: OwnedSession, id: UUID) -> GroupMember:
    """Gives a waiting child a place, under the same rules as a new one."""
    member, group = with_group(db, id)
    programme = require_taking_children(db, group)
    member.__lifecycle__.fire(member, "promote")
    member.joined_at = db.at
    group.waiting_members -= 1
    take_place(db, group, programme, member.child_id)
    db.flush()
    return member


def leave(db: OwnedSession, id: UUID, reason: str = "") -> GroupMember:
    """Ends a place or a turn; a place is free from this instant on."""
    member, group = with_group(db, id)
    depart(db, group, member, reason)
    db.flush()
    return member


def leave_all(db: OwnedSession, group: MentorGroup, reason: str) -> None:
    """Ends every place and turn of a group whose row is locked."""
    here = [col(GroupMember.group_id) == group.id, col(GroupMember.state) != MemberState.LEFT]
    for member in locked(db, GroupMember, *here):
        depart(db, group, member, reason)


def depart(db: OwnedSession, group: MentorGroup, member: GroupMember, reason: str) -> None:
    had_place = member.state is MemberState.ACTIVE
    if reason:
        db.reasons[member.id] = reason
    member.__lifecycle__.fire(member, "leave")
    member.left_at = db.at
    if had_place:
        group.active_members -= 1
        group.surplus = max(0, group.active_members - group.max_members)
    else:
        group.waiting_members -= 1


def with_group(db: OwnedSession, id: UUID) -> tuple[GroupMember, MentorGroup]:
    """A member and its group, the group locked first as everywhere."""
    group = db.find(MentorGroup, db.find(GroupMember, id).group_id, lock=True)
    return db.find(GroupMember, id, lock=True), group


def require_taking_children(db: OwnedSession, group: MentorGroup) -> Programme:
    require_open(group)
    programme = db.find(Programme, group.programme_id)
    require_open(programme)
    if not programme.rules().roster:
        raise NoRoster
    return programme


def refuse_twice(db: OwnedSession, member: GroupMember) -> None:
    same = [col(GroupMember.group_id) == member.group_id, col(GroupMember.child_id) == member.child_id]
    here = sa.select(GroupMember).where(*same, col(GroupMember.state) != MemberState.LEFT)
    if (other := db.execute(here).scalar_one_or_none()) is not None:
        raise AlreadyInGroup(present=str(other.id))


def require_same_programme(child: Child, group: MentorGroup) -> None:
    if child.programme_id != group.programme_id:
        raise OtherProgramme
    require_taking_part(child)


def require_taking_part(child: Child) -> None:
    if child.status not in (ChildStatus.WAITING, ChildStatus.ACTIVE):
        raise wrong_state(child, child.status)


def take_place(db: OwnedSession, group: MentorGroup, programme: Programme, child_id: UUID) -> None:
    """Takes one place of a locked group, if there is one and the child may have it."""
    require_room(db, group)
    with sight_of_child(db) as within:
        child = within.find(Child, child_id, lock=True)
        require_taking_part(child)
        require_purposes(within, child.id, programme.rules().required_consents)
        if child.status is ChildStatus.WAITING:
            records.move(within, child, "activate")
    group.active_members += 1


def require_room(db: OwnedSession, group: MentorGroup) -> None:
    limit, rule = group.max_members, "places"
    leaders = leading_now(db, group.id)
    if leaders and leaders * group.max_per_leader < limit:
        limit, rule = leaders * group.max_per_leader, "ratio"
    if group.active_members >= limit:
        raise CapacityExceeded(rule=rule, limit=limit, present=group.active_members)


def sight_of_child(db: OwnedSession) -> AbstractContextManager[OwnedSession]:
    """Some roles place children whom they see only afterwards, and none of those may change a child's status."""
    role = role_of(db.principal)
    if role is None or may(role, "activate", Child):
        return nullcontext(db)
    return db.beyond_reach("a placed child becomes active")
