"""The clock of a concern: who has to acknowledge it, and who comes next when the time has passed.

First the designated leads of its programme, then those of the organisation, then the coordinators. Whoever the concern
is about, and the relatives of its child, are left out. Each step is an entry; an entry gives its coordinator the reach.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import (
    Child,
    ConcernEntry,
    DesignatedLead,
    Guardian,
    Guardianship,
    Membership,
    RoleAssignment,
    SafeguardingConcern,
    User,
)
from app.models.account import UserStatus
from app.models.designated_lead import DesignatedLeadState
from app.models.membership import Role
from app.models.safeguarding_concern import ACKNOWLEDGE_WITHIN, ConcernEntryKind, ConcernState
from app.services.jobs.job_runs import JobRun
from app.services.terms import in_force


def keep_clock(run: JobRun) -> None:
    """Looks at the clock of every concern of an organisation. It comes by itself, with or without concerns.

    A job of its own for each concern would tell administrators how many there are; so nothing is counted here either.
    """
    with run.finishing() as db:
        escalate_overdue(db)


def escalate_overdue(db: OwnedSession) -> None:
    """Hands every concern that nobody acknowledged in time to the next in line. The session must see all rows."""
    overdue = [
        col(SafeguardingConcern.state) == ConcernState.RAISED,
        col(SafeguardingConcern.escalates_at) <= db.at,
    ]
    found = sa.select(SafeguardingConcern).where(*overdue).order_by(col(SafeguardingConcern.id)).with_for_update()
    for concern in db.execute(found).scalars().all():
        concern.escalates_at = db.at + ACKNOWLEDGE_WITHIN[concern.immediate_danger]
        assign(db, concern)
        db.flush()


def assign(db: OwnedSession, concern: SafeguardingConcern) -> None:
    """Names the next in line, in an entry; nobody where all have been asked."""
    entries = sa.select(ConcernEntry).where(col(ConcernEntry.concern_id) == concern.id)
    asked = {entry.to_user_id for entry in db.execute(entries).scalars() if entry.to_user_id}
    for user_id in in_line(db, concern):
        if user_id not in asked:
            kind = ConcernEntryKind.ESCALATION if asked else ConcernEntryKind.ASSIGNMENT
            db.put(ConcernEntry(concern_id=concern.id, kind=kind, to_user_id=user_id))
            concern.assigned_to_id = user_id
            db.flush()
            return


def in_line(db: OwnedSession, concern: SafeguardingConcern) -> list[UUID]:
    """Everyone who may be asked, in order; a person stands there once."""
    serving = coordinators(db)
    barred = relatives(db, concern) | {concern.about_user_id}
    line = [*leads(db, concern), *(user for user, parts in serving.items() if covers(parts, concern.programme_id))]
    return [user for user in dict.fromkeys(line) if user in serving and user not in barred]


def leads(db: OwnedSession, concern: SafeguardingConcern) -> list[UUID]:
    found = sa.select(DesignatedLead).where(
        col(DesignatedLead.state) == DesignatedLeadState.ACTIVE, in_force(DesignatedLead, db.at)
    )
    rows = db.execute(found.order_by(col(DesignatedLead.id))).scalars().all()
    near = [
        row
        for row in rows
        if None in (row.programme_id, concern.programme_id) or row.programme_id == concern.programme_id
    ]
    return [row.user_id for row in sorted(near, key=lambda row: row.programme_id is None)]


def coordinators(db: OwnedSession) -> dict[UUID, set[UUID | None]]:
    """The coordinators who serve now, and the programmes that each covers (None: all of them)."""
    serving = (
        sa.select(Membership, RoleAssignment)
        .join(RoleAssignment, col(RoleAssignment.membership_id) == col(Membership.id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.role) == Role.COORDINATOR, col(User.status) == UserStatus.ACTIVE)
        .where(in_force(Membership, db.at), in_force(RoleAssignment, db.at))
        .order_by(col(Membership.id))
    )
    found: dict[UUID, set[UUID | None]] = {}
    for membership, part in db.execute(serving):
        if part.programme_id is not None or part.school_id is None:
            found.setdefault(membership.user_id, set()).add(part.programme_id)
    return found


def covers(parts: set[UUID | None], programme_id: UUID | None) -> bool:
    return programme_id is None or bool(parts & {None, programme_id})


def relatives(db: OwnedSession, concern: SafeguardingConcern) -> set[Any]:
    """The users who are guardians of the concern's child or in its family, verified or not."""
    families = sa.select(col(Child.family_id)).where(col(Child.id) == concern.child_id)
    of_child = sa.select(col(Guardianship.guardian_id)).where(col(Guardianship.child_id) == concern.child_id)
    near = sa.or_(
        col(Guardian.family_id) == concern.family_id,
        col(Guardian.family_id).in_(families),
        col(Guardian.id).in_(of_child),
    )
    found = sa.select(col(Guardian.user_id)).where(near, col(Guardian.user_id).is_not(None))
    return set(db.execute(found).scalars())
