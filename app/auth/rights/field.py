"""What people record in the field beside sessions: who may do what, which rows, which fields."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import families_of, groups_of, ids, my_children, my_programmes, my_schools
from app.auth.rights.grammar import ALL, CHILD_ROLES, Facet, Reach, by_child, by_group
from app.models import (
    DeviceHelp,
    DropInVisit,
    PeerSupport,
    Question,
    SchoolChannel,
    SchoolClass,
    SchoolParticipation,
)
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read",
        DropInVisit: "read create update delete",
        Question: "read create update",
        PeerSupport: "read create update delete",
    },
    Role.SUPERVISOR: {
        SchoolChannel: "read",
        SchoolParticipation: "read",
        DropInVisit: "read create update delete",
        Question: "read",
        PeerSupport: "read create update delete",
    },
    Role.EDUCATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read",
        DropInVisit: "read create update delete",
        Question: "read create update",
        PeerSupport: "read create update delete",
    },
    Role.MEDIATOR: {
        SchoolChannel: "read create update",
        SchoolParticipation: "read create update",
        DeviceHelp: "read create update",
        PeerSupport: "read",
    },
    Role.VOLUNTEER: {
        SchoolChannel: "read",
        SchoolParticipation: "read",
        DropInVisit: "read create update delete",
        Question: "read create update",
        PeerSupport: "read create update delete",
    },
    Role.ASSISTANT: {
        DeviceHelp: "read create update",
        DropInVisit: "read create update delete",
        Question: "read create update",
        PeerSupport: "read",
    },
    Role.TEACHER: {
        SchoolChannel: "read",
        SchoolParticipation: "read create update",
    },
    Role.GUARDIAN: {
        SchoolParticipation: "read",
    },
}

DESK = (Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT)
in_my_channels = col(SchoolChannel.user_id) == me.user
i_answered = col(Question.answered_by_id) == me.user
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
    DropInVisit: {
        Role.COORDINATOR: Reach(col(DropInVisit.programme_id).in_(my_programmes)),
        **by_group((Role.SUPERVISOR, *DESK), DropInVisit.group_id),
    },
    Question: {
        Role.COORDINATOR: Reach(col(Question.programme_id).in_(my_programmes)),
        Role.SUPERVISOR: Reach(col(Question.group_id).in_(groups_of(Role.SUPERVISOR))),
        **{role: Reach(col(Question.group_id).in_(groups_of(role)), i_answered) for role in DESK},
    },
    PeerSupport: {
        Role.COORDINATOR: Reach(col(PeerSupport.programme_id).in_(my_programmes)),
        **by_group((Role.SUPERVISOR, *DESK), PeerSupport.group_id),
        # A row names two children: it is shown to those who reach both.
        Role.MEDIATOR: Reach(
            sa.and_(
                col(PeerSupport.helper_child_id).in_(my_children(Role.MEDIATOR)),
                col(PeerSupport.helped_child_id).in_(my_children(Role.MEDIATOR)),
            )
        ),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
