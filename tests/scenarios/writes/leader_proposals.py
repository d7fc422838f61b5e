"""Proposals of leaders: one write that succeeds for each operation."""

from typing import Any

from app.models import LeaderProposal, SupervisorAssignment
from app.models.leader_proposal import ProposalState
from tests.scenarios.stage import Stage, case
from tests.scenarios.writes.groups import hares

OVER = {"reason": "moved", "by": "child_side"}


@case
def create_leader_proposal(at: Stage) -> Any:
    return at.post("leader-proposals", volunteer_id=str(at.place.volunteer_profile), group_id=str(hares(at)))


@case
def accept_leader_proposal(at: Stage) -> Any:
    return at.post(f"leader-proposals/{at.place.proposed}/accept")


@case
def decline_leader_proposal(at: Stage) -> Any:
    return at.post(f"leader-proposals/{at.place.proposed}/decline", **OVER)


@case
def activate_leader_proposal(at: Stage) -> Any:
    """The second volunteer joins a group of the first; both are of the supervisor's team."""
    team = {"supervisor_id": at.place.supervisor.user_id, "volunteer_id": at.place.volunteer2.user_id}
    at.arrange(SupervisorAssignment(**team))
    row = LeaderProposal(
        volunteer_id=at.place.volunteer2_profile, user_id=at.place.volunteer2.user_id, group_id=hares(at),
        programme_id=at.place.programme, state=ProposalState.ACCEPTED,
    )  # fmt: skip
    return at.post(f"leader-proposals/{at.arrange(row)}/activate")


@case
def end_leader_proposal(at: Stage) -> Any:
    row = LeaderProposal(
        volunteer_id=at.place.volunteer_profile, user_id=at.place.volunteer.user_id, group_id=at.place.owls,
        programme_id=at.place.programme, state=ProposalState.ACTIVE, leader_id=at.place.owls_leader,
    )  # fmt: skip
    return at.post(f"leader-proposals/{at.arrange(row)}/end", **OVER)
