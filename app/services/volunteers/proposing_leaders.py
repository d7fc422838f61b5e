"""Proposing a volunteer for a group or a child, up to the leading that comes of it, and its end.

A pair that was declined or has ended is proposed again only by somebody who says so; the volunteer is locked first, so
that of two at once the second is told of the first.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Child, GroupLeader, GroupMember, LeaderProposal, MentorGroup, Programme, Volunteer
from app.models.leader_proposal import OVER, LeaderProposalActivate, LeaderProposalCreate, PairEnd
from app.models.membership import Role
from app.models.mentor_group import GroupLeaderCreate, GroupLeaderEnd, MemberState
from app.models.volunteer import VolunteerState
from app.services import records
from app.services.groups import leading
from app.services.volunteers import ending_pairs, keeping_gate


class AlreadyProposed(DomainError):
    """`present`: the id of the latest proposal of this pair; `state`: what became of it."""

    slug, title, status = "already-proposed", "This pair was proposed already", 409
    detail = "One that was declined or has ended can be proposed once more with `again`."


def propose(db: OwnedSession, new: LeaderProposalCreate) -> LeaderProposal:
    """Proposes a volunteer who is active, cleared for the programme and may lead."""
    if (new.group_id is None) == (new.child_id is None):
        raise refused("/child_id", "not_allowed", "Name either a group or a child.")
    if (known := records.already(db, LeaderProposal, new)) is not None:
        return known
    db.refer(Volunteer, new.volunteer_id, "volunteer_id")
    volunteer = db.find(Volunteer, new.volunteer_id, lock=True)
    if volunteer.state is not VolunteerState.ACTIVE:
        raise refused("/volunteer_id", "not_allowed", "Only a volunteer who is active can be proposed.")
    programme = programme_of(db, new)
    require_new(db, new)
    leading.require_may_lead(db, GroupLeaderCreate(user_id=volunteer.user_id), db.at)
    keeping_gate.require_cleared(db, volunteer.user_id, {Role.VOLUNTEER}, programme.kind)
    given = {"user_id": volunteer.user_id, "programme_id": programme.id}
    return records.create(db, LeaderProposal, new, **given)


def programme_of(db: OwnedSession, new: LeaderProposalCreate) -> Programme:
    """The programme of the group or child that somebody is proposed for."""
    if new.group_id is not None:
        id = db.refer(MentorGroup, new.group_id, "group_id").programme_id
    else:
        id = db.refer(Child, new.child_id, "child_id").programme_id  # type: ignore[arg-type]
    return db.find(Programme, id)


def require_new(db: OwnedSession, new: LeaderProposalCreate) -> None:
    """Raises AlreadyProposed for a pair that is open, and for one that is over unless `again` is said."""
    same = sa.select(LeaderProposal).where(
        col(LeaderProposal.volunteer_id) == new.volunteer_id,
        col(LeaderProposal.group_id) == new.group_id,
        col(LeaderProposal.child_id) == new.child_id,
    )
    last = db.execute(same.order_by(col(LeaderProposal.id).desc())).scalars().first()
    if last is not None and not (last.state in OVER and new.again):
        raise AlreadyProposed(present=str(last.id), state=last.state)


def activate(db: OwnedSession, id: UUID, start: LeaderProposalActivate) -> LeaderProposal:
    """Appoints the volunteer to the group, or to that in which the child has a place."""
    row = db.find(LeaderProposal, id)
    group = db.find(MentorGroup, group_for(db, row, start), lock=True)
    row = db.find(LeaderProposal, id, lock=True)
    LeaderProposal.__lifecycle__.require(row, "activate")
    row.leader_id = leading.appoint(
        db, group.id, GroupLeaderCreate(user_id=row.user_id, valid_from=start.valid_from)
    ).id
    return records.move(db, row, "activate")


def group_for(db: OwnedSession, row: LeaderProposal, start: LeaderProposalActivate) -> UUID:
    if row.group_id is not None:
        if start.group_id not in (None, row.group_id):
            raise refused("/group_id", "not_allowed", "The proposal is for another group.")
        return row.group_id
    if start.group_id is None:
        raise refused("/group_id", "missing", "Name the group in which the child is helped.")
    place = sa.select(GroupMember).where(
        col(GroupMember.group_id) == db.refer(MentorGroup, start.group_id, "group_id").id,
        col(GroupMember.child_id) == row.child_id,
        col(GroupMember.state) == MemberState.ACTIVE,
    )
    if db.execute(place).scalars().first() is None:
        raise refused("/group_id", "not_allowed", "The child has no place in this group.")
    return start.group_id


def decline(db: OwnedSession, id: UUID, ending: PairEnd) -> LeaderProposal:
    """Says no, from either side."""
    row = db.find(LeaderProposal, id, lock=True)
    return ending_pairs.close(db, row, "decline", ending.reason, ending.by, ending.note)


def end(db: OwnedSession, id: UUID, ending: PairEnd) -> LeaderProposal:
    """Ends the pair, and with it the leading."""
    leader_id = db.find(LeaderProposal, id).leader_id
    leader = None if leader_id is None else db.find(GroupLeader, leader_id, lock=True)
    row = db.find(LeaderProposal, id, lock=True)
    ending_pairs.close(db, row, "end", ending.reason, ending.by, ending.note)
    if leader is not None and (leader.valid_to is None or leader.valid_to > db.at):
        leading.end_leading(db, leader.id, GroupLeaderEnd(reason=ending.reason))
    return row


def refused(pointer: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": pointer, "code": code, "detail": detail}])
