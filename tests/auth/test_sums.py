"""Numbers beside the rows that they count: only ever added to, and only those of the session's organisation."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth.sums import Counter, Sums, add_to, count
from app.core import clock
from app.core.problems import Conflict
from app.models import AttendanceSummary, SupportSession
from tests.acting import acting, as_system, left
from tests.world import Place, World

SUMS = Sums(
    AttendanceSummary,
    ("programme_id", "group_id", "month", "grade"),
    ("present", "late", "left_early", "absent", "minutes"),
)
MARKED = Counter(SupportSession, "marks")


def sums(place: Place, present: int = 1, minutes: int = 60, **more: Any) -> dict[str, Any]:
    own = {"programme_id": place.programme, "group_id": place.ids.get("owls"), "month": date(2026, 11, 1), "grade": 3}
    return {"late": 0, "left_early": 0, "absent": 0, **own, **more, "present": present, "minutes": minutes}


def kept(world: World, place: Place) -> list[tuple[int, int, int, int]]:
    with as_system(world.database, place) as db:
        rows = db.execute(sa.select(AttendanceSummary)).scalars()
        return sorted((row.grade, row.present, row.minutes, row.version) for row in rows)


def test_what_is_added_adds_up(below: World) -> None:
    place = below.indigo
    for rows in ([sums(place), sums(place, 2, 5, grade=4)], [sums(place, 3, 30)], [sums(place, -1, -60)]):
        with acting(below.database, place.volunteer) as db:
            add_to(db, SUMS, rows)
            db.commit()
    assert kept(below, place) == [(3, 3, 30, 3), (4, 2, 5, 1)]


def test_sums_are_told_to_nobody(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.volunteer) as db:
        add_to(db, SUMS, [sums(below.indigo)])
        db.commit()
    assert left(below.database, below.indigo.id) == before


def test_a_sum_belongs_to_the_sessions_organisation_whatever_the_row_says(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        add_to(db, SUMS, [sums(below.indigo, organisation_id=below.red_cross.id)])
        db.commit()
    assert kept(below, below.red_cross) == []
    assert kept(below, below.indigo) == [(3, 1, 60, 1)]


def test_nothing_but_the_declared_numbers_is_added_to(below: World) -> None:
    more = {"version": 99, "id": below.indigo.owls, "created_at": clock.now() - timedelta(days=9), "excused": 7}
    with acting(below.database, below.indigo.volunteer) as db:
        add_to(db, SUMS, [sums(below.indigo, **more)])
        db.commit()
    with as_system(below.database, below.indigo) as db:
        (row,) = db.execute(sa.select(AttendanceSummary)).scalars()
    assert (row.version, row.present) == (1, 1)
    assert row.id != below.indigo.owls
    assert row.created_at > clock.now() - timedelta(days=1)


def test_a_counter_moves_the_version_and_is_told(below: World) -> None:
    place = below.indigo
    with acting(below.database, place.assistant) as db:
        count(db, MARKED, place.owls_held, 1, 7)
        db.commit()
    with as_system(below.database, place) as db:
        row = db.find(SupportSession, place.owls_held)
        assert (row.marks, row.version, row.state) == (7, 2, "held")
    trail = left(below.database, place.id)
    assert trail.feed[-1][1:] == ("sessions", place.owls_held, "upsert", 2)
    assert trail.audit[-1]["rows"] == [["update", "sessions", str(place.owls_held)]]


def test_a_counter_of_a_row_that_changed_or_is_not_there_is_a_conflict(below: World) -> None:
    for id, version in ((below.indigo.owls_held, 2), (below.red_cross.library_held, 1)):
        with acting(below.database, below.indigo.coordinator) as db, pytest.raises(Conflict):
            count(db, MARKED, id, version, 1)
