"""Homework handed over to the teacher, and what the teacher answers."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Handover, Homework, Submission, TeacherResponse
from app.models.homework import CHECKED
from app.models.homework_check import HandedOverBy, HomeworkHandOver, HomeworkRespond, TeacherResult
from app.services import records
from app.services.families.requiring_consent import Act, require
from app.services.files.keeping_files import attached, keep_from
from app.services.homework.checking_homework import about, minutes, sent_for
from app.services.homework.setting_homework import move
from app.services.schools.reaching_teachers import teacher_of_class, teacher_of_school

OURS = (HandedOverBy.LEADER, HandedOverBy.ASSISTANT)


def hand_over(db: OwnedSession, id: UUID, new: HomeworkHandOver) -> Homework:
    """It goes to the teacher. Raises InvalidRequest without a reason where no check has said that it is ready."""
    row = db.find(Homework, id, lock=True)
    if new.teacher_id is None:
        new.model_fields_set.discard("teacher_id")  # so that the same request with null finds its row again
    if (known := records.already(db, Handover, new)) is not None:
        return sent_for(known, row)
    Homework.__lifecycle__.require(row, "hand_over")
    if new.handed_over_by in OURS:
        require(db, row.child_id, Act.HAND_OVER_HOMEWORK)
    ready = row.state is CHECKED
    if not ready and len(new.reason.strip()) < 3:
        raise wrong("reason", "Say why: no check has found it ready.")
    given: dict[str, Any] = {"waited_minutes": minutes(row.since, db.at) if ready else None}
    given["teacher_id"] = receiver(db, row, new)
    step = records.made(db, Handover, new, **about(db, row), **given)
    move(db, row, "hand_over", new.reason)
    db.put(step)
    for sent in rounds(db, row):
        keep_from(db, attached(db, sent), db.at)
    return row


def rounds(db: OwnedSession, row: Homework) -> list[Submission]:
    """What was sent, round by round."""
    sent = sa.select(Submission).where(col(Submission.homework_id) == row.id).order_by(col(Submission.round))
    return list(db.execute(sent).scalars())


def receiver(db: OwnedSession, row: Homework, new: HomeworkHandOver) -> UUID | None:
    """The teacher who is named, or the one who set it, or the class teacher; none where only a name was given."""
    if new.teacher_id is not None:
        return teacher_of_school(db, row.child_id, new.teacher_id)
    if new.teacher_name:
        return None
    found = row.teacher_id or teacher_of_class(db, row.child_id)
    if found is None:
        raise wrong("teacher_id", "Name the teacher: the child's class has none on record.")
    return found


def respond(db: OwnedSession, id: UUID, new: HomeworkRespond) -> Homework:
    """What the teacher answered, by the teacher or by whom the answer reached."""
    row = db.find(Homework, id, lock=True)
    if (known := records.already(db, TeacherResponse, new)) is not None:
        return sent_for(known, row)
    Homework.__lifecycle__.require(row, "respond")
    waited = None if new.result is TeacherResult.NONE else minutes(row.since, db.at)
    step = records.made(db, TeacherResponse, new, **about(db, row), waited_minutes=waited)
    move(db, row, "respond")
    db.put(step)
    return row


def wrong(member: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": "missing", "detail": detail}])
