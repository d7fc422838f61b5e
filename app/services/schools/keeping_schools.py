"""What must stay true among a school, its classes, its teachers and the periods of a calendar."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import IdConflict, InvalidRequest, StillReferenced
from app.models import CalendarPeriod, SchoolCalendar, SchoolClass, Teacher
from app.models.school import SchoolClassCreate, SchoolClassUpdate, TeacherUpdate
from app.models.school_calendar import CalendarPeriodCreate, CalendarPeriodUpdate
from app.services import records
from app.services.dating import require_order


def open_class(db: OwnedSession, new: SchoolClassCreate) -> SchoolClass:
    """A new class; its teacher must be one of the same school."""
    if (known := records.already(db, SchoolClass, new)) is not None:
        return known
    found = records.made(db, SchoolClass, new)
    require_colleague(db, found)
    return db.put(found)


def change_class(db: OwnedSession, found: SchoolClass, changes: SchoolClassUpdate) -> SchoolClass:
    """Changes a class; its teacher must be one of the same school."""
    records.change(db, found, changes)
    require_colleague(db, found)
    return found


def require_colleague(db: OwnedSession, found: SchoolClass) -> None:
    """The teacher of a class sees its pupils, so the teacher of another school must not slip in."""
    if found.teacher_id is None:
        return
    if db.refer(Teacher, found.teacher_id, "teacher_id").school_id != found.school_id:
        detail = "This teacher belongs to another school."
        raise InvalidRequest(errors=[{"pointer": "/teacher_id", "code": "not_allowed", "detail": detail}])


def change_teacher(db: OwnedSession, teacher: Teacher, changes: TeacherUpdate) -> Teacher:
    """Changes a teacher; to another school only when no class is left behind (StillReferenced)."""
    records.change(db, teacher, changes)
    left_behind = sa.select(col(SchoolClass.id)).where(
        col(SchoolClass.teacher_id) == teacher.id, col(SchoolClass.school_id) != teacher.school_id
    )
    if db.execute(left_behind.limit(1)).first():
        raise StillReferenced
    return teacher


def add_period(db: OwnedSession, calendar_id: UUID, new: CalendarPeriodCreate) -> CalendarPeriod:
    """A term or a holiday of a calendar."""
    db.find(SchoolCalendar, calendar_id)
    if (known := records.already(db, CalendarPeriod, new)) is not None:
        if known.calendar_id != calendar_id:
            raise IdConflict
        return known
    require_order(new.first_on, new.last_on, "last_on")
    return records.create(db, CalendarPeriod, new, calendar_id=calendar_id)


def change_period(db: OwnedSession, period: CalendarPeriod, changes: CalendarPeriodUpdate) -> CalendarPeriod:
    """Changes a term or a holiday."""
    records.change(db, period, changes)
    require_order(period.first_on, period.last_on, "last_on")
    return period
