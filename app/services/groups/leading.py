"""Who leads a mentor group: appointing people and ending it. A reach ends with the leading, by itself."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.core.problems import DomainError, IdConflict, IllegalTransition, InvalidRequest
from app.models import GroupLeader, GroupMember, Membership, MentorGroup, Programme, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.models.mentor_group import GroupLeaderCreate, GroupLeaderEnd, LeaderRole
from app.services import records
from app.services.groups.open_groups import locked, require_open
from app.services.volunteers import ending_pairs, keeping_gate

R = TypeVar("R", GroupLeader, GroupMember)

MAY_LEAD = {Role.VOLUNTEER, Role.EDUCATOR, Role.MEDIATOR, Role.COORDINATOR, Role.SUPERVISOR}


class MayNotLead(DomainError):
    slug, title, status = "may-not-lead", "This person may not lead", 422
    detail = "A valid membership in a role that may lead is needed; an assistant may only assist."


class AlreadyInGroup(DomainError):
    """`present`: the id of the child's or the leader's row that is there already."""

    slug, title, status = "already-in-group", "Already in this group", 409
    detail = "Nobody can be in the same group twice at once."


def appoint(db: OwnedSession, group_id: UUID, new: GroupLeaderCreate) -> GroupLeader:
    """Lets a person lead or assist a group from an instant on (now, unless another is given)."""
    group = db.find(MentorGroup, group_id, lock=True)
    if new.valid_from is None:
        new.model_fields_set.discard("valid_from")  # so that the same request with null finds its row again
    if (known := records.already(db, GroupLeader, new)) is not None:
        return of_group(known, group)
    require_open(group)
    start = new.valid_from or db.at
    if new.valid_to is not None and new.valid_to <= start:
        raise wrong_end("/valid_to")
    roles = require_may_lead(db, new, max(start, db.at))
    keeping_gate.require_cleared(db, new.user_id, roles, db.find(Programme, group.programme_id).kind)
    leader = records.made(db, GroupLeader, new, group_id=group.id, valid_from=start)
    refuse_overlap(db, leader)
    db.put(leader)
    keeping_gate.follow(db, [leader.user_id])
    return leader


def of_group(known: R, group: MentorGroup) -> R:
    """The row that the client's id names, if it was sent for this group before."""
    if known.group_id != group.id:
        raise IdConflict
    return known


def require_may_lead(db: OwnedSession, new: GroupLeaderCreate, at: datetime) -> set[Role]:
    """The roles in which the person may do so. Raises MayNotLead where there is none."""
    person = db.refer(User, new.user_id, "user_id")
    held = sa.select(Membership).where(col(Membership.user_id) == person.id, *holding(Membership, at))
    roles = {membership.role for membership in db.execute(held).scalars()}
    enough = MAY_LEAD | {Role.ASSISTANT} if new.role is LeaderRole.ASSISTANT else MAY_LEAD
    if person.status is not UserStatus.ACTIVE or not roles & enough:
        raise MayNotLead
    return roles & enough


def refuse_overlap(db: OwnedSession, leader: GroupLeader) -> None:
    same = [col(GroupLeader.group_id) == leader.group_id, col(GroupLeader.user_id) == leader.user_id]
    if leader.valid_to is not None:
        same.append(sa.or_(col(GroupLeader.valid_from).is_(None), col(GroupLeader.valid_from) < leader.valid_to))
    still = sa.or_(col(GroupLeader.valid_to).is_(None), col(GroupLeader.valid_to) > leader.valid_from)
    if (other := db.execute(sa.select(GroupLeader).where(*same, still)).scalars().first()) is not None:
        raise AlreadyInGroup(present=str(other.id))


def end_leading(db: OwnedSession, id: UUID, ending: GroupLeaderEnd) -> GroupLeader:
    """Ends a person's leading, now or at an instant; one that has not begun yet never will."""
    leader = db.find(GroupLeader, id, lock=True)
    if leader.valid_to is not None and leader.valid_to <= db.at:
        raise IllegalTransition(state="ended", allowed=[])
    if ending.at is not None and leader.valid_from is not None and ending.at < leader.valid_from:
        raise wrong_end("/at")
    end(leader, ending.at or db.at, ending.reason)
    ending_pairs.with_leading(db, [leader.id])
    keeping_gate.follow(db, [leader.user_id])
    return leader


def end_all(db: OwnedSession, group_id: UUID, reason: str) -> None:
    """Ends whatever leading of a group has not ended."""
    end_where(db, col(GroupLeader.group_id) == group_id, reason)


def end_where(db: OwnedSession, which: Clause, reason: str) -> None:
    """Ends whatever leading of these has not ended; what is required of people follows where they lead."""
    still = sa.or_(col(GroupLeader.valid_to).is_(None), col(GroupLeader.valid_to) > db.at)
    leaders = locked(db, GroupLeader, which, still)
    for leader in leaders:
        end(leader, db.at, reason)
    ending_pairs.with_leading(db, [leader.id for leader in leaders])
    keeping_gate.follow(db, (leader.user_id for leader in leaders))


def end(leader: GroupLeader, at: datetime, reason: str) -> None:
    leader.valid_to = max(at, leader.valid_from or at)
    leader.end_reason = reason


def wrong_end(pointer: str) -> InvalidRequest:
    detail = "Must be later than the beginning."
    return InvalidRequest(errors=[{"pointer": pointer, "code": "out_of_range", "detail": detail}])


def leading_now(db: OwnedSession, group_id: UUID) -> int:
    """How many lead a group at this instant; assistants do not count."""
    who = [col(GroupLeader.group_id) == group_id, col(GroupLeader.role) != LeaderRole.ASSISTANT]
    return len(db.execute(sa.select(col(GroupLeader.id)).where(*who, *holding(GroupLeader, db.at))).all())


def holding(row: Any, at: datetime) -> list[Clause]:
    """valid_from <= at < valid_to, where an absent bound is open."""
    return [
        sa.or_(row.valid_from.is_(None), row.valid_from <= at),
        sa.or_(row.valid_to.is_(None), row.valid_to > at),
    ]
