"""What ends a proposal without anybody's decision: the leading that it led to ends, or the volunteer leaves."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.models import LeaderProposal
from app.models.leader_proposal import WAITING, PairEndedBy, PairEndReason, ProposalState
from app.services import records
from app.services.groups.open_groups import locked

FOLLOWS = "a proposal ends with the leading that it led to"


def with_leading(db: OwnedSession, leaders: Iterable[UUID]) -> None:
    """Ends the proposals that led to these."""
    end_where(db, "end", col(LeaderProposal.leader_id).in_(set(leaders)), ProposalState.ACTIVE)


def with_volunteer(db: OwnedSession, volunteer_id: UUID) -> None:
    """Declines whatever a volunteer was proposed for."""
    end_where(db, "decline", col(LeaderProposal.volunteer_id) == volunteer_id, *WAITING)


def end_where(db: OwnedSession, verb: str, which: Clause, *states: ProposalState) -> None:
    with db.beyond_reach(FOLLOWS) as wide:
        for row in locked(wide, LeaderProposal, which, col(LeaderProposal.state).in_(states)):
            close(wide, row, verb, PairEndReason.LEADING_ENDED, PairEndedBy.SYSTEM)


def close(  # noqa: PLR0913 - what is known of an end
    db: OwnedSession, row: LeaderProposal, verb: str, reason: PairEndReason, by: PairEndedBy, note: str = ""
) -> LeaderProposal:
    """Makes the last move of a proposal and keeps why and by whom."""
    row.ended_at, row.end_reason, row.ended_by = db.at, reason, by
    return records.move(db, row, verb, note)
