"""Which rows each role reaches: resource -> role -> rows. A row out of reach cannot be read, written or moved into.

A cell is a `Reach`: the rows a role reads, and the narrower set it writes where that differs. Predicates are expressions
over the named binds of `me`, built once; the session and the declared reads use the same objects. The relations
(my_groups, my_children ...) are defined in app/auth/relations.py.
"""

from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.principal import me
from app.auth.relations import (
    families_of,
    groups_of,
    my_children,
    my_guardian_rows,
    my_programmes,
    my_schools,
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


def by_child(roles: tuple[Role, ...], column: sa.ColumnElement[object]) -> dict[Role, Reach]:
    """The rows that belong to children whom each role reaches."""
    return {role: Reach(column.in_(my_children(role))) for role in roles}


def by_group(roles: tuple[Role, ...], column: sa.ColumnElement[object]) -> dict[Role, Reach]:
    """The rows that belong to groups which each role reaches."""
    return {role: Reach(column.in_(groups_of(role))) for role in roles}


VISIBILITY: dict[type[SQLModel], dict[Role, Reach]] = {
    Organisation: reaches(PEOPLE, ALL),
    Programme: {
        **reaches(PEOPLE, ALL),
        Role.COORDINATOR: Reach(sa.true(), Programme.id.in_(my_programmes)),
    },
    Site: reaches(PEOPLE, ALL),
    User: {**reaches(PEOPLE, Reach(User.id == me.user)), **reaches(OVERSIGHT, Reach(sa.true(), User.id == me.user)),
           Role.ADMINISTRATOR: ALL},
    Membership: {**reaches(PEOPLE, Reach(Membership.user_id == me.user)), **reaches(OVERSIGHT, ALL)},
    RoleAssignment: {
        **reaches(PEOPLE, Reach(RoleAssignment.membership_id == me.membership)),
        **reaches(OVERSIGHT, ALL),
    },
    SupervisorAssignment: {
        Role.ADMINISTRATOR: ALL,
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(SupervisorAssignment.supervisor_id == me.user),
    },
    SignIn: reaches(EVERY_ROLE, Reach(SignIn.user_id == me.user)),
    School: reaches(PEOPLE, ALL),
    SchoolClass: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(SchoolClass.school_id.in_(my_schools))},
    Teacher: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(Teacher.school_id.in_(my_schools))},
    SchoolCalendar: reaches(SCHOOL_ROLES, ALL),
    CalendarPeriod: reaches(SCHOOL_ROLES, ALL),
    SchoolEnrolment: by_child((*STAFF, Role.TEACHER, Role.GUARDIAN), SchoolEnrolment.child_id),
    Family: {role: Reach(Family.id.in_(families_of(role))) for role in (*STAFF, Role.GUARDIAN)},
    Guardian: {
        **{role: Reach(Guardian.family_id.in_(families_of(role))) for role in STAFF},
        Role.MEDIATOR: Reach(
            sa.and_(Guardian.family_id.in_(families_of(Role.MEDIATOR)), Guardian.safety_excluded.is_(False))
        ),
        Role.EDUCATOR: Reach(
            sa.and_(Guardian.family_id.in_(families_of(Role.EDUCATOR)), Guardian.safety_excluded.is_(False))
        ),
        Role.VOLUNTEER: Reach(my_guardian_rows(Role.VOLUNTEER)),
        Role.TEACHER: Reach(my_guardian_rows(Role.TEACHER)),
        Role.GUARDIAN: Reach(sa.and_(Guardian.user_id == me.user, Guardian.safety_excluded.is_(False))),
    },
    Guardianship: {
        **by_child((*STAFF, Role.VOLUNTEER, Role.TEACHER), Guardianship.child_id),
        Role.GUARDIAN: Reach(Guardianship.guardian_id.in_(sa.select(Guardian.id).where(
            Guardian.organisation_id == me.organisation, Guardian.user_id == me.user))),
    },
    Child: {role: Reach(Child.id.in_(my_children(role))) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(Child.programme_id.in_(my_programmes))},
    Consent: {
        **by_child((Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR, Role.GUARDIAN), Consent.child_id),
        Role.DATA_PROTECTION_OFFICER: ALL,
    },
    ConsentEffect: {**by_child(CHILD_ROLES, ConsentEffect.child_id), Role.DATA_PROTECTION_OFFICER: ALL},
    MentorGroup: {role: Reach(MentorGroup.id.in_(groups_of(role))) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(MentorGroup.programme_id.in_(my_programmes))},
    GroupLeader: by_group((*STAFF, Role.VOLUNTEER, Role.ASSISTANT), GroupLeader.group_id),
    GroupMember: {
        **by_group((Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT),
                   GroupMember.group_id),
        **by_child((Role.MEDIATOR, Role.TEACHER, Role.GUARDIAN), GroupMember.child_id),
    },
    Schedule: by_group(GROUP_ROLES, Schedule.group_id),
    SupportSession: {role: Reach(sessions_of(role)) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(SupportSession.programme_id.in_(my_programmes))},
    Attendance: {
        Role.COORDINATOR: Reach(Attendance.programme_id.in_(my_programmes)),
        **{
            role: Reach(sa.or_(Attendance.group_id.in_(groups_of(role)), Attendance.child_id.in_(my_children(role))))
            for role in (Role.SUPERVISOR, Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT)
        },
        **by_child((Role.MEDIATOR, Role.TEACHER, Role.GUARDIAN), Attendance.child_id),
    },
    AttendanceSummary: {
        Role.COORDINATOR: Reach(AttendanceSummary.programme_id.in_(my_programmes)),
        **by_group((Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER), AttendanceSummary.group_id),
    },
    # Shown only with the row that they belong to (include=transitions).
    Transition: reaches(GROUP_ROLES, ALL),
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
        return Organisation.id == me.organisation
    if model in GLOBAL:
        return sa.true()
    return model.__table__.c.organisation_id == me.organisation  # type: ignore[attr-defined]
