"""What a learner is to do next: courses begun, records that end, courses not yet begun."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlmodel import col

from app.auth.principal import me
from app.auth.rights.training import of_me, of_me_as_teacher
from app.models import CourseEnrolment
from app.models.course_enrolment import CourseEnrolmentState
from app.models.training_overview import TrainingDue
from app.models.training_record import TrainingRecordState

Shown = dict[str, Any]  # a row as its reader sees it

AHEAD = timedelta(days=60)
OPEN = {CourseEnrolmentState.ENROLLED, CourseEnrolmentState.IN_PROGRESS, CourseEnrolmentState.FAILED}
IS_MINE = col(CourseEnrolment.user_id) == me.user
IS_OF_ME = of_me | of_me_as_teacher


def page(enrolments: list[Shown], records: list[Shown], courses: list[Shown], today: date) -> Shown:
    """The parts of a learner's own page."""
    due = [*to_complete(enrolments, today), *to_renew(records, today)]
    known = {row["course_id"] for row in enrolments if row["state"] != CourseEnrolmentState.WITHDRAWN}
    known |= {row["course_id"] for row in records if row["state"] == TrainingRecordState.COMPLETED}
    return {
        "due": sorted(due, key=lambda one: (one["on"] or date.max.isoformat(), one["title"])),
        "enrolments": enrolments,
        "records": records,
        "offered": [course for course in courses if course["id"] not in known],
    }


def to_complete(enrolments: Iterable[Shown], today: date) -> Iterable[Shown]:
    """Courses that were begun and not completed."""
    for row in enrolments:
        if row["state"] in OPEN:
            late = row["due_on"] is not None and row["due_on"] < today.isoformat()
            why = TrainingDue.OVERDUE if late else TrainingDue.TO_COMPLETE
            yield due(why, row["due_on"], row, enrolment_id=row["id"])


def to_renew(records: Iterable[Shown], today: date) -> Iterable[Shown]:
    """Of each course or title the record that holds longest, where its end is near or past."""
    longest: dict[tuple[str | None, str], Shown] = {}
    for row in records:
        if row["state"] == TrainingRecordState.REVOKED:
            continue
        key = (row["course_id"], "" if row["course_id"] else row["title"])
        if key not in longest or end_of(row) > end_of(longest[key]):
            longest[key] = row
    for row in longest.values():
        if end_of(row) <= (today + AHEAD).isoformat():
            over = row["state"] == TrainingRecordState.EXPIRED
            why = TrainingDue.EXPIRED if over else TrainingDue.EXPIRES_SOON
            yield due(why, row["valid_until"], row, record_id=row["id"])


def end_of(row: Shown) -> str:
    """The last day as text, which sorts as days do; one that never comes last of all."""
    return row["valid_until"] or date.max.isoformat()


def due(why: TrainingDue, on: str | None, row: Shown, **of: str) -> Shown:
    about = {"title": row["title"], "course_id": row["course_id"], "enrolment_id": None, "record_id": None}
    return {"why": why, "on": on, **about, **of}
