"""Thanks and milestones: a volunteer's own, and seen by who supervises the volunteer; who thanks may take it back."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import my_volunteers
from app.auth.rights.grammar import ALL, Facet, Reach, reaches
from app.models import Milestone, Thanks
from app.models.membership import Role

LEADS: dict[type, str] = {Thanks: "read create delete", Milestone: "read"}
OWN: dict[type, str] = {Thanks: "read", Milestone: "read"}

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: LEADS,
    Role.SUPERVISOR: LEADS,
    Role.VOLUNTEER: OWN,
    Role.ASSISTANT: OWN,
}

by_me = col(Thanks.created_by) == me.user
to_my_team = col(Thanks.user_id).in_(my_volunteers)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Thanks: {
        Role.COORDINATOR: Reach(by_me),
        Role.SUPERVISOR: Reach(sa.or_(by_me, to_my_team), by_me),
        **reaches((Role.VOLUNTEER, Role.ASSISTANT), Reach(col(Thanks.user_id) == me.user)),
    },
    Milestone: {
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(col(Milestone.user_id).in_(my_volunteers)),
        **reaches((Role.VOLUNTEER, Role.ASSISTANT), Reach(col(Milestone.user_id) == me.user)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
