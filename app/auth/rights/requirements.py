"""What is required of people and what they have shown for it: who may do what, which rows, which fields.

Of a clearance its result is told to those alone who decide about people, and to the person.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.rights.grammar import ALL, Facet, Reach, reaches
from app.models import Requirement, RequirementFulfilment
from app.models.membership import Role

ASKED = (Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.ASSISTANT)

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {Requirement: "read create update end"},
    Role.DATA_PROTECTION_OFFICER: {Requirement: "read"},
    Role.COORDINATOR: {
        Requirement: "read create update end",
        RequirementFulfilment: "read create approve reject revoke",
    },
    **{role: {Requirement: "read", RequirementFulfilment: "read create"} for role in ASKED},
}

it_is_mine = col(RequirementFulfilment.user_id) == me.user

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Requirement: reaches((Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR, *ASKED), ALL),
    RequirementFulfilment: {
        **reaches(ASKED, Reach(it_is_mine)),
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(sa.true(), it_is_mine),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
