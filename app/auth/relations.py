"""The relations that reach is made of: my programmes, the groups and children that a role answers for, my family.

Each is a subselect of ids over the named binds of `me`, beginning with the organisation (an index prefix, and a wall of
its own). Time is in them: a role, a place or a consent that has ended reaches nothing from that instant on.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa

from app.auth.principal import me
from app.models import (
    Child,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    MentorGroup,
    Programme,
    RoleAssignment,
    School,
    SchoolClass,
    SchoolEnrolment,
    SupervisorAssignment,
    SupportSession,
    Teacher,
)
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.membership import Role
from app.models.mentor_group import MemberState

Ids = sa.Select[Any]
Clause = sa.ColumnElement[bool]


def now_within(row: Any) -> Clause:
    """valid_from <= now < valid_to, where an absent bound is open."""
    return sa.and_(
        sa.or_(row.valid_from.is_(None), row.valid_from <= me.now),
        sa.or_(row.valid_to.is_(None), row.valid_to > me.now),
    )


def mine(model: Any) -> Clause:
    """The rows of the caller's organisation."""
    return model.organisation_id == me.organisation  # type: ignore[no-any-return]


def ids(model: Any, *where: Clause) -> Ids:
    """The ids of rows of the caller's organisation."""
    return sa.select(model.id).where(mine(model), *where)


my_assignments = sa.and_(
    mine(RoleAssignment), RoleAssignment.membership_id == me.membership, now_within(RoleAssignment)
)
whole_organisation = sa.and_(RoleAssignment.programme_id.is_(None), RoleAssignment.school_id.is_(None))

my_programmes = ids(
    Programme,
    sa.exists().where(my_assignments, sa.or_(RoleAssignment.programme_id == Programme.id, whole_organisation)),
)
# The programmes and schools that an assignment names, for roles bound to places.
my_schools = ids(
    School,
    sa.or_(
        sa.exists().where(my_assignments, RoleAssignment.school_id == School.id),
        sa.exists().where(mine(Teacher), Teacher.school_id == School.id, Teacher.user_id == me.user),
    ),
)
groups_i_lead = sa.select(GroupLeader.group_id).where(
    mine(GroupLeader), GroupLeader.user_id == me.user, now_within(GroupLeader)
)
my_volunteers = sa.select(SupervisorAssignment.volunteer_id).where(
    mine(SupervisorAssignment), SupervisorAssignment.supervisor_id == me.user, now_within(SupervisorAssignment)
)
groups_of_my_team = sa.select(GroupLeader.group_id).where(
    mine(GroupLeader), GroupLeader.user_id.in_(my_volunteers), now_within(GroupLeader)
)
my_caseload = ids(Family, Family.mediator_id == me.user)
my_own_children = sa.select(Guardianship.child_id).where(
    mine(Guardianship),
    Guardianship.verified_at.is_not(None),
    Guardianship.guardian_id.in_(ids(Guardian, Guardian.user_id == me.user, Guardian.safety_excluded.is_(False))),
)
my_pupils = (
    sa.select(SchoolEnrolment.child_id)
    .join(
        SchoolClass,
        sa.and_(
            SchoolClass.organisation_id == SchoolEnrolment.organisation_id, SchoolClass.id == SchoolEnrolment.class_id
        ),
    )
    .join(
        ConsentEffect,
        sa.and_(
            ConsentEffect.organisation_id == SchoolEnrolment.organisation_id,
            ConsentEffect.child_id == SchoolEnrolment.child_id,
        ),
    )
    .where(
        mine(SchoolEnrolment),
        SchoolClass.teacher_id.in_(ids(Teacher, Teacher.user_id == me.user)),
        SchoolEnrolment.from_on <= me.today,
        sa.or_(SchoolEnrolment.to_on.is_(None), SchoolEnrolment.to_on > me.today),
        ConsentEffect.purpose == ConsentPurpose.SHARE_WITH_SCHOOL,
        ConsentEffect.state == ConsentState.GIVEN,
        sa.or_(ConsentEffect.valid_until.is_(None), ConsentEffect.valid_until >= me.today),
    )
)


def active_members(groups: Ids) -> Ids:
    """The children who have a place in these groups now."""
    return sa.select(GroupMember.child_id).where(
        mine(GroupMember), GroupMember.state == MemberState.ACTIVE, GroupMember.group_id.in_(groups)
    )


def groups_with(children: Ids) -> Ids:
    """The groups in which these children have a place now."""
    return sa.select(GroupMember.group_id).where(
        mine(GroupMember), GroupMember.state == MemberState.ACTIVE, GroupMember.child_id.in_(children)
    )


@cache
def groups_of(role: Role) -> Ids:
    """The mentor groups that a role reaches."""
    match role:
        case Role.COORDINATOR:
            return ids(MentorGroup, MentorGroup.programme_id.in_(my_programmes))
        case Role.EDUCATOR:
            return ids(
                MentorGroup,
                sa.or_(MentorGroup.programme_id.in_(my_programmes), MentorGroup.school_id.in_(my_schools)),
            )
        case Role.SUPERVISOR:
            return groups_of_my_team
        case Role.VOLUNTEER | Role.ASSISTANT:
            return groups_i_lead
        case _:
            return groups_with(my_children(role))


@cache
def my_children(role: Role) -> Ids:
    """The children whom a role reaches."""
    match role:
        case Role.COORDINATOR:
            return ids(Child, Child.programme_id.in_(my_programmes))
        case Role.MEDIATOR:
            return ids(Child, Child.family_id.in_(my_caseload))
        case Role.TEACHER:
            return my_pupils
        case Role.GUARDIAN:
            return my_own_children
        case _:
            return active_members(groups_of(role))


@cache
def families_of(role: Role) -> Ids:
    """The families that a role reaches."""
    match role:
        case Role.COORDINATOR:
            return ids(Family, Family.programme_id.in_(my_programmes))
        case Role.MEDIATOR:
            return my_caseload
        case _:
            return sa.select(Child.family_id).where(
                mine(Child), Child.family_id.is_not(None), Child.id.in_(my_children(role))
            )


def my_guardian_rows(role: Role) -> Clause:
    """Guardians of the children whom a role reaches, but never one who is excluded for safety."""
    return sa.and_(
        Guardian.safety_excluded.is_(False),
        Guardian.id.in_(
            sa.select(Guardianship.guardian_id).where(
                mine(Guardianship), Guardianship.child_id.in_(my_children(role))
            )
        ),
    )


def sessions_of(role: Role) -> Clause:
    """Sessions of the groups that a role reaches, and those of single children whom it reaches."""
    return sa.or_(
        SupportSession.group_id.in_(groups_of(role)),
        sa.and_(SupportSession.group_id.is_(None), SupportSession.child_id.in_(my_children(role))),
    )
