"""When a course is completed, and when it is failed: the one rule, and the training record that follows from it."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import CourseEnrolment, CourseVersion, QuizAttempt, TrainingRecord
from app.models.course import ModuleKind
from app.services import records
from app.services.training.scoring_quizzes import percent


def complete_or_fail(db: OwnedSession, row: CourseEnrolment, version: CourseVersion) -> None:
    """Completed is who has done every module of the version; failed, who has a quiz that no try is left for."""
    attempts = attempts_of(db, row)
    if row.modules_done == row.modules:
        row.score, row.completed_on = score_of(attempts), db.at.date()
        records.move(db, row, "complete")
        db.put(record_of(row, version))
    elif any(is_lost(quiz, attempts, version.most_tries + row.extra_tries) for quiz in quizzes(version)):
        records.move(db, row, "fail")


def attempts_of(db: OwnedSession, row: CourseEnrolment) -> list[QuizAttempt]:
    own = sa.select(QuizAttempt).where(col(QuizAttempt.enrolment_id) == row.id)
    return list(db.execute(own.order_by(col(QuizAttempt.number))).scalars())


def quizzes(version: CourseVersion) -> list[UUID]:
    return [UUID(module["id"]) for module in version.modules if module["kind"] == ModuleKind.QUIZ]


def is_lost(quiz: UUID, attempts: list[QuizAttempt], limit: int) -> bool:
    """Whether every try at a quiz was used and none has passed."""
    own = [attempt for attempt in attempts if attempt.module_id == quiz]
    return len(own) >= limit and not any(attempt.passed for attempt in own)


def score_of(attempts: list[QuizAttempt]) -> int | None:
    """All questions of all quizzes in percent, each quiz by its best attempt."""
    best: dict[UUID, QuizAttempt] = {}
    for attempt in attempts:
        known = best.get(attempt.module_id)
        if known is None or attempt.points > known.points:
            best[attempt.module_id] = attempt
    return percent([one.points for one in best.values()], [one.most_points for one in best.values()])


def record_of(row: CourseEnrolment, version: CourseVersion) -> TrainingRecord:
    """What a completed enrolment proves."""
    completed_on = row.completed_on or row.enrolled_at.date()
    return TrainingRecord(
        user_id=row.user_id,
        course_id=row.course_id,
        version_id=version.id,
        enrolment_id=row.id,
        title=version.title,
        purpose=version.purpose,
        completed_on=completed_on,
        valid_until=valid_until(completed_on, version),
        minutes=version.minutes,
        score=row.score,
    )


def valid_until(completed_on: date, version: CourseVersion) -> date | None:
    """The last day on which a completion holds; None where it holds for good."""
    return None if version.validity_days is None else completed_on + timedelta(days=version.validity_days)
