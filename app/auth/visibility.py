"""Which rows each role reaches: resource -> role -> rows. A row out of reach cannot be read, written or moved into.

A cell is a `Reach`: the rows a role reads, and the narrower set it writes where that differs. Predicates are
expressions over the named binds of `me`, built once; the session and the declared reads use the same objects. The
relations (my_groups, my_children ...) are defined in app/auth/relations.py.
"""

from functools import cache
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import (
    families_of,
    groups_of,
    ids,
    my_children,
    my_guardian_entries,
    my_guardian_rows,
    my_programmes,
    my_schools,
    my_volunteers,
    sessions_of,
)
from app.models import (
    Account,
    Attempt,
    Attendance,
    AttendanceSummary,
    Audit,
    CalendarPeriod,
    Change,
    Child,
    Consent,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    IdempotencyKey,
    Membership,
    MentorGroup,
    Organisation,
    Programme,
    RefreshToken,
    RoleAssignment,
    Schedule,
    School,
    SchoolCalendar,
    SchoolClass,
    SchoolEnrolment,
    Seat,
    SignIn,
    Site,
    SupervisorAssignment,
    SupportSession,
    Tally,
    Teacher,
    Transition,
    User,
)
from app.models.membership import Role

Clause = sa.ColumnElement[bool]


class Reach(NamedTuple):
    """The rows a role reads, and those of them that it may write."""

    read: Clause
    write: Clause | None = None


# What is there before any organisation is known.
GLOBAL = (Organisation, Account, Seat, Attempt)
ALL = Reach(sa.true())
EVERY_ROLE = tuple(Role)
PEOPLE = tuple(role for role in Role if role is not Role.PARTNER)
STAFF = (Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR)
OVERSIGHT = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR, Role.SUPERVISOR)
GROUP_ROLES = (*STAFF, Role.VOLUNTEER, Role.ASSISTANT, Role.TEACHER, Role.GUARDIAN)
SCHOOL_ROLES = (Role.ADMINISTRATOR, *STAFF, Role.TEACHER)
CHILD_ROLES = tuple(role for role in GROUP_ROLES if role is not Role.ASSISTANT)


def reaches(roles: tuple[Role, ...], reach: Reach) -> dict[Role, Reach]:
    """The same reach for several roles."""
    return dict.fromkeys(roles, reach)


def by_child(roles: tuple[Role, ...], column: UUID | None) -> dict[Role, Reach]:
    """The rows that belong to children whom each role reaches."""
    return {role: Reach(col(column).in_(my_children(role))) for role in roles}


def by_group(roles: tuple[Role, ...], column: UUID | None) -> dict[Role, Reach]:
    """The rows that belong to groups which each role reaches."""
    return {role: Reach(col(column).in_(groups_of(role))) for role in roles}


to_guardian_not_excluded = col(Guardianship.guardian_id).not_in(ids(Guardian, col(Guardian.safety_excluded).is_(True)))

VISIBILITY: dict[type[SQLModel], dict[Role, Reach]] = {
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
    School: reaches(PEOPLE, ALL),
    SchoolClass: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(col(SchoolClass.school_id).in_(my_schools))},
    Teacher: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(col(Teacher.school_id).in_(my_schools))},
    SchoolCalendar: reaches(SCHOOL_ROLES, ALL),
    CalendarPeriod: reaches(SCHOOL_ROLES, ALL),
    SchoolEnrolment: by_child((*STAFF, Role.TEACHER, Role.GUARDIAN), SchoolEnrolment.child_id),
    Family: {role: Reach(col(Family.id).in_(families_of(role))) for role in (*STAFF, Role.GUARDIAN)},
    Guardian: {
        **{role: Reach(col(Guardian.family_id).in_(families_of(role))) for role in STAFF},
        Role.MEDIATOR: Reach(
            sa.and_(col(Guardian.family_id).in_(families_of(Role.MEDIATOR)), col(Guardian.safety_excluded).is_(False))
        ),
        Role.EDUCATOR: Reach(
            sa.and_(col(Guardian.family_id).in_(families_of(Role.EDUCATOR)), col(Guardian.safety_excluded).is_(False))
        ),
        Role.VOLUNTEER: Reach(my_guardian_rows(Role.VOLUNTEER)),
        Role.TEACHER: Reach(my_guardian_rows(Role.TEACHER)),
        Role.GUARDIAN: Reach(sa.and_(col(Guardian.user_id) == me.user, col(Guardian.safety_excluded).is_(False))),
    },
    Guardianship: {
        **by_child((Role.COORDINATOR, Role.SUPERVISOR), Guardianship.child_id),
        # A link would betray a guardian who is excluded for safety.
        **{
            role: Reach(sa.and_(col(Guardianship.child_id).in_(my_children(role)), to_guardian_not_excluded))
            for role in (Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.TEACHER)
        },
        Role.GUARDIAN: Reach(sa.and_(col(Guardianship.guardian_id).in_(my_guardian_entries), to_guardian_not_excluded)),
    },
    # A data protection officer reads no child; the reach is for asking who sees one (circle, access log).
    Child: {role: Reach(col(Child.id).in_(my_children(role))) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(col(Child.programme_id).in_(my_programmes)), Role.DATA_PROTECTION_OFFICER: ALL},
    Consent: {
        **by_child((Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR, Role.GUARDIAN), Consent.child_id),
        Role.DATA_PROTECTION_OFFICER: ALL,
    },
    ConsentEffect: {**by_child(CHILD_ROLES, ConsentEffect.child_id), Role.DATA_PROTECTION_OFFICER: ALL},
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
    # Shown only with the row that they belong to (include=transitions); an assistant does not see a child's status.
    Transition: {**reaches(PEOPLE, ALL), Role.ASSISTANT: Reach(col(Transition.type) != Child.__resource__)},
    # Written and read by the system alone.
    **{model: {} for model in (Account, Attempt, Audit, Change, IdempotencyKey, RefreshToken, Seat, Tally)},
}


@cache
def readable(model: type[SQLModel], role: Role) -> Clause:
    """The rows of a kind that a role reads; the organisation is always part of it."""
    return sa.and_(within_organisation(model), VISIBILITY[model][role].read)


@cache
def writable(model: type[SQLModel], role: Role) -> Clause:
    """The rows of a kind that a role may change, before and after the change."""
    reach = VISIBILITY[model][role]
    return readable(model, role) if reach.write is None else sa.and_(readable(model, role), reach.write)


@cache
def within_organisation(model: type[SQLModel]) -> Clause:
    """The rows of the caller's organisation."""
    if model is Organisation:
        return col(Organisation.id) == me.organisation
    if model in GLOBAL:
        return sa.true()
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table.c.organisation_id == me.organisation
