"""Who has completed what: at a school, by course; and who of a role still lacks a course."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.auth.relations import my_volunteers, now_within
from app.core.columns import Id
from app.models import Course, Membership, School, Teacher, TrainingRecord, User
from app.models.account import UserStatus
from app.models.course import AUDIENCE_OF, CourseAudience
from app.models.membership import Role
from app.models.training_record import TrainingRecordState
from app.services.training.writing_courses import IS_OFFERED

MOST_PEOPLE = 1_000

school, course = sa.bindparam("school", type_=Id), sa.bindparam("course", type_=Id)
stands = col(TrainingRecord.state) == TrainingRecordState.COMPLETED

SCHOOL = Lookup(sa.select(*columns(School, "id")).where(col(School.id) == school))
TEACHERS = Lookup(
    sa.select(*columns(Teacher, "id given_name surname"))
    .where(col(Teacher.school_id) == school)
    .order_by(col(Teacher.surname), col(Teacher.given_name), col(Teacher.id))
    .limit(MOST_PEOPLE)
)
FOR_TEACHERS = Lookup(
    sa.select(*columns(Course, "id title purpose"))
    .where(IS_OFFERED, col(Course.audience_codes).like(f"%|{CourseAudience.TEACHERS}|%"))
    .order_by(col(Course.title), col(Course.id))
)


def at_school(same_person: Any) -> Lookup:
    """The records of a school's teachers, as teachers or as those who sign in."""
    return Lookup(
        sa.select(col(Teacher.id), *columns(TrainingRecord, "course_id valid_until"))
        .join(TrainingRecord, sa.and_(col(TrainingRecord.organisation_id) == col(Teacher.organisation_id), same_person))
        .where(col(Teacher.school_id) == school, stands)
    )


RECORDS_AT_SCHOOL = (
    at_school(col(TrainingRecord.teacher_id) == col(Teacher.id)),
    at_school(col(TrainingRecord.user_id) == col(Teacher.user_id)),
)

COURSE = Lookup(sa.select(*columns(Course, "id title audience")).where(col(Course.id) == course))
with_role = (
    sa.select(*columns(User, "id given_name surname"))
    .join(
        Membership,
        sa.and_(col(Membership.organisation_id) == col(User.organisation_id), col(Membership.user_id) == col(User.id)),
    )
    .where(among(Membership.role, "roles"), now_within(Membership), col(User.status) == UserStatus.ACTIVE)
    .distinct()
)
# Users are known to all who oversee; whom a supervisor looks after is fewer.
WITH_ROLE = {
    Role.COORDINATOR: Lookup(with_role),
    Role.SUPERVISOR: Lookup(with_role.where(col(User.id).in_(my_volunteers))),
}


def person_id(column: Any) -> Any:
    """Whose record it is."""
    return col(column).label("id")


RECORDS_OF_COURSE = (
    Lookup(
        sa.select(person_id(TrainingRecord.user_id), col(TrainingRecord.valid_until)).where(
            col(TrainingRecord.course_id) == course, col(TrainingRecord.user_id).is_not(None), stands
        )
    ),
    Lookup(
        sa.select(person_id(Teacher.user_id), col(TrainingRecord.valid_until))
        .join(
            Teacher,
            sa.and_(
                col(Teacher.organisation_id) == col(TrainingRecord.organisation_id),
                col(Teacher.id) == col(TrainingRecord.teacher_id),
            ),
        )
        .where(col(TrainingRecord.course_id) == course, col(Teacher.user_id).is_not(None), stands)
    ),
)


def roles_for(audience: Iterable[str]) -> list[Role]:
    """The roles for which a course is made."""
    return [role for role, of in AUDIENCE_OF.items() if of in set(audience)]


def holds(ends: Iterable[date | None], today: date) -> bool:
    """Whether one of these last days has not passed; None never ends."""
    return any(end is None or end >= today for end in ends)


def gaps(people: Sequence[Any], records: Iterable[Any], today: date) -> dict[str, Any]:
    """How many of the people hold a record, and those who do not."""
    ends: dict[UUID, list[date | None]] = defaultdict(list)
    for record in records:
        ends[record.id].append(record.valid_until)
    lacking = [person for person in people if not holds(ends[person.id], today)]
    shown = sorted(lacking, key=lambda person: (person.surname, person.given_name, str(person.id)))
    return {
        "people": len(people),
        "in_force": len(people) - len(lacking),
        "lacking": [lacking_person(person, ends[person.id]) for person in shown[:MOST_PEOPLE]],
    }


def lacking_person(person: Any, ends: list[date | None]) -> dict[str, Any]:
    last = max((end for end in ends if end is not None), default=None)
    return {"user_id": person.id, "given_name": person.given_name, "surname": person.surname, "expired_on": last}


def at_a_school(teachers: Sequence[Any], offered: Sequence[Any], records: Iterable[Any], today: date) -> dict[str, Any]:
    """Each course with its numerator and denominator, each teacher with the courses."""
    ends: dict[tuple[UUID, UUID], list[date | None]] = defaultdict(list)
    for record in records:
        ends[record.id, record.course_id].append(record.valid_until)
    in_force: dict[UUID, list[UUID]] = defaultdict(list)
    expired: dict[UUID, list[UUID]] = defaultdict(list)
    for teacher in teachers:
        for one in offered:
            if known := ends.get((teacher.id, one.id)):
                (in_force if holds(known, today) else expired)[teacher.id].append(one.id)
    held, over = (Counter(id for ids in found.values() for id in ids) for found in (in_force, expired))
    return {
        "courses": [counted(one, len(teachers), held[one.id], over[one.id]) for one in offered],
        "teachers": [
            {
                "teacher_id": teacher.id,
                "given_name": teacher.given_name,
                "surname": teacher.surname,
                "in_force": in_force[teacher.id],
                "expired": expired[teacher.id],
            }
            for teacher in teachers
        ],
    }


def counted(course: Any, teachers: int, in_force: int, expired: int) -> dict[str, Any]:
    return {
        "course_id": course.id,
        "title": course.title,
        "purpose": course.purpose,
        "teachers": teachers,
        "in_force": in_force,
        "expired": expired,
        "never": teachers - in_force - expired,
    }
