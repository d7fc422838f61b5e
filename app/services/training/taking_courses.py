"""Taking a course: enrolled, module by module, quiz by quiz; what is completed follows from what was done.

The enrolment's row is locked first, so that of two attempts at once the second is counted after the first. A learner
has no right to change an enrolment: progress, attempts and records are made by the rules here and by nothing else.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IdConflict, IllegalTransition, InvalidRequest
from app.models import CourseEnrolment, CourseVersion, ModuleDone, QuizAttempt
from app.models.course import ModuleKind
from app.models.course_enrolment import ENROLLED, IN_PROGRESS, CourseEnrolmentTry, ModuleFinish, QuizAttemptCreate
from app.services import records
from app.services.training.completing_courses import complete_or_fail
from app.services.training.scoring_quizzes import score

PROGRESS = "progress and its record follow from what a learner has done"


class QuizDecides(DomainError):
    slug, title, status = "quiz-decides", "A quiz is finished by passing it", 409
    detail = "Answer its questions; the module is done once the quiz is passed."


class QuizPassed(DomainError):
    slug, title, status = "quiz-passed", "The quiz is passed already", 409
    detail = "There is nothing more to answer here."


class NoTriesLeft(DomainError):
    """`limit`: how many tries there are."""

    slug, title, status = "no-tries-left", "No try is left at this quiz", 409
    detail = "All {limit} tries were used; whoever looks after you can give another one."


def finish_module(db: OwnedSession, id: UUID, finished: ModuleFinish) -> CourseEnrolment:
    """A module is read, seen or practised; said again it changes nothing."""
    db.find(CourseEnrolment, id)
    with db.beyond_reach(PROGRESS) as wide:
        row, version = taken(wide, id)
        if module_of(version, finished.module_id)["kind"] == ModuleKind.QUIZ:
            raise QuizDecides
        if finished.module_id not in done_of(wide, row):
            require_open(row)
            done(wide, row, finished.module_id)
            complete_or_fail(wide, row, version)
    return row


def try_quiz(db: OwnedSession, id: UUID, new: QuizAttemptCreate) -> QuizAttempt:
    """An attempt, scored at once. Raises QuizPassed, NoTriesLeft, InvalidRequest for answers that do not fit."""
    db.find(CourseEnrolment, id)
    if (known := records.already(db, QuizAttempt, new)) is not None:
        if known.enrolment_id != id:
            raise IdConflict
        return known
    with db.beyond_reach(PROGRESS) as wide:
        row, version = taken(wide, id)
        if module_of(version, new.module_id)["kind"] != ModuleKind.QUIZ:
            raise no_such_module("This module has no questions.")
        if new.module_id in done_of(wide, row):
            raise QuizPassed
        require_open(row)
        attempt = attempted(wide, row, version, new)
        if attempt.passed:
            done(wide, row, new.module_id)
        begin(wide, row)
        complete_or_fail(wide, row, version)
    return attempt


def attempted(db: OwnedSession, row: CourseEnrolment, version: CourseVersion, new: QuizAttemptCreate) -> QuizAttempt:
    """The next attempt at a quiz, scored."""
    before = tries(db, row, new.module_id)
    limit = version.most_tries + row.extra_tries
    if before >= limit:
        raise NoTriesLeft(limit=limit, present=before)
    key = [entry for entry in version.answer_key if entry["module_id"] == str(new.module_id)]
    found = score(key, new.answers, version.pass_mark)._asdict()
    of = {"enrolment_id": row.id, "course_id": row.course_id, "user_id": row.user_id}
    return db.put(records.made(db, QuizAttempt, new, **of, number=before + 1, **found))


def withdraw(db: OwnedSession, id: UUID) -> CourseEnrolment:
    """Gives up; what was done stays told, and the course may be begun anew."""
    return records.move(db, db.find(CourseEnrolment, id, lock=True), "withdraw")


def give_another_try(db: OwnedSession, id: UUID, given: CourseEnrolmentTry) -> CourseEnrolment:
    """One more try at each quiz for somebody who failed."""
    row = db.find(CourseEnrolment, id, lock=True)
    CourseEnrolment.__lifecycle__.require(row, "give_another_try")
    row.extra_tries += 1
    return records.move(db, row, "give_another_try", given.reason)


def taken(db: OwnedSession, id: UUID) -> tuple[CourseEnrolment, CourseVersion]:
    """The enrolment, locked, and the version that was begun."""
    row = db.find(CourseEnrolment, id, lock=True)
    return row, db.find(CourseVersion, row.version_id)


def require_open(row: CourseEnrolment) -> None:
    if row.state not in (ENROLLED, IN_PROGRESS):
        raise IllegalTransition(state=row.state, allowed=CourseEnrolment.__lifecycle__.open_from(row.state))


def module_of(version: CourseVersion, id: UUID) -> dict[str, Any]:
    """The module of the version that was begun."""
    for module in version.modules:
        if module["id"] == str(id):
            return dict(module)
    raise no_such_module("The version that was begun has no such module.")


def no_such_module(detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "/module_id", "code": "not_found", "detail": detail}])


def done_of(db: OwnedSession, row: CourseEnrolment) -> set[UUID]:
    """The modules that are done."""
    return set(db.execute(sa.select(col(ModuleDone.module_id)).where(col(ModuleDone.enrolment_id) == row.id)).scalars())


def done(db: OwnedSession, row: CourseEnrolment, module_id: UUID) -> None:
    """Counts a module as done."""
    db.put(ModuleDone(enrolment_id=row.id, user_id=row.user_id, module_id=module_id, done_at=db.at))
    row.modules_done += 1
    begin(db, row)


def begin(db: OwnedSession, row: CourseEnrolment) -> None:
    if row.state is ENROLLED:
        records.move(db, row, "begin")


def tries(db: OwnedSession, row: CourseEnrolment, module_id: UUID) -> int:
    """How often a quiz was tried."""
    of = [col(QuizAttempt.enrolment_id) == row.id, col(QuizAttempt.module_id) == module_id]
    found: int = db.execute(sa.select(sa.func.count(col(QuizAttempt.id))).where(*of)).scalar_one()
    return found
