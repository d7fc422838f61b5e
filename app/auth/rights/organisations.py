"""The organisation, its programmes and places, and its people: who may do what, which rows, which fields."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import (
    my_programmes,
)
from app.auth.rights.grammar import (
    ALL,
    EVERY_ROLE,
    GROUP_ROLES,
    OVERSIGHT,
    PEOPLE,
    Facet,
    Reach,
    reaches,
)
from app.models import (
    CalendarAddress,
    Membership,
    Organisation,
    Programme,
    RoleAssignment,
    SignIn,
    Site,
    SupervisorAssignment,
    User,
)
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {
        Organisation: "read update",
        Programme: "read create update start close",
        Site: "read create update delete",
        User: "read create update disable enable",
        Membership: "read create update end",
        RoleAssignment: "read create update end",
        SupervisorAssignment: "read create update end",
        SignIn: "read end",
    },
    Role.DATA_PROTECTION_OFFICER: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
    },
    Role.COORDINATOR: {
        Organisation: "read",
        Programme: "read create update start close",
        Site: "read create update delete",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SupervisorAssignment: "read create update end",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.SUPERVISOR: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SupervisorAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.EDUCATOR: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.MEDIATOR: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.VOLUNTEER: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.ASSISTANT: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.TEACHER: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.GUARDIAN: {
        Organisation: "read",
        Programme: "read",
        Site: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SignIn: "read end",
        CalendarAddress: "read create delete",
    },
    Role.PARTNER: {
        SignIn: "read end",
    },
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Organisation: reaches(PEOPLE, ALL),
    Programme: {
        **reaches(PEOPLE, ALL),
        Role.COORDINATOR: Reach(sa.true(), col(Programme.id).in_(my_programmes)),
    },
    Site: reaches(PEOPLE, ALL),
    User: {
        **reaches(PEOPLE, Reach(col(User.id) == me.user)),
        **reaches(OVERSIGHT, Reach(sa.true(), col(User.id) == me.user)),
        Role.ADMINISTRATOR: ALL,
    },
    Membership: {**reaches(PEOPLE, Reach(col(Membership.user_id) == me.user)), **reaches(OVERSIGHT, ALL)},
    RoleAssignment: {
        **reaches(PEOPLE, Reach(col(RoleAssignment.membership_id) == me.membership)),
        **reaches(OVERSIGHT, ALL),
    },
    SupervisorAssignment: {
        Role.ADMINISTRATOR: ALL,
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(col(SupervisorAssignment.supervisor_id) == me.user),
    },
    SignIn: reaches(EVERY_ROLE, Reach(col(SignIn.user_id) == me.user)),
    CalendarAddress: reaches(GROUP_ROLES, Reach(col(CalendarAddress.membership_id) == me.membership)),
}

FACETS: dict[type, dict[str, Facet]] = {}
