"""The relations that reach is made of: my programmes, the groups and children that a role answers for, my family.

Each is a subselect of ids over the named binds of `me`, beginning with the organisation (an index prefix, and a wall of
its own). Time is in them: a role, a place or a consent that has ended reaches nothing from that instant on.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.auth.principal import me
from app.models import (
    Child,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    MeetingParticipant,
    Membership,
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
from app.models.mentor_group import LeaderRole, MemberState

Ids = Any  # a select of ids; typing its columns one by one would say nothing more
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


# Whoever lacks something that is required of their role reaches no child by it: decided once for a statement, and flat,
# for it stands at the bottom of the deepest reaches, and SQLite's parser goes a hundred levels down.
i_am_cleared = sa.exists().where(
    mine(Membership), col(Membership.id) == me.membership, col(Membership.cleared_until) > me.now
)

my_assignments = sa.and_(
    mine(RoleAssignment), col(RoleAssignment.membership_id) == me.membership, now_within(RoleAssignment)
)
whole_organisation = sa.and_(col(RoleAssignment.programme_id).is_(None), col(RoleAssignment.school_id).is_(None))

my_programmes = ids(
    Programme,
    sa.exists().where(
        my_assignments, sa.or_(col(RoleAssignment.programme_id) == col(Programme.id), whole_organisation)
    ),
)
# The programmes and schools that an assignment names, for roles bound to places.
my_schools = ids(
    School,
    sa.or_(
        sa.exists().where(my_assignments, col(RoleAssignment.school_id) == col(School.id)),
        sa.exists().where(mine(Teacher), col(Teacher.school_id) == col(School.id), col(Teacher.user_id) == me.user),
    ),
)
groups_i_lead = sa.select(col(GroupLeader.group_id)).where(
    mine(GroupLeader), col(GroupLeader.user_id) == me.user, now_within(GroupLeader), i_am_cleared
)
groups_in_my_charge = sa.select(col(GroupLeader.group_id)).where(
    mine(GroupLeader),
    col(GroupLeader.user_id) == me.user,
    col(GroupLeader.role) != LeaderRole.ASSISTANT,
    now_within(GroupLeader),
    i_am_cleared,
)
my_volunteers = sa.select(col(SupervisorAssignment.volunteer_id)).where(
    mine(SupervisorAssignment),
    col(SupervisorAssignment.supervisor_id) == me.user,
    now_within(SupervisorAssignment),
    i_am_cleared,
)
groups_of_my_team = sa.select(col(GroupLeader.group_id)).where(
    mine(GroupLeader), col(GroupLeader.user_id).in_(my_volunteers), now_within(GroupLeader)
)
my_meetings = sa.select(col(MeetingParticipant.meeting_id)).where(
    mine(MeetingParticipant), col(MeetingParticipant.user_id) == me.user
)
leaders_in_my_programmes = sa.select(col(GroupLeader.user_id)).where(
    mine(GroupLeader), col(GroupLeader.group_id).in_(ids(MentorGroup, col(MentorGroup.programme_id).in_(my_programmes)))
)
my_caseload = ids(Family, col(Family.mediator_id) == me.user, i_am_cleared)
my_guardian_entries = ids(Guardian, col(Guardian.user_id) == me.user)
# Whom I am a guardian of by any entry, verified or not: no other role of mine reaches them.
OwnEntry, OwnLink = aliased(Guardian, name="own_entry"), aliased(Guardianship, name="own_link")
own_entries = sa.and_(mine(OwnEntry), col(OwnEntry.user_id) == me.user)
families_of_mine = sa.select(col(OwnEntry.family_id)).where(own_entries)
children_of_mine = (
    sa.select(col(OwnLink.child_id))
    .join(
        OwnEntry,
        sa.and_(
            col(OwnEntry.organisation_id) == col(OwnLink.organisation_id), col(OwnEntry.id) == col(OwnLink.guardian_id)
        ),
    )
    .where(mine(OwnLink), own_entries)
)
my_own_children = sa.select(col(Guardianship.child_id)).where(
    mine(Guardianship),
    col(Guardianship.verified_at).is_not(None),
    col(Guardianship.guardian_id).in_(
        ids(Guardian, col(Guardian.user_id) == me.user, col(Guardian.safety_excluded).is_(False))
    ),
)
my_pupils = (
    sa.select(col(SchoolEnrolment.child_id))
    .join(
        SchoolClass,
        sa.and_(
            col(SchoolClass.organisation_id) == col(SchoolEnrolment.organisation_id),
            col(SchoolClass.id) == col(SchoolEnrolment.class_id),
        ),
    )
    .join(
        ConsentEffect,
        sa.and_(
            col(ConsentEffect.organisation_id) == col(SchoolEnrolment.organisation_id),
            col(ConsentEffect.child_id) == col(SchoolEnrolment.child_id),
        ),
    )
    .where(
        mine(SchoolEnrolment),
        col(SchoolClass.teacher_id).in_(ids(Teacher, col(Teacher.user_id) == me.user)),
        col(SchoolEnrolment.from_on) <= me.today,
        sa.or_(col(SchoolEnrolment.to_on).is_(None), col(SchoolEnrolment.to_on) > me.today),
        col(ConsentEffect.purpose) == ConsentPurpose.SHARE_WITH_SCHOOL,
        col(ConsentEffect.state) == ConsentState.GIVEN,
        sa.or_(col(ConsentEffect.valid_until).is_(None), col(ConsentEffect.valid_until) >= me.today),
    )
)


def active_members(groups: Ids) -> Ids:
    """The children who have a place in these groups now."""
    return sa.select(col(GroupMember.child_id)).where(
        mine(GroupMember), col(GroupMember.state) == MemberState.ACTIVE, col(GroupMember.group_id).in_(groups)
    )


def groups_with(children: Ids) -> Ids:
    """The groups in which these children have a place now."""
    return sa.select(col(GroupMember.group_id)).where(
        mine(GroupMember), col(GroupMember.state) == MemberState.ACTIVE, col(GroupMember.child_id).in_(children)
    )


@cache
def groups_of(role: Role) -> Ids:
    """The mentor groups that a role reaches."""
    match role:
        case Role.COORDINATOR:
            return ids(MentorGroup, col(MentorGroup.programme_id).in_(my_programmes))
        case Role.EDUCATOR:
            return ids(
                MentorGroup,
                sa.or_(col(MentorGroup.programme_id).in_(my_programmes), col(MentorGroup.school_id).in_(my_schools)),
                i_am_cleared,
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
            return ids(Child, col(Child.programme_id).in_(my_programmes))
        case Role.MEDIATOR:
            return ids(Child, col(Child.family_id).in_(my_caseload))
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
            return ids(Family, col(Family.programme_id).in_(my_programmes))
        case Role.MEDIATOR:
            return my_caseload
        case _:
            return sa.select(col(Child.family_id)).where(
                mine(Child), col(Child.family_id).is_not(None), col(Child.id).in_(my_children(role))
            )


def my_guardian_rows(role: Role) -> Clause:
    """Guardians of the children whom a role reaches, but never one who is excluded for safety."""
    return sa.and_(
        col(Guardian.safety_excluded).is_(False),
        col(Guardian.id).in_(
            sa.select(col(Guardianship.guardian_id)).where(
                mine(Guardianship), col(Guardianship.child_id).in_(my_children(role))
            )
        ),
    )


def sessions_of(role: Role) -> Clause:
    """Sessions of the groups that a role reaches, and those of single children whom it reaches."""
    return sa.or_(
        col(SupportSession.group_id).in_(groups_of(role)),
        sa.and_(col(SupportSession.group_id).is_(None), col(SupportSession.child_id).in_(my_children(role))),
    )
