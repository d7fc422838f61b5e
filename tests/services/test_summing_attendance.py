"""The monthly sums equal a recount, whatever sheets come in whatever order; a wrong sum is found and mended."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.auth.sums import add_to
from app.core import clock
from app.core.database import Database
from app.models import Child, GroupMember, MentorGroup
from app.models.attendance import AttendanceSheet, AttendanceStatus
from app.models.support_session import SessionState
from app.services.sessions.recording_attendance import record
from app.services.sessions.summing_attendance import ADDS, SUMS, Place, recompute
from tests.acting import acting, as_system
from tests.world import World, session

SESSIONS, CHILDREN = 4, 5
MINUTES = st.none() | st.integers(0, 720)
MARK = st.tuples(st.integers(0, CHILDREN - 1), st.sampled_from(list(AttendanceStatus)), MINUTES)
SHEET = st.tuples(st.integers(0, SESSIONS - 1), st.lists(MARK, min_size=1, unique_by=lambda mark: mark[0]))
GRADE = st.tuples(st.just("grade"), st.integers(0, CHILDREN - 1), st.none() | st.integers(0, 8))


@pytest.fixture
def owls(below: World) -> tuple[list[UUID], list[UUID]]:
    """Sessions over two months, children of several grades."""
    place = below.indigo
    with as_system(below.database, place) as db:
        group = db.find(MentorGroup, place.owls)
        held = [session(group, clock.now() - timedelta(days=12 * n), SessionState.HELD) for n in range(1, SESSIONS + 1)]
        for row in held:
            db.put(row)
        children = [
            db.put(Child(programme_id=place.programme, code=f"S-{n}", first_name="Ana", grade=n or None))
            for n in range(CHILDREN)
        ]
        for child in children:
            db.put(GroupMember(group_id=group.id, programme_id=place.programme, child_id=child.id, joined_at=db.at))
        db.commit()
        return [row.id for row in held], [child.id for child in children]


def put(world: World, session_id: UUID, marks: list[tuple[UUID, AttendanceStatus, int | None]]) -> None:
    lines = [
        {"child_id": child, "status": status, "minutes": None if status is AttendanceStatus.ABSENT else minutes}
        for child, status, minutes in marks
    ]
    with acting(world.database, world.indigo.volunteer) as db:
        record(db, session_id, AttendanceSheet.model_validate({"marks": lines}))
        db.commit()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(SHEET | GRADE, min_size=1, max_size=6))
def test_sums_equal_a_recount_after_any_sheets_and_corrections(
    below: World, owls: tuple[list[UUID], list[UUID]], acts
) -> None:  # type: ignore[no-untyped-def]
    sessions, children = owls
    for act in acts:
        if act[0] == "grade":
            with as_system(below.database, below.indigo) as db:
                db.find(Child, children[act[1]]).grade = act[2]
                db.commit()
        else:
            put(below, sessions[act[0]], [(children[child], status, minutes) for child, status, minutes in act[1]])
    assert recompute(below.database, below.indigo.id) == []


def spoil(database: Database, world: World, place: Place, **by: int) -> None:
    with as_system(database, world.indigo) as db:
        add_to(db, SUMS, [{**place._asdict(), **dict.fromkeys(ADDS, 0), **by}])
        db.commit()


def test_a_wrong_sum_is_named_and_mended(below: World, owls: tuple[list[UUID], list[UUID]]) -> None:
    sessions, children = owls
    put(below, sessions[0], [(child, AttendanceStatus.PRESENT, 60) for child in children])
    begun = clock.now() - timedelta(days=12)
    programme, group, month = below.indigo.programme, below.indigo.owls, begun.date().replace(day=1)
    wrong = [Place(programme, group, month, 2), Place(programme, group, month.replace(year=2020), 2)]
    for place in wrong:
        spoil(below.database, below, place, present=-1, minutes=5)
    assert sorted(recompute(below.database, below.indigo.id)) == sorted(wrong)
    assert recompute(below.database, below.indigo.id) == []


def test_only_the_organisation_asked_for_is_recomputed(below: World) -> None:
    place = below.indigo
    spoil(below.database, below, Place(place.programme, place.owls, clock.today().replace(day=1), 3), present=1)
    assert recompute(below.database, below.red_cross.id) == []
    assert len(recompute(below.database, below.indigo.id)) == 1
