"""Six weeks of homework: what was sent, checked, sent back, handed over and answered, and what still waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.models import (
    Check,
    Child,
    ConsentEffect,
    Handover,
    Homework,
    SchoolClass,
    SchoolEnrolment,
    Submission,
    TeacherResponse,
)
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.homework import (
    ACKNOWLEDGED,
    CHECKED,
    HANDED_OVER,
    NEEDS_REVISION,
    SUBMITTED,
    WAITS_FOR,
    HomeworkState,
)
from app.models.homework_check import CheckOutcome
from app.services.demonstration.grouping import Circle
from app.services.demonstration.homework_facts import (
    CHANNELS,
    CORRECTIONS,
    NOT_DONE,
    NOTES,
    OBSERVATIONS,
    RESULTS,
    SENDERS,
    SENT_BACK,
    TASKS,
    WITHOUT_CHILD,
)
from app.services.demonstration.stage import Stage
from app.services.homework.checking_homework import minutes

WEEKS = 6


@dataclass
class Desk:
    """The rows as they are made, and what decides how far a homework goes."""

    stage: Stage
    teachers: dict[UUID, UUID]
    shared: set[UUID]
    tasks: list[Homework] = field(default_factory=list)
    rounds: list[Submission] = field(default_factory=list)
    steps: list[Check | Handover | TeacherResponse] = field(default_factory=list)

    def later(self, at: datetime, hours: int) -> datetime:
        """Some time within so many hours."""
        return at + timedelta(minutes=self.stage.dice.number(20, hours * 60))

    def happened(self, at: datetime) -> bool:
        return at < self.stage.now


def set_tasks(stage: Stage, circles: Sequence[Circle]) -> None:
    """One task a week for each child; the last ones are still under way."""
    stage.dice.begin("homework")
    desk = Desk(stage, class_teachers(stage), told_to_school(stage))
    first = stage.now - timedelta(weeks=WEEKS)
    for week in range(WEEKS):
        for circle in circles:
            for child in circle.children:
                at = first + timedelta(weeks=week, hours=stage.dice.number(0, 166))
                play(desk, circle, child, at)
    stage.put(desk.tasks)
    stage.put(desk.rounds)
    stage.put(desk.steps)


def class_teachers(stage: Stage) -> dict[UUID, UUID]:
    """The teacher of each child's class."""
    of_class = sa.select(col(SchoolEnrolment.child_id), col(SchoolClass.teacher_id)).join(
        SchoolClass, col(SchoolClass.id) == col(SchoolEnrolment.class_id)
    )
    return {child: teacher for child, teacher in stage.db.execute(of_class) if teacher is not None}


def told_to_school(stage: Stage) -> set[UUID]:
    """The children whose families agree that the school is told."""
    given = [
        col(ConsentEffect.purpose) == ConsentPurpose.SHARE_WITH_SCHOOL,
        col(ConsentEffect.state) == ConsentState.GIVEN,
    ]
    return set(stage.db.execute(sa.select(col(ConsentEffect.child_id)).where(*given)).scalars())


def play(desk: Desk, circle: Circle, child: Child, at: datetime) -> None:
    """One task, as far as it has come by now."""
    dice, leader = desk.stage.dice, desk.stage.people[circle.leaders[0]]
    subject, title, instructions = dice.pick(TASKS)
    task = Homework(
        id=dice.id(), child_id=child.id, programme_id=circle.group.programme_id, group_id=circle.group.id,
        teacher_id=desk.teachers.get(child.id), subject=subject, title=title, instructions=instructions,
        platform=dice.pick(("Viber", "", "E-dnevnik")), due_on=(at + timedelta(days=dice.number(2, 4))).date(),
        since=at, **made(at, leader),
    )  # fmt: skip
    desk.tasks.append(task)
    if dice.happens(0.06):
        task.not_done_reason = dice.weighted(NOT_DONE)
        reach(task, HomeworkState.NOT_DONE, at)
    else:
        go_rounds(desk, task, at, leader)


def go_rounds(desk: Desk, task: Homework, at: datetime, leader: UUID) -> None:
    """Sent and checked, again when it was sent back, until it is ready or now."""
    dice = desk.stage.dice
    while desk.happened(at := desk.later(at, 48)):
        task.round += 1
        sent = submission(desk, task, at)
        reach(task, SUBMITTED, at)
        if not desk.happened(at := desk.later(at, 30)):
            return
        ready = task.round > 1 or dice.happens(0.7)
        desk.steps.append(check(desk, task, sent, at, CheckOutcome.READY if ready else dice.weighted(SENT_BACK)))
        reach(task, CHECKED if ready else NEEDS_REVISION, at)
        if ready:
            finish(desk, task, at, leader)
            return


def submission(desk: Desk, task: Homework, at: datetime) -> Submission:
    dice = desk.stage.dice
    row = Submission(
        id=dice.id(), homework_id=task.id, child_id=task.child_id, programme_id=task.programme_id, round=task.round,
        submitted_by=dice.weighted(SENDERS), submitted_at=at, recorded_at=at, **made(at, task.created_by),
    )  # fmt: skip
    desk.rounds.append(row)
    return row


def check(desk: Desk, task: Homework, sent: Submission, at: datetime, outcome: CheckOutcome) -> Check:
    dice = desk.stage.dice
    present = dice.happens(0.85)
    noted = OBSERVATIONS if outcome is CheckOutcome.READY else CORRECTIONS
    return Check(
        **step(desk, task, at), submission_id=sent.id, round=task.round, outcome=outcome, child_present=present,
        not_present_reason=None if present else dice.weighted(WITHOUT_CHILD), observations=dice.pick(noted),
    )  # fmt: skip


def finish(desk: Desk, task: Homework, at: datetime, leader: UUID) -> None:
    """Handed over where the school may be told, and answered."""
    dice = desk.stage.dice
    if task.child_id not in desk.shared or not desk.happened(at := desk.later(at, 24)):
        return
    desk.steps.append(Handover(**step(desk, task, at), teacher_id=task.teacher_id, channel=dice.weighted(CHANNELS)))
    reach(task, HANDED_OVER, at)
    if desk.happened(at := desk.later(at, 96)):
        result, note = dice.weighted(RESULTS), dice.pick(NOTES)
        desk.steps.append(TeacherResponse(**step(desk, task, at), result=result, note=note))
        reach(task, ACKNOWLEDGED, at)


def step(desk: Desk, task: Homework, at: datetime) -> dict[str, Any]:
    """What every step of a homework carries."""
    of = {"homework_id": task.id, "child_id": task.child_id, "programme_id": task.programme_id}
    waited = {"at": at, "waited_minutes": minutes(task.since, at), "group_id": task.group_id}
    return {"id": desk.stage.dice.id(), **of, **waited, **made(at, task.created_by)}


def made(at: datetime, by: UUID | None) -> dict[str, Any]:
    return {"created_at": at, "updated_at": at, "created_by": by}


def reach(task: Homework, state: HomeworkState, at: datetime) -> None:
    """Where it stands, and since when it waits there."""
    task.state, task.waits_for, task.since, task.updated_at = state, WAITS_FOR[state], at, at
