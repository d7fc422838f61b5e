"""What people record in the field beside sessions: who may do what, which rows, which fields."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import families_of, ids, my_children, my_programmes, my_schools
from app.auth.rights.grammar import ALL, CHILD_ROLES, Facet, Reach, by_child
from app.models import DeviceHelp, SchoolChannel, SchoolClass, SchoolParticipation
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read",
    },
    Role.SUPERVISOR: {
        SchoolChannel: "read",
        SchoolParticipation: "read",
    },
    Role.EDUCATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read",
    },
    Role.MEDIATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read create update",
    },
    Role.VOLUNTEER: {
        SchoolChannel: "read",
        SchoolParticipation: "read",
    },
    Role.ASSISTANT: {
        DeviceHelp: "read create update",
    },
    Role.TEACHER: {
        SchoolChannel: "read",
        SchoolParticipation: "read create update",
    },
    Role.GUARDIAN: {
        SchoolParticipation: "read",
    },
}

in_my_channels = col(SchoolChannel.user_id) == me.user
i_helped = col(DeviceHelp.helper_id) == me.user


def help_for(role: Role) -> sa.ColumnElement[bool]:
    """Help for the children and the families whom a role reaches."""
    return sa.or_(col(DeviceHelp.child_id).in_(my_children(role)), col(DeviceHelp.family_id).in_(families_of(role)))


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    SchoolChannel: {
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: ALL,
        # Users of their role see no other users: they enter themselves, the coordinator enters everybody.
        Role.EDUCATOR: Reach(sa.true(), in_my_channels),
        Role.MEDIATOR: Reach(sa.true(), in_my_channels),
        Role.VOLUNTEER: Reach(in_my_channels),
        Role.TEACHER: Reach(
            col(SchoolChannel.school_class_id).in_(ids(SchoolClass, col(SchoolClass.school_id).in_(my_schools)))
        ),
    },
    SchoolParticipation: by_child(CHILD_ROLES, SchoolParticipation.child_id),
    DeviceHelp: {
        Role.COORDINATOR: Reach(col(DeviceHelp.programme_id).in_(my_programmes)),
        Role.EDUCATOR: Reach(help_for(Role.EDUCATOR)),
        Role.MEDIATOR: Reach(help_for(Role.MEDIATOR), i_helped),
        Role.ASSISTANT: Reach(i_helped),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
