"""Attendance sheets: the same again changes nothing, absence is never inferred, and only its children count."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import Child, GroupMember, SupportSession
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from tests.acting import left
from tests.groups import children, row_of
from tests.world import Place, World


def line(child: Any, status: str = "present", **more: Any) -> dict[str, Any]:
    return {"child_id": str(child), "status": status, **more}


def put(person: Any, session: Any, *lines: dict[str, Any], **more: Any) -> Any:
    return person.post(f"/v1/sessions/{session}/attendance", {"marks": list(lines), **more})


def arrange(world: World, place: Place, row: Any) -> UUID:
    """Adds a row that no role could add."""
    with world.as_system(place) as db:
        id: UUID = db.put(row).id
        db.commit()
    return id


def member(world: World, place: Place, child: UUID, **given: Any) -> None:
    own = {"group_id": place.owls, "programme_id": place.programme, "child_id": child, "joined_at": clock.now()}
    arrange(world, place, GroupMember(**{**own, **given}))


def meeting(world: World, place: Place, state: SessionState, begins: timedelta, **given: Any) -> UUID:
    starts_at = clock.now() + begins
    own = {"group_id": place.owls, "programme_id": place.programme, "minutes": 60, "state": state, **given}
    return arrange(world, place, SupportSession(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60), **own))


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["type"]) == (status, f"/problems/{slug}"), answer.text
    return found


def pointers(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in found["errors"]]


@pytest.mark.parametrize("person", ["coordinator", "supervisor", "educator", "volunteer", "assistant"])
def test_those_who_record_put_a_sheet(world: World, person: str) -> None:
    place = world.indigo
    answer = put(place.people[person], place.owls_held, line(place.mila, "late", minutes=150))
    assert answer.status_code == 200
    (mark,) = answer.json()["items"]
    assert (mark["child_id"], mark["status"], mark["minutes"]) == (str(place.mila), "late", 150)
    assert (mark["session_id"], mark["group_id"]) == (str(place.owls_held), str(place.owls))
    assert answer.json()["next_cursor"] is None
    assert place.people[person].get(f"/v1/sessions/{place.owls_held}/attendance").json() == answer.json()


@pytest.mark.parametrize("person", ["mediator", "teacher", "guardian"])
def test_those_who_only_read_are_refused(world: World, person: str) -> None:
    place = world.indigo
    put(place.coordinator, place.owls_held, line(place.mila))
    problem(put(place.people[person], place.owls_held, line(place.mila)), 403, "forbidden")
    shown = place.people[person].get(f"/v1/sessions/{place.owls_held}/attendance").json()
    assert [mark["child_id"] for mark in shown["items"]] == [str(place.mila)]


@pytest.mark.parametrize("person", ["volunteer", "assistant", "supervisor"])
def test_a_session_out_of_reach_does_not_exist(world: World, person: str) -> None:
    place = world.indigo
    for session in (place.foxes_held, world.red_cross.library_held, uuid7()):
        problem(put(place.people[person], session, line(place.luka)), 404, "not-found")
        assert place.people[person].get(f"/v1/sessions/{session}/attendance").status_code == 404


def test_the_same_sheet_again_changes_nothing(world: World) -> None:
    place = world.indigo
    lines = [line(place.mila, "absent", reason="ill", excused=True)]
    first = put(place.volunteer, place.owls_held, *lines)
    before = left(world.database, place.id)
    again = put(place.assistant, place.owls_held, *lines, recorded_at="2026-11-01T10:00:00Z")
    assert again.content == first.content
    assert left(world.database, place.id) == before


def test_a_correction_changes_its_mark_alone(world: World) -> None:
    place = world.indigo
    other = children(world, place, 1)[0]
    member(world, place, other)
    put(place.volunteer, place.owls_held, line(place.mila), line(other))
    answer = put(place.volunteer, place.owls_held, line(place.mila), line(other, "absent", reason="no_device"))
    marks = {mark["child_id"]: mark for mark in answer.json()["items"]}
    assert (marks[str(place.mila)]["version"], marks[str(other)]["version"]) == (1, 2)
    assert marks[str(other)]["reason"] == "no_device"
    assert left(world.database, place.id).feed[-1][1:] == ("attendance", UUID(marks[str(other)]["id"]), "upsert", 2)


def test_a_child_without_a_line_keeps_its_mark(world: World) -> None:
    place = world.indigo
    other = children(world, place, 1)[0]
    member(world, place, other)
    put(place.volunteer, place.owls_held, line(place.mila, "absent"))
    answer = put(place.volunteer, place.owls_held, line(other))
    assert {mark["child_id"]: mark["status"] for mark in answer.json()["items"]} == {
        str(place.mila): "absent",
        str(other): "present",
    }


def test_the_session_counts_its_marks_and_tells_it(world: World) -> None:
    place = world.indigo
    before = place.volunteer.get(f"/v1/sessions/{place.owls_held}").json()
    assert before["marks"] == 0
    put(place.volunteer, place.owls_held, line(place.mila))
    put(place.volunteer, place.owls_held, line(place.mila, "late"))
    after = place.volunteer.get(f"/v1/sessions/{place.owls_held}").json()
    assert (after["marks"], after["version"]) == (1, before["version"] + 1)
    told = [entry[1:] for entry in left(world.database, place.id).feed if entry[2] == place.owls_held]
    assert told[-1] == ("sessions", place.owls_held, "upsert", after["version"])


def test_one_sheet_is_one_audit_row(world: World) -> None:
    place = world.indigo
    before = len(left(world.database, place.id).audit)
    mark = put(place.volunteer, place.owls_held, line(place.mila)).json()["items"][0]
    (audit,) = left(world.database, place.id).audit[before:]
    made, counted, *hours = audit["rows"]
    assert made == ["create", "attendance", mark["id"]]
    assert counted == ["update", "sessions", str(place.owls_held)]
    assert [row[:2] for row in hours] == [["create", "hours"]] * 2, "of those who led it"
    assert (audit["who"], audit["as"]) == (str(place.volunteer.user_id), "volunteer")


def test_a_child_of_another_group_is_not_on_the_roster(world: World) -> None:
    place = world.indigo
    answer = put(place.coordinator, place.owls_held, line(place.mila), line(place.luka))
    assert pointers(problem(answer, 422, "not-on-roster")) == [("/marks/1/child_id", "not_on_roster")]
    for stranger in (world.red_cross.ada, uuid7()):
        answer = put(place.coordinator, place.owls_held, line(stranger))
        assert pointers(problem(answer, 422, "not-on-roster")) == [("/marks/0/child_id", "not_on_roster")]
    assert place.coordinator.get(f"/v1/sessions/{place.owls_held}/attendance").json()["items"] == []


def test_a_child_that_left_counts_for_the_sessions_before(world: World) -> None:
    place = world.indigo
    after, before, never = children(world, place, 3)
    gone = {"state": MemberState.LEFT, "joined_at": clock.now() - timedelta(days=20)}
    member(world, place, after, **gone, left_at=clock.now() - timedelta(hours=1))
    member(world, place, before, **gone, left_at=clock.now() - timedelta(days=5))
    member(world, place, never, state=MemberState.LEFT, joined_at=None, left_at=clock.now())
    assert put(place.volunteer, place.owls_held, line(after)).status_code == 200
    for child in (before, never):
        problem(put(place.volunteer, place.owls_held, line(child)), 422, "not-on-roster")


def test_a_waiting_child_is_not_on_the_roster(world: World) -> None:
    place = world.indigo
    waiting = children(world, place, 1)[0]
    member(world, place, waiting, state=MemberState.WAITING, joined_at=None)
    problem(put(place.volunteer, place.owls_held, line(waiting)), 422, "not-on-roster")


def test_a_session_of_one_child_has_that_child_alone(world: World) -> None:
    place = world.indigo
    alone = {"group_id": None, "child_id": place.mila}
    session = meeting(world, place, SessionState.HELD, timedelta(days=-1), **alone)
    problem(put(place.volunteer, session, line(place.luka)), 422, "not-on-roster")
    answer = put(place.volunteer, session, line(place.mila))
    assert answer.status_code == 200
    assert answer.json()["items"][0]["group_id"] is None


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([("present", {"reason": "ill"})], [("/marks/0/reason", "not_allowed")]),
        ([("absent", {"minutes": 10})], [("/marks/0/minutes", "not_allowed")]),
        ([("late", {}), ("late", {})], [("/marks/1/child_id", "duplicate")]),
    ],
)
def test_a_line_that_contradicts_itself_is_named(world: World, lines: Any, found: Any) -> None:
    place = world.indigo
    answer = put(place.volunteer, place.owls_held, *(line(place.mila, status, **more) for status, more in lines))
    assert pointers(problem(answer, 422, "invalid-request")) == found


@pytest.mark.parametrize(
    "body",
    [
        {"marks": []},
        {"marks": [{"child_id": "x", "status": "present"}]},
        {"marks": [{"child_id": str(uuid7()), "status": "there"}]},
        {"marks": [{"child_id": str(uuid7()), "status": "present", "minutes": 721}]},
        {"marks": [{"child_id": str(uuid7()), "status": "present", "minutes": 2**70}]},
        {"marks": [{"child_id": str(uuid7()), "status": "present", "excused": "yes"}]},
        {"marks": [{"child_id": str(uuid7())}]},
        {"marks": [{"child_id": str(uuid7()), "status": "present", "name": "x"}]},
        {"marks": [], "recorded_at": "2026-11-01T10:00:00"},
        {},
    ],
)
def test_what_is_no_sheet_is_refused(world: World, body: Any) -> None:
    answer = world.indigo.volunteer.post(f"/v1/sessions/{world.indigo.owls_held}/attendance", body)
    assert answer.status_code in (400, 422), answer.text


def test_a_planned_session_that_has_begun_is_held_by_its_sheet(world: World) -> None:
    place = world.indigo
    session = meeting(world, place, SessionState.PLANNED, timedelta(hours=-2))
    answer = put(place.volunteer, session, line(place.mila))
    assert answer.status_code == 200
    shown = place.volunteer.get(f"/v1/sessions/{session}?include=transitions").json()
    assert (shown["state"], shown["held_from"], shown["held_minutes"]) == ("held", shown["starts_at"], 60)
    assert shown["marks"] == 1
    assert [move["move"] for move in shown["transitions"]] == ["hold"]
    trail = left(world.database, place.id)
    assert [entry[1:] for entry in trail.feed if entry[2] == session][-1][3] == shown["version"]
    assert ["hold", "sessions", str(session)] in trail.audit[-1]["rows"]


def test_an_assistant_may_not_hold_a_session_by_a_sheet(world: World) -> None:
    place = world.indigo
    session = meeting(world, place, SessionState.PLANNED, timedelta(hours=-2))
    found = problem(put(place.assistant, session, line(place.mila)), 409, "illegal-transition")
    assert found["state"] == "planned"
    assert row_of(world, place, SupportSession, session).state == "planned"


@pytest.mark.parametrize("state", ["cancelled", "nobody_came"])
def test_a_session_that_was_not_held_takes_no_sheet(world: World, state: str) -> None:
    place = world.indigo
    session = meeting(world, place, SessionState(state), timedelta(hours=-2))
    found = problem(put(place.volunteer, session, line(place.mila)), 409, "illegal-transition")
    assert "reopen" in found["allowed"]


def test_nothing_is_recorded_before_it_has_begun(world: World) -> None:
    place = world.indigo
    for person in (place.coordinator, place.assistant):
        problem(put(person, place.owls_planned, line(place.mila)), 409, "in-the-future")
    soon = meeting(world, place, SessionState.PLANNED, timedelta(minutes=3))
    assert put(place.volunteer, soon, line(place.mila)).status_code == 200


def test_the_month_is_that_of_the_local_day(world: World) -> None:
    """Half past midnight in Belgrade on the first of the month is still the month before in UTC."""
    place = world.indigo
    with world.as_system(place) as db:
        row = db.find(SupportSession, place.owls_held)
        row.starts_at = row.starts_at.replace(year=2026, month=9, day=30, hour=22, minute=30)
        db.find(Child, place.mila).grade = None
        db.commit()
    put(place.volunteer, place.owls_held, line(place.mila, minutes=90))
    (summary,) = place.volunteer.get("/v1/attendance-summaries").json()["items"]
    assert (summary["month"], summary["grade"], summary["present"], summary["minutes"]) == ("2026-10-01", -1, 1, 90)


def test_marks_are_listed_by_what_they_belong_to(world: World) -> None:
    place = world.indigo
    put(place.coordinator, place.owls_held, line(place.mila, "late"))
    put(place.coordinator, place.foxes_held, line(place.luka))
    listed = place.coordinator.get("/v1/attendance").json()["items"]
    assert {mark["child_id"] for mark in listed} == {str(place.mila), str(place.luka)}
    for asked in (f"child_id={place.mila}", f"group_id={place.owls}", f"session_id={place.owls_held}", "status=late"):
        found = place.coordinator.get(f"/v1/attendance?{asked}").json()["items"]
        assert [mark["child_id"] for mark in found] == [str(place.mila)], asked
    assert place.guardian.get("/v1/attendance").json()["items"][0]["child_id"] == str(place.mila)
    one = place.guardian.get("/v1/attendance").json()["items"][0]
    assert place.guardian.get(f"/v1/attendance/{one['id']}").json() == one
    luka = next(mark for mark in listed if mark["child_id"] == str(place.luka))
    assert place.volunteer.get(f"/v1/attendance/{luka['id']}").status_code == 404


def test_a_sheet_sent_again_with_its_key_gives_the_same_answer(world: World) -> None:
    place = world.indigo
    body, headers = {"marks": [line(place.mila)]}, {"idempotency-key": "sheet-1"}
    path = f"/v1/sessions/{place.owls_held}/attendance"
    first = place.volunteer.post(path, body, headers=headers)
    put(place.volunteer, place.owls_held, line(place.mila, "absent"))
    again = place.volunteer.post(path, body, headers=headers)
    assert (again.status_code, again.content) == (200, first.content)
    assert place.volunteer.get(path).json()["items"][0]["status"] == "absent"
