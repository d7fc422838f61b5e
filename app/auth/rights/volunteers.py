"""Volunteers: who may do what, which rows, which fields. Families and those who work with them are told names alone."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import groups_of, mine, my_volunteers, now_within
from app.auth.rights.grammar import ALL, Clause, Facet, Reach, reaches
from app.models import GroupLeader, Volunteer
from app.models.membership import Role

STEERING = "read create update activate pause resume end rejoin"

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {Volunteer: STEERING},
    Role.DATA_PROTECTION_OFFICER: {Volunteer: "read"},
    Role.COORDINATOR: {Volunteer: STEERING},
    Role.SUPERVISOR: {Volunteer: "read"},
    Role.EDUCATOR: {Volunteer: "read"},
    Role.MEDIATOR: {Volunteer: "read"},
    Role.VOLUNTEER: {Volunteer: "read update follow"},
    Role.ASSISTANT: {Volunteer: "read update follow"},
    Role.GUARDIAN: {Volunteer: "read"},
}

i_am_it = col(Volunteer.user_id) == me.user


def leading_groups_of(role: Role) -> Clause:
    """Those who lead or assist the groups that a role reaches."""
    leaders = sa.select(col(GroupLeader.user_id)).where(
        mine(GroupLeader), col(GroupLeader.group_id).in_(groups_of(role)), now_within(GroupLeader)
    )
    return col(Volunteer.user_id).in_(leaders)


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Volunteer: {
        **reaches((Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR), ALL),
        Role.SUPERVISOR: Reach(col(Volunteer.user_id).in_(my_volunteers)),
        **{role: Reach(leading_groups_of(role)) for role in (Role.EDUCATOR, Role.MEDIATOR, Role.GUARDIAN)},
        **reaches((Role.VOLUNTEER, Role.ASSISTANT), Reach(i_am_it)),
    },
}

KNOWS_PROFILES = "administrator data_protection_officer coordinator supervisor volunteer assistant"

FACETS: dict[type, dict[str, Facet]] = {
    Volunteer: {
        "names": Facet(f"{KNOWS_PROFILES} educator mediator", "administrator coordinator"),
        "profile": Facet(KNOWS_PROFILES, "administrator coordinator volunteer assistant"),
    },
}
