"""Forming, closing and reopening mentor groups; their limits come from the policy of the programme."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import now_within
from app.auth.session import OwnedSession
from app.core.listing import Clause, Readable
from app.models import GroupLeader, GroupMember, MentorGroup, Programme
from app.models.mentor_group import GroupKind, MemberState, MentorGroupCreate
from app.models.programme import Policy
from app.services import records
from app.services.groups.leading import end_all
from app.services.groups.open_groups import locked, require_open
from app.services.groups.placing import leave_all


class Limits(NamedTuple):
    """How many children a group should have and may have, and how many each leader."""

    min_members: int
    max_members: int
    max_per_leader: int


def form_group(db: OwnedSession, new: MentorGroupCreate) -> MentorGroup:
    """A new group of a programme that is planned or running, with the limits of its policy."""
    if (known := records.already(db, MentorGroup, new)) is not None:
        return known
    programme = db.refer(Programme, new.programme_id, "programme_id")
    require_open(programme)
    group = records.made(db, MentorGroup, new)
    keep_to(group, limits_of(programme.rules(), group.kind))
    return db.put(group)


def limits_of(policy: Policy, kind: GroupKind) -> Limits:
    """One child at most in an individual group; without a roster nobody is missing."""
    if not policy.roster:
        return Limits(0, policy.max_group_size, policy.max_children_per_leader)
    if kind is GroupKind.INDIVIDUAL:
        return Limits(1, 1, policy.max_children_per_leader)
    return Limits(policy.min_group_size, policy.max_group_size, policy.max_children_per_leader)


def keep_to(group: MentorGroup, limits: Limits) -> None:
    """Gives a group its limits; children beyond a lowered maximum keep their place, and no one else gets one."""
    group.min_members, group.max_members, group.max_per_leader = limits
    group.surplus = max(0, group.active_members - group.max_members)


def follow_policy(db: OwnedSession, programme: Programme) -> None:
    """Brings the groups of a programme to its policy; belongs into the transaction that changes the policy."""
    policy = programme.rules()
    with db.beyond_reach("groups follow the policy of their programme") as wide:
        for group in locked(wide, MentorGroup, col(MentorGroup.programme_id) == programme.id):
            keep_to(group, limits_of(policy, group.kind))


def close_group(db: OwnedSession, id: UUID, reason: str) -> MentorGroup:
    """Closes a group: its children leave, its waiting list is dissolved, and whoever leads it does so no longer.

    Sessions that are planned ahead belong to the schedules.
    """
    group = records.move(db, db.find(MentorGroup, id, lock=True), "close", reason)
    leave_all(db, group, reason)
    end_all(db, id, reason)
    db.flush()
    return group


def reopen_group(db: OwnedSession, id: UUID) -> MentorGroup:
    """Opens a closed group again, empty, while its programme is not closed."""
    group = db.find(MentorGroup, id, lock=True)
    require_open(db.find(Programme, group.programme_id))
    return records.move(db, group, "reopen")


def led_by(hit: Clause, readable: Readable) -> Clause:
    """The groups that a person leads or assists now."""
    leading = sa.select(col(GroupLeader.group_id)).where(readable(GroupLeader), hit, now_within(GroupLeader))
    return col(MentorGroup.id).in_(leading)


def with_child(hit: Clause, readable: Readable) -> Clause:
    """The groups in which a child has a place now."""
    placed = sa.select(col(GroupMember.group_id)).where(
        readable(GroupMember), hit, col(GroupMember.state) == MemberState.ACTIVE
    )
    return col(MentorGroup.id).in_(placed)
