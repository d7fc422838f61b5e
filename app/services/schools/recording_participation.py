"""School participation: one row for each child and week, told again and again with the last word kept."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Child, SchoolChannel, SchoolClass, SchoolEnrolment, SchoolParticipation, Teacher
from app.models.membership import Role
from app.models.school_participation import SchoolParticipationCreate, SchoolParticipationUpdate
from app.services import records

TOLD = ("status", "teacher_id", "channel_id", "note")


class NotEnrolled(DomainError):
    slug, title, status = "not-enrolled", "The child went to no school in that week", 409
    detail = "Enter the school enrolment first."


def record(db: OwnedSession, told: SchoolParticipationCreate) -> SchoolParticipation:
    """What the school told of a child's week; it replaces what was told before. Raises NotEnrolled.

    The child's row is locked, so that of two who tell at once the second one replaces the first.
    """
    require_begun(db, told.week)
    db.refer(Child, told.child_id, "child_id")
    db.find(Child, told.child_id, lock=True)
    enrolment = enrolment_of(db, told.child_id, told.week)
    where = {"enrolment_id": enrolment.id, "school_id": enrolment.school_id, "class_id": enrolment.class_id}
    row = records.made(db, SchoolParticipation, told, **where)
    if row.teacher_id is None and db.caller.role is Role.TEACHER:
        row.teacher_id = own_entry(db, enrolment.school_id)
    check_source(db, row)
    known = db.execute(
        sa.select(SchoolParticipation).where(
            col(SchoolParticipation.child_id) == told.child_id, col(SchoolParticipation.week) == told.week
        )
    ).scalar_one_or_none()
    return db.put(row) if known is None else replaced(db, known, row)


def require_begun(db: OwnedSession, week: date) -> None:
    if week > db.at.date():
        detail = "This week has not begun yet."
        raise InvalidRequest(errors=[{"pointer": "/week", "code": "in_the_future", "detail": detail}])


def enrolment_of(db: OwnedSession, child_id: UUID, week: date) -> SchoolEnrolment:
    """The enrolment that held in the week; of two the later one."""
    during = sa.select(SchoolEnrolment).where(
        col(SchoolEnrolment.child_id) == child_id,
        col(SchoolEnrolment.from_on) < week + timedelta(days=7),
        sa.or_(col(SchoolEnrolment.to_on).is_(None), col(SchoolEnrolment.to_on) > week),
    )
    latest = during.order_by(col(SchoolEnrolment.from_on).desc()).limit(1)
    found: SchoolEnrolment | None = db.execute(latest).scalar_one_or_none()
    if found is None:
        raise NotEnrolled
    return found


def own_entry(db: OwnedSession, school_id: UUID) -> UUID | None:
    """The caller's own entry among the teachers of a school."""
    mine = sa.select(col(Teacher.id)).where(
        col(Teacher.user_id) == db.caller.user_id, col(Teacher.school_id) == school_id
    )
    found: UUID | None = db.execute(mine.limit(1)).scalar()
    return found


def replaced(db: OwnedSession, known: SchoolParticipation, new: SchoolParticipation) -> SchoolParticipation:
    """The row that is there, with what was told last; told twice alike it stays as it is."""
    for name in TOLD:
        setattr(known, name, getattr(new, name))
    if db.is_modified(known):
        known.recorded_at = new.recorded_at
    db.flush()
    return known


def change(db: OwnedSession, row: SchoolParticipation, changes: SchoolParticipationUpdate) -> SchoolParticipation:
    """Corrects what was told."""
    records.change(db, row, changes)
    check_source(db, row)
    return row


def check_source(db: OwnedSession, row: SchoolParticipation) -> None:
    """Only the child's own school tells: its teacher, or a channel of one of its classes."""
    wrong = []
    if row.teacher_id and db.refer(Teacher, row.teacher_id, "teacher_id").school_id != row.school_id:
        wrong.append("teacher_id")
    if row.channel_id:
        channel = db.refer(SchoolChannel, row.channel_id, "channel_id")
        if db.refer(SchoolClass, channel.school_class_id, "channel_id").school_id != row.school_id:
            wrong.append("channel_id")
    if wrong:
        detail = "This belongs to another school."
        errors = [{"pointer": f"/{name}", "code": "not_allowed", "detail": detail} for name in wrong]
        raise InvalidRequest(errors=errors)
