"""Training records: of trainings held in person for many people at once, revoked where they were wrong."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.session import OwnedSession
from app.core.columns import text_enum
from app.core.listing import Clause
from app.core.problems import InvalidRequest
from app.models import Course, CourseVersion, HeldTraining, Teacher, TrainingRecord, User
from app.models.attachment import AttachmentPurpose
from app.models.course import OFFERED
from app.models.training_purpose import TrainingPurpose
from app.models.training_record import (
    MOST_PEOPLE,
    HeldTrainingCreate,
    TrainingRecordRevoke,
    TrainingRecordState,
)
from app.services import records
from app.services.files.keeping_files import attach
from app.services.hours import issuing_certificates
from app.services.training.completing_courses import valid_until
from app.services.training.enrolling_in_courses import CourseNotOffered
from app.services.volunteers import fulfilling_requirements

FIRST_DAY = date(2000, 1, 1)
IS_OVER = col(TrainingRecord.valid_until) < me.today


def standing() -> sa.ColumnElement[TrainingRecordState]:
    """A record's state today: it expires by itself with the day after its last one."""
    over = sa.and_(col(TrainingRecord.state) == TrainingRecordState.COMPLETED, IS_OVER)
    expired = sa.literal(TrainingRecordState.EXPIRED, text_enum(TrainingRecordState))
    return sa.case((over, expired), else_=col(TrainingRecord.state))


def in_force(on: date) -> Clause:
    """The records that hold on a day."""
    return sa.and_(
        col(TrainingRecord.state) == TrainingRecordState.COMPLETED,
        col(TrainingRecord.completed_on) <= on,
        sa.or_(col(TrainingRecord.valid_until).is_(None), col(TrainingRecord.valid_until) >= on),
    )


def held_by(db: OwnedSession, user_id: UUID, purpose: TrainingPurpose) -> TrainingRecord | None:
    """The user's record of this purpose that holds today, the one that holds longest; for the gate of a task."""
    taught = sa.select(col(Teacher.id)).where(col(Teacher.user_id) == user_id)
    own = sa.or_(col(TrainingRecord.user_id) == user_id, col(TrainingRecord.teacher_id).in_(taught))
    found = sa.select(TrainingRecord).where(own, col(TrainingRecord.purpose) == purpose, in_force(db.at.date()))
    rows: list[TrainingRecord] = list(db.execute(found).scalars())
    return max(rows, key=lambda row: (row.valid_until or date.max, row.id), default=None)


def record_held(db: OwnedSession, new: HeldTrainingCreate) -> HeldTraining:
    """A training in person, and a record for each who took part; the same request again adds none."""
    new.attachment_ids = list(dict.fromkeys(new.attachment_ids))
    if (known := records.already(db, HeldTraining, new)) is not None:
        return known
    users, teachers = people_of(db, new)
    version = version_of(db, new)
    require_sound(db, new, version)
    given = {**said_by(version, new.held_on), "people": len(users) + len(teachers)}
    row = db.put(records.made(db, HeldTraining, new, **given))
    attach(db, new.attachment_ids, AttachmentPurpose.MEETING_EVIDENCE, None, row)
    of: dict[str, Any] = {**proof_of(row), "version_id": version.id if version else None}
    db.add_all(TrainingRecord(**of, user_id=id) for id in users)
    db.add_all(TrainingRecord(**of, teacher_id=id) for id in teachers)
    db.flush()
    return row


def said_by(version: CourseVersion | None, held_on: date) -> dict[str, Any]:
    """What the course says of a training; nothing of one from outside."""
    if version is None:
        return {}
    return {"title": version.title, "purpose": version.purpose, "valid_until": valid_until(held_on, version)}


def proof_of(row: HeldTraining) -> dict[str, Any]:
    """What a held training proves of each who took part."""
    kept = ("course_id", "title", "provider", "purpose", "valid_until", "minutes")
    return {
        **{name: getattr(row, name) for name in kept},
        "held_training_id": row.id,
        "completed_on": row.held_on,
    }


def people_of(db: OwnedSession, new: HeldTrainingCreate) -> tuple[list[UUID], list[UUID]]:
    """Who took part, each once; all of them in the caller's reach."""
    users, teachers = list(dict.fromkeys(new.user_ids)), list(dict.fromkeys(new.teacher_ids))
    if not 0 < len(users) + len(teachers) <= MOST_PEOPLE:
        raise refused("user_ids", "out_of_range", "Name at least one person, and not more than 200.")
    for id in users:
        db.refer(User, id, "user_ids")
    for id in teachers:
        db.refer(Teacher, id, "teacher_ids")
    return users, teachers


def version_of(db: OwnedSession, new: HeldTrainingCreate) -> CourseVersion | None:
    """The version that is taken now of the course that is named."""
    if new.course_id is None:
        return None
    course = db.refer(Course, new.course_id, "course_id")
    if course.state not in OFFERED or course.current_id is None:
        raise CourseNotOffered(state=course.state)
    return db.find(CourseVersion, course.current_id)


def require_sound(db: OwnedSession, new: HeldTrainingCreate, version: CourseVersion | None) -> None:
    """Held in the past; of a course nothing is said that it says itself, from outside nothing is missing."""
    if not FIRST_DAY <= new.held_on <= db.at.date():
        raise refused("held_on", "out_of_range", "The day has not come yet, or was long ago.")
    if new.valid_until is not None and new.valid_until < new.held_on:
        raise refused("valid_until", "out_of_range", "Not before the training.")
    own = {"title": new.title, "purpose": new.purpose, "valid_until": new.valid_until}
    for name, value in own.items():
        if version is not None and value:
            raise refused(name, "not_allowed", "The course says this itself.")
        if version is None and not value and name != "valid_until":
            raise refused(name, "missing", "Say it of a training that is not a course of yours.")


def refused(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])


def revoke(db: OwnedSession, id: UUID, revoked: TrainingRecordRevoke) -> TrainingRecord:
    """The record was a mistake, or what it proves was not so; it stays, with the reason.

    What rests on it ends in the same transaction: certificates, and what it fulfilled for the gate.
    """
    if (user_id := db.find(TrainingRecord, id).user_id) is not None:
        db.find(User, user_id, lock=True)  # first, as whoever hands in or decides about what rests on it
    row = db.find(TrainingRecord, id, lock=True)
    TrainingRecord.__lifecycle__.require(row, "revoke")
    row.revoked_because = revoked.reason
    records.move(db, row, "revoke", revoked.reason)
    issuing_certificates.end_with_training(db, row.id, revoked.reason)
    fulfilling_requirements.end_with_training(db, row.id, revoked.reason)
    return row
