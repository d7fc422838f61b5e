"""Proposals of leaders: who may do what, which rows. They are known to those who decide about them."""

from sqlmodel import SQLModel, col

from app.auth.relations import my_programmes, my_volunteers
from app.auth.rights.grammar import Facet, Reach
from app.models import LeaderProposal
from app.models.membership import Role

MATCHING = "read create accept activate decline end"

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {LeaderProposal: MATCHING},
    Role.SUPERVISOR: {LeaderProposal: MATCHING},
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    LeaderProposal: {
        Role.COORDINATOR: Reach(col(LeaderProposal.programme_id).in_(my_programmes)),
        Role.SUPERVISOR: Reach(col(LeaderProposal.user_id).in_(my_volunteers)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
