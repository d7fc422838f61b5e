"""Who can see a child now: the reach of each role, asked of everybody who holds the role instead of the caller.

The reach is the very expression that answers `GET /v1/children/{id}`, with the columns of a membership in the place of
`me`; so the circle cannot say anything else than what the rows do.
"""

from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel, col

from app.auth.permissions import may
from app.auth.principal import me
from app.auth.reach import IS_ALIVE, sign_in
from app.auth.relations import mine, now_within, whole_organisation
from app.auth.seats import as_id
from app.auth.session import OwnedSession
from app.auth.visibility import readable
from app.core.columns import Id, Instant
from app.core.statements import Plans
from app.models import (
    Child,
    Consent,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    Membership,
    MentorGroup,
    RoleAssignment,
    SchoolClass,
    SchoolEnrolment,
    SupervisorAssignment,
    Teacher,
    User,
)
from app.models.account import UserStatus
from app.models.consent_purpose import ConsentPurpose
from app.models.membership import Role
from app.models.mentor_group import MemberState

Clause = Any

child = sa.bindparam("child", type_=Id)
seer = SQLModel.metadata.tables[str(Membership.__tablename__)].alias("seer")
# Written out, because a column would draw its table into every subselect that names it.
seer_id, seer_user = (sa.literal_column(f"seer.{name}", Id) for name in ("id", "user_id"))
IN_PLACE_OF = {me.membership.key: seer_id, me.user.key: seer_user}


@cache
def circle(asker: Role) -> Plans:
    """Rows (asker's reach, user_id, given_name, role, since); no row: the sign-in is dead; null user: nobody."""
    members = sa.union_all(*(holders(role) for role in Role if may(role, "read", Child))).subquery("member")
    within = sa.exists().where(col(Child.id) == child, readable(Child, asker)).label("within")
    rows = sa.select(within, *members.c).select_from(sign_in.outerjoin(members, sa.true()))
    return Plans(rows.where(IS_ALIVE))


def reaching(db: OwnedSession, child_id: UUID) -> set[tuple[UUID, Role]]:
    """The users whose reach includes the child now, each with the role: for rules about who may take part."""
    values = {**db.binds, "me_now": db.at, "me_today": db.at.date(), "child": child_id}
    found = everybody().run(db.connection(), values).fetchall()
    return {(as_id(row[0]), Role(row[2])) for row in found}


@cache
def everybody() -> Plans:
    return Plans(sa.union_all(*(holders(role) for role in Role if may(role, "read", Child))))


def holders(role: Role) -> Any:
    """The memberships of a role that reach the child now."""
    reach = sa.exists().where(col(Child.id) == child, asked_of_seer(readable(Child, role)))
    since = sa.select(sa.func.min(SINCE[role][0], type_=Instant)).where(*SINCE[role][1]).scalar_subquery()
    return (
        sa.select(col(User.id).label("user_id"), col(User.given_name), seer.c.role, since.label("since"))
        .join_from(seer, User, sa.and_(mine(User), col(User.id) == seer.c.user_id))
        .where(mine(seer.c), seer.c.role == sa.literal_column(f"'{role.value}'"), now_within(seer.c))
        .where(col(User.status) == UserStatus.ACTIVE, reach)
    )


def asked_of_seer(reach: sa.ColumnElement[bool]) -> Clause:
    """The reach of whoever holds the membership in the place of the caller's."""

    def swap(element: Any, **_: Any) -> Any:
        return IN_PLACE_OF.get(element.key) if isinstance(element, sa.BindParameter) else None

    return visitors.replacement_traverse(reach, {}, swap)


def start(row: Any) -> Clause:
    return sa.func.coalesce(row.valid_from, row.created_at)


def later(first: Clause, second: Clause) -> Clause:
    return sa.case((first > second, first), else_=second)


def joined(model: Any, *where: Clause) -> list[Clause]:
    return [mine(model), *where]


this_child = joined(Child, col(Child.id) == child)
placed = joined(GroupMember, col(GroupMember.child_id) == child, col(GroupMember.state) == MemberState.ACTIVE)
placed_at = sa.func.coalesce(GroupMember.joined_at, GroupMember.created_at)
led = joined(GroupLeader, col(GroupLeader.group_id) == col(GroupMember.group_id), now_within(GroupLeader))
assigned = joined(RoleAssignment, col(RoleAssignment.membership_id) == seer_id, now_within(RoleAssignment))
leading = (later(start(GroupLeader), placed_at), [*placed, *led, col(GroupLeader.user_id) == seer_user])

# For each role the instant from which one of its ways to the child has stood; the earliest of them is told.
SINCE: dict[Role, tuple[Clause, list[Clause]]] = {
    Role.COORDINATOR: (
        later(start(RoleAssignment), col(Child.created_at)),
        [
            *this_child,
            *assigned,
            sa.or_(col(RoleAssignment.programme_id) == col(Child.programme_id), whole_organisation),
        ],
    ),
    Role.SUPERVISOR: (
        later(start(SupervisorAssignment), leading[0]),
        [
            *placed,
            *led,
            *joined(SupervisorAssignment, col(SupervisorAssignment.volunteer_id) == col(GroupLeader.user_id)),
            col(SupervisorAssignment.supervisor_id) == seer_user,
            now_within(SupervisorAssignment),
        ],
    ),
    Role.EDUCATOR: (
        later(start(RoleAssignment), placed_at),
        [
            *placed,
            *joined(MentorGroup, col(MentorGroup.id) == col(GroupMember.group_id)),
            *assigned,
            sa.or_(
                col(RoleAssignment.programme_id) == col(MentorGroup.programme_id),
                col(RoleAssignment.school_id) == col(MentorGroup.school_id),
                whole_organisation,
            ),
        ],
    ),
    Role.MEDIATOR: (
        later(sa.func.coalesce(Family.mediator_since, Family.created_at), col(Child.created_at)),
        [*this_child, *joined(Family, col(Family.id) == col(Child.family_id), col(Family.mediator_id) == seer_user)],
    ),
    Role.VOLUNTEER: leading,
    Role.ASSISTANT: leading,
    Role.TEACHER: (
        later(col(SchoolEnrolment.created_at), col(Consent.created_at)),
        [
            *joined(SchoolEnrolment, col(SchoolEnrolment.child_id) == child),
            *joined(SchoolClass, col(SchoolClass.id) == col(SchoolEnrolment.class_id)),
            *joined(Teacher, col(Teacher.id) == col(SchoolClass.teacher_id), col(Teacher.user_id) == seer_user),
            *joined(ConsentEffect, col(ConsentEffect.child_id) == child),
            col(ConsentEffect.purpose) == ConsentPurpose.SHARE_WITH_SCHOOL,
            *joined(Consent, col(Consent.id) == col(ConsentEffect.consent_id)),
        ],
    ),
    Role.GUARDIAN: (
        col(Guardianship.verified_at),
        [
            *joined(Guardianship, col(Guardianship.child_id) == child),
            *joined(Guardian, col(Guardian.id) == col(Guardianship.guardian_id), col(Guardian.user_id) == seer_user),
        ],
    ),
}
