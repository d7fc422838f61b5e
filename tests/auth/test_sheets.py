"""Rows written together: the same refusals as a flush, row by row, and the same trail."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth import sheets
from app.auth.scoping import Unscoped
from app.auth.sheets import Sheet, delete_rows, insert_rows, update_rows
from app.core import clock
from app.core.ids import uuid7
from app.core.problems import Conflict, Forbidden, SignedOut
from app.models import Attendance, Child, MentorGroup, SignIn, SupportSession
from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.support_session import SessionState
from tests.acting import acting, as_system, left
from tests.world import Place, World

MARKS = Sheet(Attendance, "status", "reason", "excused", "minutes", "recorded_at")
WHERE = Sheet(Attendance, "group_id", "child_id")
SESSIONS = Sheet(SupportSession, "minutes", "topic", "starts_at")


def mark(place: Place, group: str = "owls", child: str = "mila", **given: Any) -> dict[str, Any]:
    own = {
        "session_id": place.ids[f"{group}_held"],
        "group_id": place.ids[group],
        "programme_id": place.ids["programme"],
        "child_id": place.ids[child],
        "month": date(2026, 11, 1),
        "status": AttendanceStatus.PRESENT,
    }
    return {**own, **given}


def changed(id: UUID, version: int = 1, **given: Any) -> dict[str, Any]:
    own = {"status": AttendanceStatus.LATE, "reason": None, "excused": None, "minutes": 20, "recorded_at": None}
    return {**own, "id": id, "version": version, **given}


def recorded(world: World, place: Place, **given: Any) -> UUID:
    """A mark that is there already."""
    id = uuid7()
    assert world.database is not None
    with as_system(world.database, place) as db:
        insert_rows(db, MARKS, [mark(place, id=id, **given)])
        db.commit()
    return id


def stored(world: World, place: Place, model: Any = Attendance) -> dict[UUID, Any]:
    assert world.database is not None
    with as_system(world.database, place) as db:
        return {row.id: row for row in db.execute(sa.select(model)).scalars()}


def test_new_rows_have_what_the_session_knows(below: World) -> None:
    volunteer, id = below.indigo.volunteer, uuid7()
    with acting(below.database, volunteer) as db:
        insert_rows(db, MARKS, [mark(below.indigo, id=id, minutes=90, excused=False)])
        db.commit()
    row = stored(below, below.indigo)[id]
    assert (row.organisation_id, row.created_by, row.version) == (below.indigo.id, volunteer.user_id, 1)
    assert (row.created_at, row.updated_at) == (db.at, db.at)
    assert (row.status, row.minutes, row.excused, row.reason, row.grade) == ("present", 90, False, None, -1)


def test_new_rows_get_ids_where_they_bring_none(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        insert_rows(db, MARKS, [mark(below.indigo)])
        db.commit()
    assert [row.id.version for row in stored(below, below.indigo).values()] == [7]


def test_a_change_sets_its_columns_and_moves_the_version(below: World) -> None:
    id = recorded(below, below.indigo)
    with acting(below.database, below.indigo.volunteer) as db:
        update_rows(db, MARKS, [changed(id, status=AttendanceStatus.ABSENT, reason=AbsenceReason.ILL, excused=True)])
        db.commit()
    row = stored(below, below.indigo)[id]
    assert (row.status, row.reason, row.excused, row.minutes, row.version) == ("absent", "ill", True, 20, 2)
    assert row.updated_at == db.at > row.created_at


def test_every_row_is_told_in_the_feed_and_named_in_one_audit_row(below: World) -> None:
    place, database = below.indigo, below.database
    old, new = recorded(below, place), uuid7()
    before = left(database, place.id)
    with acting(database, place.coordinator) as db:
        insert_rows(db, MARKS, [mark(place, "foxes", "luka", id=new)])
        update_rows(db, MARKS, [changed(old)])
        db.commit()
    after = left(database, place.id)
    fresh = after.feed[len(before.feed) :]
    assert [entry[1:] for entry in fresh] == [("attendance", new, "upsert", 1), ("attendance", old, "upsert", 2)]
    assert [entry[0] for entry in fresh] == [len(before.feed) + 1, len(before.feed) + 2]
    (audit,) = after.audit[len(before.audit) :]
    assert audit["rows"] == [["create", "attendance", str(new)], ["update", "attendance", str(old)]]


def test_rows_that_are_taken_away_are_told_as_deleted(below: World) -> None:
    place, id = below.indigo, recorded(below, below.indigo)
    with as_system(below.database, place) as db:
        delete_rows(db, MARKS, {id: 1})
        db.commit()
    assert id not in stored(below, place)
    assert left(below.database, place.id).feed[-1][1:] == ("attendance", id, "deleted", 1)


def test_no_rows_leave_nothing(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.guardian) as db:
        insert_rows(db, MARKS, [])
        update_rows(db, MARKS, [])
        delete_rows(db, MARKS, {})
        db.commit()
    assert left(below.database, below.indigo.id) == before


@pytest.mark.parametrize("person", ["guardian", "teacher", "mediator", "administrator"])
def test_a_role_without_the_verb_is_refused(below: World, person: str) -> None:
    place, id = below.indigo, recorded(below, below.indigo)
    with acting(below.database, place.people[person]) as db, pytest.raises(Forbidden):
        update_rows(db, MARKS, [changed(id)])
    with acting(below.database, place.people[person]) as db, pytest.raises(Forbidden):
        insert_rows(db, MARKS, [mark(place)])


def test_nobody_takes_rows_away_without_the_verb(below: World) -> None:
    id = recorded(below, below.indigo)
    with acting(below.database, below.indigo.coordinator) as db, pytest.raises(Forbidden):
        delete_rows(db, MARKS, {id: 1})


def test_a_new_row_out_of_reach_is_refused_after_it_was_written(below: World) -> None:
    place = below.indigo
    rows = [mark(place), mark(place, "foxes", "luka")]
    with acting(below.database, place.volunteer) as db, pytest.raises(Forbidden):
        insert_rows(db, MARKS, rows)
    assert stored(below, place) == {}


def test_a_row_out_of_reach_is_not_changed(below: World) -> None:
    place = below.indigo
    mine, other = recorded(below, place), recorded(below, place, group="foxes", child="luka")
    with acting(below.database, place.volunteer) as db, pytest.raises(Forbidden):
        update_rows(db, MARKS, [changed(mine), changed(other)])
    assert {row.version for row in stored(below, place).values()} == {1}


def test_a_row_cannot_be_moved_out_of_reach(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    place, id = below.indigo, recorded(below, below.indigo)
    away = [{"id": id, "version": 1, "group_id": place.foxes, "child_id": place.luka}]
    with acting(below.database, place.volunteer) as db, pytest.raises(Forbidden):
        update_rows(db, WHERE, away)
    monkeypatch.setattr(sheets, "moves_reach", lambda *_: False)
    with acting(below.database, place.volunteer) as db:
        update_rows(db, WHERE, away)  # the twin without the count after the change lets it go


def test_the_count_after_a_change_is_left_out_only_where_the_change_cannot_matter() -> None:
    for role in ("volunteer", "educator", "supervisor", "assistant"):
        assert not sheets.moves_reach(Attendance, MARKS.changes, role)
        assert sheets.moves_reach(Attendance, ("group_id",), role)
        assert sheets.moves_reach(Attendance, ("child_id",), role)
    assert sheets.moves_reach(Attendance, ("programme_id",), "coordinator")


def test_rows_of_another_organisation_do_not_exist(below: World) -> None:
    theirs = recorded(below, below.red_cross, group="library", child="ada")
    for owner in (acting(below.database, below.indigo.coordinator), as_system(below.database, below.indigo)):
        with owner as db, pytest.raises((Forbidden, Conflict)):
            update_rows(db, MARKS, [changed(theirs)])
        with owner as db, pytest.raises((Forbidden, Conflict)):
            delete_rows(db, MARKS, {theirs: 1})
    assert stored(below, below.red_cross)[theirs].version == 1


def test_a_row_cannot_be_put_into_another_organisation(below: World) -> None:
    with acting(below.database, below.indigo.coordinator) as db:
        insert_rows(db, MARKS, [mark(below.indigo, organisation_id=below.red_cross.id, created_by=uuid7(), version=9)])
        db.commit()
    (row,) = stored(below, below.indigo).values()
    assert (row.version, row.created_by) == (1, below.indigo.coordinator.user_id)
    assert stored(below, below.red_cross) == {}


def test_a_reference_into_another_organisation_is_refused_by_the_database(below: World) -> None:
    row = mark(below.indigo, child_id=below.red_cross.ada)
    with acting(below.database, below.indigo.coordinator) as db, pytest.raises(Exception, match=r"(?i)foreign key"):
        insert_rows(db, MARKS, [row])


def test_a_row_that_someone_changed_meanwhile_is_a_conflict(below: World) -> None:
    place = below.indigo
    first, second = recorded(below, place), recorded(below, place, group="foxes", child="luka")
    with acting(below.database, place.coordinator) as db:
        update_rows(db, MARKS, [changed(first)])
        db.commit()
    with acting(below.database, place.coordinator) as db, pytest.raises(Conflict):
        update_rows(db, MARKS, [changed(first), changed(second)])
    assert {row.version for row in stored(below, place).values()} == {1, 2}
    with as_system(below.database, place) as db, pytest.raises(Conflict):
        delete_rows(db, MARKS, {first: 1, second: 1, uuid7(): 1})


def test_a_row_comes_once_in_a_sheet(below: World) -> None:
    id = recorded(below, below.indigo)
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(Conflict):
        update_rows(db, MARKS, [changed(id), changed(id)])


def test_a_sheet_never_writes_beneath_a_loaded_object(below: World) -> None:
    id = recorded(below, below.indigo)
    with acting(below.database, below.indigo.volunteer) as db:
        loaded = db.find(Attendance, id)
        with pytest.raises(Unscoped):
            update_rows(db, MARKS, [changed(id)])
        assert loaded.status is AttendanceStatus.PRESENT


@pytest.mark.parametrize("row", [{"extra": 1}, {"id": None, "version": 1}])
def test_a_row_has_exactly_the_columns_of_the_sheet(below: World, row: dict[str, Any]) -> None:
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(TypeError):
        insert_rows(db, MARKS, [{**mark(below.indigo), "extra": 1}])
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(TypeError):
        update_rows(db, MARKS, [row])


def test_a_new_row_needs_what_has_no_default(below: World) -> None:
    row = mark(below.indigo)
    del row["month"]
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(TypeError, match="month"):
        insert_rows(db, MARKS, [row])


@pytest.mark.parametrize("column", ["state", "version", "organisation_id", "id", "created_by", "updated_at"])
def test_states_and_bookkeeping_are_not_a_sheets_to_write(column: str) -> None:
    with pytest.raises(TypeError):
        Sheet(SupportSession, column)


@pytest.mark.parametrize("model", [Child, MentorGroup])
def test_a_model_with_search_keys_takes_the_orm_path(model: Any) -> None:
    with pytest.raises(TypeError):
        Sheet(model)


def test_a_model_that_is_not_told_stays_out_of_the_feed(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Attendance, "__told__", False)
    before = len(left(below.database, below.indigo.id).feed)
    recorded(below, below.indigo)
    assert len(left(below.database, below.indigo.id).feed) == before


def test_a_refused_sheet_leaves_no_trail(below: World) -> None:
    place = below.indigo
    before = left(below.database, place.id)
    with acting(below.database, place.volunteer) as db:
        with pytest.raises(Forbidden):
            insert_rows(db, MARKS, [mark(place, "foxes", "luka")])
        db.rollback()
        db.commit()
    assert left(below.database, place.id) == before


def test_the_verb_of_a_move_stays_when_a_sheet_changes_the_row_afterwards(below: World) -> None:
    place, database = below.indigo, below.database
    with acting(database, place.coordinator) as db:
        row = db.find(SupportSession, place.owls_planned)
        row.starts_at = clock.now() - timedelta(hours=3)
        row.state = SessionState.HELD
        db.flush()
        version = row.version
        db.expunge(row)
        change = {"id": row.id, "version": version, "minutes": 60, "topic": "fractions", "starts_at": row.starts_at}
        update_rows(db, SESSIONS, [change])
        db.commit()
    trail = left(database, place.id)
    assert trail.audit[-1]["rows"] == [["hold", "sessions", str(row.id)]]
    assert trail.feed[-1][1:] == ("sessions", row.id, "upsert", version + 1)


def test_words_and_instants_arrive_as_they_were_given(below: World) -> None:
    place = below.indigo
    topic, starts_at = 'Ђорђе\'s "x" \\ {y}\n%s :z', clock.now().replace(microsecond=120000)
    new = {
        "group_id": place.owls, "programme_id": place.programme, "starts_at": starts_at, "minutes": 60, "topic": topic,
        "ends_at": starts_at + timedelta(minutes=60),
    }  # fmt: skip
    id = uuid7()
    with acting(below.database, place.volunteer) as db:
        insert_rows(db, SESSIONS, [{**new, "id": id}])
        update_rows(db, SESSIONS, [{"id": id, "version": 1, "minutes": 90, "topic": topic * 2, "starts_at": starts_at}])
        db.commit()
    row = stored(below, place, SupportSession)[id]
    assert (row.topic, row.minutes, row.starts_at, row.state, row.edited) == (
        topic * 2,
        90,
        starts_at,
        "planned",
        False,
    )


def test_a_sign_in_that_ended_writes_nothing(below: World) -> None:
    place = below.indigo
    with as_system(below.database, place) as db:
        db.find(SignIn, place.volunteer.sign_in_id).ended_at = clock.now()
        db.commit()
    with acting(below.database, place.volunteer) as db, pytest.raises(SignedOut):
        insert_rows(db, MARKS, [mark(place)])
    assert stored(below, place) == {}


def test_a_thousand_rows_are_written_and_told(below: World) -> None:
    place, starts_at = below.indigo, clock.now() + timedelta(days=1)
    same = {"group_id": place.owls, "programme_id": place.programme, "starts_at": starts_at, "ends_at": starts_at}
    with acting(below.database, place.volunteer) as db:
        insert_rows(db, SESSIONS, [{**same, "minutes": 60, "topic": str(number)} for number in range(1000)])
        db.commit()
    new = {row.topic: row.id for row in stored(below, place, SupportSession).values() if row.topic}
    assert new.keys() == {str(number) for number in range(1000)}
    assert set(new.values()) <= {entry[2] for entry in left(below.database, place.id).feed}
