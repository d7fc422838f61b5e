"""Proposals of volunteers for groups and children."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import LeaderProposal
from app.models.leader_proposal import (
    LeaderProposalActivate,
    LeaderProposalCreate,
    LeaderProposalRead,
    PairEnd,
    ProposalState,
)
from app.services import records
from app.services.volunteers import proposing_leaders
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/leader-proposals", tag="volunteers")


class LeaderProposalQuery(ListQuery):
    volunteer_id: Annotated[list[UUID] | None, Many, Where(LeaderProposal.volunteer_id)] = None
    group_id: Annotated[UUID | None, Where(LeaderProposal.group_id, "is")] = None
    child_id: Annotated[UUID | None, Where(LeaderProposal.child_id, "is")] = None
    state: Annotated[list[ProposalState] | None, Many, Where(LeaderProposal.state)] = None


PROPOSALS = Reads(LeaderProposalRead, LeaderProposal, LeaderProposalQuery)


@router.get("", Access(LeaderProposal, "read"))
async def list_leader_proposals(reader: Reader, query: LeaderProposalQuery) -> Answer[Page[LeaderProposalRead]]:
    """List proposals of volunteers for groups and children."""
    return await reader.page(PROPOSALS, query)


@router.post("", Access(LeaderProposal, "create"), 201)
def create_leader_proposal(db: Db, new: LeaderProposalCreate) -> Answer[LeaderProposalRead]:
    """Propose a volunteer for a group or a child.

    409 `already-proposed` for the same pair; one that was declined or has ended is proposed once more with `again`.
    """
    return db.created(PROPOSALS, proposing_leaders.propose(db, new))


@router.get("/{id}", Access(LeaderProposal, "read"))
async def read_leader_proposal(reader: Reader, id: UUID, query: RowQuery) -> Answer[LeaderProposalRead]:
    """Read a proposal."""
    return await reader.one(PROPOSALS, id, query)


@router.post("/{id}/accept", Access(LeaderProposal, "accept"))
def accept_leader_proposal(db: Db, id: UUID) -> Answer[LeaderProposalRead]:
    """Record that both sides agree."""
    return db.shown(PROPOSALS, records.move(db, db.find(LeaderProposal, id, lock=True), "accept").id)


@router.post("/{id}/activate", Access(LeaderProposal, "activate"))
def activate_leader_proposal(db: Db, id: UUID, start: LeaderProposalActivate) -> Answer[LeaderProposalRead]:
    """Begin what was agreed: the volunteer is appointed a leader of the group.

    For a child, `group_id` names a group in which the child has a place.
    """
    return db.shown(PROPOSALS, proposing_leaders.activate(db, id, start).id)


@router.post("/{id}/decline", Access(LeaderProposal, "decline"))
def decline_leader_proposal(db: Db, id: UUID, ending: PairEnd) -> Answer[LeaderProposalRead]:
    """Record that a side said no; the pair is suggested no more."""
    return db.shown(PROPOSALS, proposing_leaders.decline(db, id, ending).id)


@router.post("/{id}/end", Access(LeaderProposal, "end"))
def end_leader_proposal(db: Db, id: UUID, ending: PairEnd) -> Answer[LeaderProposalRead]:
    """End a pair and with it the leading; it is suggested no more."""
    return db.shown(PROPOSALS, proposing_leaders.end(db, id, ending).id)
