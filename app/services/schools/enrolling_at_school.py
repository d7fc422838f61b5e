"""Enrolling a child at a school: one school at a time, a class of that school and year, and the grade follows."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Child, SchoolClass, SchoolEnrolment
from app.models.school_enrolment import SchoolEnrolmentCreate, SchoolEnrolmentUpdate
from app.services import records
from app.services.dating import require_order


class OverlappingEnrolment(DomainError):
    """`enrolment_id`: the other enrolment."""

    slug, title, status = "overlapping-enrolment", "The school enrolments overlap", 409
    detail = "A child goes to one school at a time; end the other enrolment first."


def enrol(db: OwnedSession, new: SchoolEnrolmentCreate) -> SchoolEnrolment:
    """A new enrolment, or OverlappingEnrolment; the child's row is locked, so that of two at once one is refused."""
    db.refer(Child, new.child_id, "child_id")
    child = db.find(Child, new.child_id, lock=True)
    if (known := records.already(db, SchoolEnrolment, new)) is not None:
        return known
    enrolment = records.made(db, SchoolEnrolment, new)
    check(db, enrolment)
    db.put(enrolment)
    follow_grade(db, child, enrolment)
    return enrolment


def hold_child(db: OwnedSession, enrolment_id: UUID) -> None:
    """Locks the child of an enrolment: to be called before the enrolment itself is locked."""
    db.find(Child, db.find(SchoolEnrolment, enrolment_id).child_id, lock=True)


def change_enrolment(db: OwnedSession, enrolment: SchoolEnrolment, changes: SchoolEnrolmentUpdate) -> SchoolEnrolment:
    """Changes class, end or outcome, by the same rules as a new enrolment. The child's row is locked already."""
    records.change(db, enrolment, changes)
    check(db, enrolment)
    follow_grade(db, db.find(Child, enrolment.child_id), enrolment)
    return enrolment


def check(db: OwnedSession, enrolment: SchoolEnrolment) -> None:
    require_order(enrolment.from_on, enrolment.to_on, "to_on")
    require_class(db, enrolment)
    others = sa.select(SchoolEnrolment).where(
        col(SchoolEnrolment.child_id) == enrolment.child_id, col(SchoolEnrolment.id) != enrolment.id
    )
    for other in db.execute(others.order_by(col(SchoolEnrolment.from_on), col(SchoolEnrolment.id))).scalars():
        if enrolment.from_on < (other.to_on or date.max) and other.from_on < (enrolment.to_on or date.max):
            raise OverlappingEnrolment(enrolment_id=str(other.id))


def require_class(db: OwnedSession, enrolment: SchoolEnrolment) -> None:
    """The class must be one of that school in that school year."""
    if enrolment.class_id is None:
        return
    found = db.refer(SchoolClass, enrolment.class_id, "class_id")
    if (found.school_id, found.school_year) != (enrolment.school_id, enrolment.school_year):
        detail = "This class belongs to another school or another school year."
        raise InvalidRequest(errors=[{"pointer": "/class_id", "code": "not_allowed", "detail": detail}])


def follow_grade(db: OwnedSession, child: Child, enrolment: SchoolEnrolment) -> None:
    """The child's grade is that of the enrolment which holds today."""
    today = db.at.date()
    current = enrolment.from_on <= today and (enrolment.to_on is None or today < enrolment.to_on)
    if current and child.grade != enrolment.grade:
        child.grade = enrolment.grade
        db.flush()
