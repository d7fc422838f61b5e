"""Sheets of one session put by many at once: every child is counted once, and nobody is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.core.problems import Conflict
from app.models import Attendance, SupportSession
from app.models.attendance import AttendanceSheet, AttendanceStatus
from app.services.sessions import recording_attendance
from app.services.sessions.recording_attendance import record
from app.services.sessions.summing_attendance import recompute
from tests.acting import acting, as_system, left
from tests.world import World


def put(world: World, person: str, status: AttendanceStatus) -> None:
    place = world.indigo
    sheet = AttendanceSheet.model_validate({"marks": [{"child_id": place.mila, "status": status}]})
    with acting(world.database, place.people[person]) as db:
        record(db, place.owls_held, sheet)
        db.commit()


def test_writers_of_one_session_take_turns(below: World) -> None:
    place = below.indigo
    people = ["volunteer", "assistant", "coordinator", "supervisor"]
    states = list(AttendanceStatus)
    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(put, below, people[n % 4], states[n // 2 % 4]) for n in range(16)]
        for turn in turns:
            turn.result()
    with as_system(below.database, place) as db:
        marks = db.execute(sa.select(Attendance)).scalars().all()
        assert len(marks) == 1
        assert db.find(SupportSession, place.owls_held).marks == 1
    told = [entry for entry in left(below.database, place.id).feed if entry[1] == "attendance"]
    assert [entry[4] for entry in told] == list(range(1, len(told) + 1))
    assert marks[0].version == len(told)
    assert recompute(below.database, place.id) == []


def test_without_the_lock_they_would_meet(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a sheet that was looked at before another one was committed is refused, not counted twice."""
    place = below.indigo
    sheet = AttendanceSheet.model_validate({"marks": [{"child_id": place.mila, "status": AttendanceStatus.LATE}]})
    put(below, "volunteer", AttendanceStatus.PRESENT)
    seen = recording_attendance.on_roster

    def stale(*asked: object) -> object:
        return {child: row._replace(version=row.version - 1) for child, row in seen(*asked).items()}

    monkeypatch.setattr(recording_attendance, "on_roster", stale)
    with acting(below.database, place.volunteer) as db, pytest.raises(Conflict):
        record(db, place.owls_held, sheet)
    assert recompute(below.database, place.id) == []
