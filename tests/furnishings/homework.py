"""Homework of both organisations: Mila's fractions went the whole way, her reading waits for a check."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core import clock
from app.models import Check, Handover, Homework, Submission, TeacherResponse
from app.models.homework import ACKNOWLEDGED, SUBMITTED, WAITS_FOR, HomeworkState
from app.models.homework_check import CheckOutcome, HandoverChannel, TeacherResult
from app.models.school_subject import SchoolSubject

if TYPE_CHECKING:
    from tests.world import Place


def indigo(db: OwnedSession, place: "Place") -> None:
    done = task(db, place, "mila", "owls", ACKNOWLEDGED, title="Fractions", round=1)
    place.ids["fractions"] = done.id
    of: dict[str, Any] = {"homework_id": done.id, "child_id": done.child_id, "programme_id": done.programme_id}
    by: UUID = place.people["volunteer"].user_id
    sent = db.put(Submission(**of, round=1, submitted_at=clock.now(), comment="With my mother"))
    of |= {"group_id": done.group_id, "at": clock.now(), "waited_minutes": 30, "created_by": by}
    db.put(Check(**of, submission_id=sent.id, round=1, child_present=True, outcome=CheckOutcome.READY))
    db.put(Handover(**of, teacher_id=place.ids["vesna"], channel=HandoverChannel.AT_SCHOOL))
    db.put(TeacherResponse(**of, result=TeacherResult.ACCEPTED))
    reading = task(db, place, "mila", "owls", SUBMITTED, title="Reading", round=1)
    place.ids["reading"] = reading.id
    of = {"homework_id": reading.id, "child_id": reading.child_id, "programme_id": reading.programme_id}
    db.put(Submission(**of, round=1, submitted_at=clock.now()))
    place.ids["lukas_sums"] = task(db, place, "luka", "foxes", HomeworkState.ASSIGNED, title="Sums").id


def red_cross(db: OwnedSession, place: "Place") -> None:
    place.ids["adas_poem"] = task(db, place, "ada", "library", HomeworkState.ASSIGNED, title="A poem").id


def task(db: OwnedSession, place: "Place", child: str, group: str, state: HomeworkState, **more: Any) -> Homework:
    of = {"child_id": place.ids[child], "group_id": place.ids[group], "programme_id": place.ids["programme"]}
    now = {"state": state, "waits_for": WAITS_FOR[state], "since": clock.now()}
    return db.put(Homework(**of, **now, subject=SchoolSubject.MATHEMATICS, **more))
