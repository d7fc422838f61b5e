"""Twelve weeks of sessions with their attendance, and the sessions planned ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models import Attendance, Child, SupportSession
from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.support_session import CancelReason, SessionState
from app.services.demonstration.grouping import Circle
from app.services.demonstration.stage import Dice, Stage
from app.services.sessions.making_sessions import Span, planned_days, row_of
from app.services.sessions.summing_attendance import NO_GROUP, Change, Place, move_sums

OUTCOMES = {SessionState.HELD: 89, SessionState.CANCELLED: 8, SessionState.NOBODY_CAME: 3}


# Nobody writes up a session later than this after its end.
WRITING_UP = timedelta(minutes=90)


@dataclass
class Habits:
    """How things go in a programme: why sessions fall out and why children are missing, with their weights."""

    cancelled: dict[CancelReason, int]
    absent: dict[AbsenceReason, int]


def play(stage: Stage, circles: Sequence[Circle], habits: Habits) -> None:
    """Writes all sessions; two groups owe the sheet of their last session, a third has not said whether it was held."""
    marks: list[Attendance] = []
    sessions: list[SupportSession] = []
    for place, circle in enumerate(circles):
        stage.dice.begin(f"sessions of {circle.name}")
        planned = plan(stage, circle)
        past = [session for session in planned if session.ends_at < stage.now - WRITING_UP]
        for session in past if place != 2 else past[:-1]:
            happen(stage, circle, session, habits)
        for session in past if place > 1 else past[:-1]:
            marks += sheet(stage, circle, session, habits)
        if place < 2 and past:
            hold(stage.dice, past[-1])
        sessions += planned
    stage.put(sessions)
    stage.put(marks)
    move_sums(stage.db, [Change(place_of(mark), mark.status, mark.minutes, 1) for mark in marks])


def plan(stage: Stage, circle: Circle) -> list[SupportSession]:
    """The sessions as the schedule makes them, behind us and ahead."""
    schedule, leader_id = circle.schedule, stage.people[circle.leaders[0]]
    span = Span(schedule.starts_on, schedule.made_until or stage.today)
    return [
        SupportSession(**{**row_of(schedule, meeting), "id": stage.dice.id(), "created_by": leader_id})
        for meeting in planned_days(stage.db, schedule, span)
    ]


def happen(stage: Stage, circle: Circle, session: SupportSession, habits: Habits) -> None:
    """Settles what became of a session."""
    dice = stage.dice
    session.state = dice.weighted(OUTCOMES)
    session.recorded_at = session.ends_at + dice.pick((0.1, 0.3, 0.9)) * WRITING_UP
    if session.state is SessionState.HELD:
        hold(dice, session)
    elif session.state is SessionState.CANCELLED:
        session.cancel_reason = dice.weighted(habits.cancelled)


def hold(dice: Dice, session: SupportSession) -> None:
    session.state, session.cancel_reason = SessionState.HELD, None
    session.held_from = session.starts_at + timedelta(minutes=dice.pick((0, 0, 0, 5, 10)))
    session.held_minutes = session.minutes - dice.pick((0, 0, 0, 10, 15, 30))


def sheet(stage: Stage, circle: Circle, session: SupportSession, habits: Habits) -> list[Attendance]:
    """The marks of a session that was held, one for each child of the group."""
    if session.state is not SessionState.HELD:
        return []
    session.marks = len(circle.children)
    month = session.starts_at.astimezone(ZoneInfo(stage.zone)).date().replace(day=1)
    rows = [mark(stage, session, child, habits) for child in circle.children]
    for row in rows:
        row.month = month
    return rows


def mark(stage: Stage, session: SupportSession, child: Child, habits: Habits) -> Attendance:
    dice, held, at = stage.dice, session.held_minutes or 0, session.recorded_at or session.ends_at
    status = dice.weighted(diligence(child.id))
    missed = 0 if status is AttendanceStatus.PRESENT else dice.number(10, 60)
    absent = status is AttendanceStatus.ABSENT
    return Attendance(
        id=dice.id(),
        session_id=session.id,
        child_id=child.id,
        group_id=session.group_id,
        programme_id=session.programme_id,
        status=status,
        reason=dice.weighted(habits.absent) if absent else None,
        excused=dice.happens(0.7) if absent else None,
        minutes=None if absent else held - missed,
        grade=child.grade if child.grade is not None else -1,
        recorded_at=at,
        created_at=at,
        updated_at=at,
        created_by=session.created_by,
    )


def diligence(child_id: UUID) -> dict[AttendanceStatus, int]:
    """How likely a child comes: its own, and the same all year."""
    present = 60 + child_id.int % 36
    return {
        AttendanceStatus.PRESENT: present,
        AttendanceStatus.LATE: 5,
        AttendanceStatus.LEFT_EARLY: 3,
        AttendanceStatus.ABSENT: 97 - present,
    }


def place_of(mark: Attendance) -> Place:
    return Place(mark.programme_id, mark.group_id or NO_GROUP, mark.month, mark.grade)
