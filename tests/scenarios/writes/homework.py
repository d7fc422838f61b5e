"""Homework: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.models import GroupLeader, Homework, Submission
from app.models.homework import ASSIGNED, CHECKED, HANDED_OVER, IN_CHECK, SUBMITTED, WAITS_FOR, HomeworkState
from app.models.school_subject import SchoolSubject
from tests.scenarios.stage import Stage, case


def task(at: Stage, state: HomeworkState = ASSIGNED) -> UUID:
    """A task of Mila's, set by whoever calls."""
    place = at.place
    of = {"child_id": place.mila, "group_id": place.owls, "programme_id": place.programme, "title": "Hooks"}
    now = {"state": state, "waits_for": WAITS_FOR[state], "since": clock.now(), "round": int(state is not ASSIGNED)}
    return at.arrange(Homework(**of, **now, subject=SchoolSubject.HOST_LANGUAGE, created_by=at.me.user_id))


def sent(at: Stage, state: HomeworkState = SUBMITTED) -> UUID:
    """One whose first round was sent; whoever calls leads a group of Mila."""
    id, place = task(at, state), at.place
    at.arrange(
        Submission(homework_id=id, child_id=place.mila, programme_id=place.programme, round=1, submitted_at=clock.now())
    )
    if at.me is not place.volunteer:
        at.arrange(GroupLeader(group_id=place.owls, user_id=at.me.user_id))
    return id


@case
def create_homework(at: Stage) -> Any:
    return at.post("homework", child_id=str(at.place.mila), subject="mathematics", title="Page 12")


@case
def update_homework(at: Stage) -> Any:
    return at.patch(f"homework/{task(at)}", title="Page 13")


@case
def submit_homework(at: Stage) -> Any:
    return at.post(f"homework/{task(at)}/submit", comment="all of it")


@case
def start_check_of_homework(at: Stage) -> Any:
    return at.me.post(f"/v1/homework/{sent(at)}/start-check")


@case
def check_homework(at: Stage) -> Any:
    return at.post(f"homework/{sent(at, IN_CHECK)}/check", child_present=True, outcome="ready")


@case
def hand_over_homework(at: Stage) -> Any:
    return at.post(f"homework/{task(at, CHECKED)}/hand-over", channel="at_school")


@case
def respond_to_homework(at: Stage) -> Any:
    return at.post(f"homework/{task(at, HANDED_OVER)}/respond", result="accepted")


@case
def not_done_homework(at: Stage) -> Any:
    return at.post(f"homework/{task(at)}/not-done", reason="ill")


@case
def withdraw_homework(at: Stage) -> Any:
    return at.post(f"homework/{task(at)}/withdraw", reason="the wrong page")
