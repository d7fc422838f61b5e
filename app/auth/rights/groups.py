"""Mentor groups, their schedules and sessions, and who was there: who may do what, which rows, which fields."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.relations import (
    groups_of,
    my_children,
    my_programmes,
    my_volunteers,
    sessions_of,
)
from app.auth.rights.grammar import (
    GROUP_ROLES,
    STAFF,
    Facet,
    Reach,
    by_child,
    by_group,
)
from app.models import Attendance, AttendanceSummary, GroupLeader, GroupMember, MentorGroup, Schedule, SupportSession
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        MentorGroup: "read create update close reopen",
        GroupLeader: "read create update end",
        GroupMember: "read create promote leave",
        Schedule: "read create update end",
        SupportSession: "read create update hold cancel nobody_came reopen",
        Attendance: "read create update",
        AttendanceSummary: "read",
    },
    Role.SUPERVISOR: {
        MentorGroup: "read update",
        GroupLeader: "read create update end",
        GroupMember: "read create promote leave",
        Schedule: "read create update end",
        SupportSession: "read create update hold cancel nobody_came reopen",
        Attendance: "read create update",
        AttendanceSummary: "read",
    },
    Role.EDUCATOR: {
        MentorGroup: "read update",
        GroupLeader: "read",
        GroupMember: "read create promote leave",
        Schedule: "read create update end",
        SupportSession: "read create update hold cancel nobody_came reopen",
        Attendance: "read create update",
        AttendanceSummary: "read",
    },
    Role.MEDIATOR: {
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
        AttendanceSummary: "read",
    },
    Role.VOLUNTEER: {
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read create update hold cancel nobody_came reopen",
        Attendance: "read create update",
        AttendanceSummary: "read",
    },
    Role.ASSISTANT: {
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read create update",
    },
    Role.TEACHER: {
        MentorGroup: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
    },
    Role.GUARDIAN: {
        MentorGroup: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
    },
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    MentorGroup: {role: Reach(col(MentorGroup.id).in_(groups_of(role))) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(col(MentorGroup.programme_id).in_(my_programmes))},
    GroupLeader: {
        **by_group((*STAFF, Role.VOLUNTEER, Role.ASSISTANT), GroupLeader.group_id),
        # Whoever ends the leading of a volunteer still sees that it has ended.
        Role.SUPERVISOR: Reach(
            sa.or_(
                col(GroupLeader.group_id).in_(groups_of(Role.SUPERVISOR)),
                col(GroupLeader.user_id).in_(my_volunteers),
            )
        ),
    },
    GroupMember: {
        **by_group(
            (Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT), GroupMember.group_id
        ),
        **by_child((Role.MEDIATOR, Role.TEACHER, Role.GUARDIAN), GroupMember.child_id),
    },
    Schedule: by_group(GROUP_ROLES, Schedule.group_id),
    SupportSession: {role: Reach(sessions_of(role)) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(col(SupportSession.programme_id).in_(my_programmes))},
    Attendance: {
        Role.COORDINATOR: Reach(col(Attendance.programme_id).in_(my_programmes)),
        **{
            role: Reach(
                sa.or_(col(Attendance.group_id).in_(groups_of(role)), col(Attendance.child_id).in_(my_children(role)))
            )
            for role in (Role.SUPERVISOR, Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT)
        },
        **by_child((Role.MEDIATOR, Role.TEACHER, Role.GUARDIAN), Attendance.child_id),
    },
    AttendanceSummary: {
        Role.COORDINATOR: Reach(col(AttendanceSummary.programme_id).in_(my_programmes)),
        **by_group((Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER), AttendanceSummary.group_id),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    GroupLeader: {
        "oversight": Facet("coordinator supervisor", "coordinator supervisor"),
    },
}
