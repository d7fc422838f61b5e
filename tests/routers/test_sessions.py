"""Sessions: planning single ones, changing times, what became of them, and what still needs a record."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import GroupLeader, GroupMember, MentorGroup, Schedule, SupportSession
from app.models.mentor_group import GroupKind, GroupStatus
from tests.groups import group, row_of
from tests.world import Place, World


def at(days: float = 3, hour: int = 14) -> datetime:
    return (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def plan(person: Any, **given: Any) -> Any:
    return person.post("/v1/sessions", {"starts_at": text(at()), "minutes": 90, **given})


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["type"]) == (status, f"/problems/{slug}"), answer.text
    return found


def move(person: Any, session: Any, name: str, **body: Any) -> Any:
    return person.post(f"/v1/sessions/{session}/{name}", body)


def let(world: World, place: Place, id: UUID, **values: Any) -> None:
    with world.as_system(place) as db:
        row = db.find(SupportSession, id)
        for name, value in values.items():
            setattr(row, name, value)
        db.commit()


@pytest.mark.parametrize("person", ["coordinator", "supervisor", "educator", "volunteer"])
def test_a_single_session_of_a_group_is_planned(world: World, person: str) -> None:
    place = world.indigo
    answer = plan(place.people[person], group_id=str(place.owls), topic="fractions", channel="viber")
    assert answer.status_code == 201
    row = answer.json()
    assert answer.headers["location"] == f"/v1/sessions/{row['id']}"
    assert (row["state"], row["topic"], row["channel"], row["marks"]) == ("planned", "fractions", "viber", 0)
    assert datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(row["starts_at"]) == timedelta(minutes=90)
    assert row["programme_id"] == str(place.programme)
    assert place.people[person].get(answer.headers["location"]).json() == row


@pytest.mark.parametrize("person", ["assistant", "mediator", "teacher", "guardian", "administrator"])
def test_others_do_not_plan(world: World, person: str) -> None:
    problem(plan(world.indigo.people[person], group_id=str(world.indigo.owls)), 403, "forbidden")


def test_a_session_of_one_child_is_planned(world: World) -> None:
    place = world.indigo
    row = plan(place.volunteer, child_id=str(place.mila)).json()
    assert (row["child_id"], row["group_id"]) == (str(place.mila), None)
    assert place.guardian.get(f"/v1/sessions/{row['id']}").status_code == 200
    assert place.volunteer2.get(f"/v1/sessions/{row['id']}").status_code == 404


def test_a_session_is_of_a_group_or_of_a_child(world: World) -> None:
    place = world.indigo
    for given in ({}, {"group_id": str(place.owls), "child_id": str(place.mila)}):
        found = problem(plan(place.volunteer, **given), 422, "invalid-request")
        assert [error["pointer"] for error in found["errors"]] == ["/group_id", "/child_id"]


@pytest.mark.parametrize("given", [{"group_id": "foxes"}, {"child_id": "luka"}])
def test_a_group_or_child_out_of_reach_is_not_found(world: World, given: dict[str, str]) -> None:
    place = world.indigo
    body = {name: str(place.ids[value]) for name, value in given.items()}
    found = problem(plan(place.volunteer, **body), 422, "reference-not-found")
    assert found["errors"][0]["pointer"] == f"/{next(iter(given))}"


def test_a_closed_group_gets_no_sessions(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(MentorGroup, place.owls).status = GroupStatus.CLOSED
        db.commit()
    assert problem(plan(place.volunteer, group_id=str(place.owls)), 409, "illegal-transition")["state"] == "closed"


@pytest.mark.parametrize("starts_at", ["2026-12-01T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "noon"])
def test_an_instant_has_a_zone_and_a_sensible_year(world: World, starts_at: str) -> None:
    found = problem(
        plan(world.indigo.volunteer, group_id=str(world.indigo.owls), starts_at=starts_at), 422, "invalid-request"
    )
    assert found["errors"][0]["pointer"] == "/starts_at"


def test_the_same_plan_again_is_the_same_session(world: World) -> None:
    place, id = world.indigo, str(uuid7())
    first = plan(place.volunteer, id=id, group_id=str(place.owls))
    again = plan(place.volunteer, id=id, group_id=str(place.owls))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    problem(plan(place.volunteer, id=id, group_id=str(place.owls), minutes=60), 409, "id-conflict")


def test_a_leader_in_two_places_is_reported_before_it_is_saved(world: World) -> None:
    place = world.indigo
    first = plan(place.coordinator, group_id=str(place.owls)).json()
    other = group(world, place)
    with world.as_system(place) as db:
        db.put(GroupLeader(group_id=other, user_id=place.volunteer.user_id))
        db.commit()
    found = problem(plan(place.coordinator, group_id=str(other), starts_at=text(at(hour=15))), 409, "double-booking")
    assert found["count"] == 1
    assert found["conflicts"] == [
        {
            "session_id": None,
            "other_session_id": first["id"],
            "starts_at": text(at(hour=15)),
            "who": "leader",
            "id": str(place.volunteer.user_id),
        }
    ]
    assert place.coordinator.get(f"/v1/sessions?group_id={other}").json()["items"] == []
    allowed = plan(place.coordinator, group_id=str(other), starts_at=text(at(hour=15)), allow_conflicts=True)
    assert allowed.status_code == 201


def test_a_session_out_of_reach_is_counted_and_not_named(world: World) -> None:
    """Mila is in two groups; the volunteer leads one of them."""
    place = world.indigo
    plan(place.coordinator, group_id=str(place.foxes))
    with world.as_system(place) as db:
        db.find(GroupMember, place.foxes_member).child_id = place.mila
        db.commit()
    found = problem(plan(place.volunteer, group_id=str(place.owls)), 409, "double-booking")
    assert [(line["who"], line["id"], line["other_session_id"]) for line in found["conflicts"]] == [
        ("child", str(place.mila), None)
    ]
    assert found["count"] == 1
    seen = problem(plan(place.coordinator, group_id=str(place.owls)), 409, "double-booking")
    assert seen["conflicts"][0]["other_session_id"] is not None


def test_one_session_may_begin_when_another_ends(world: World) -> None:
    place = world.indigo
    assert plan(place.volunteer, group_id=str(place.owls)).status_code == 201
    assert (
        plan(place.volunteer, group_id=str(place.owls), starts_at=text(at() + timedelta(minutes=90))).status_code == 201
    )
    overlapping = plan(place.volunteer, group_id=str(place.owls), starts_at=text(at() + timedelta(minutes=89)))
    found = problem(overlapping, 409, "double-booking")
    assert {line["who"] for line in found["conflicts"]} == {"leader", "child"}


def test_who_has_left_or_cancelled_is_free(world: World) -> None:
    place = world.indigo
    first = plan(place.volunteer, group_id=str(place.owls)).json()
    assert move(place.volunteer, first["id"], "cancel", reason="no_room").status_code == 200
    assert plan(place.volunteer, group_id=str(place.owls)).status_code == 201


def test_times_are_changed_while_it_is_planned(world: World) -> None:
    place = world.indigo
    path = f"/v1/sessions/{place.owls_planned}"
    answer = place.volunteer.patch(path, {"starts_at": text(at(5)), "minutes": 45})
    assert answer.status_code == 200
    assert answer.json()["ends_at"] == text(at(5) + timedelta(minutes=45))
    assert place.volunteer.patch(path, {"topic": "reading"}).json()["topic"] == "reading"
    refused = place.volunteer.patch(f"/v1/sessions/{place.owls_held}", {"minutes": 60})
    assert problem(refused, 409, "illegal-transition")["allowed"] == ["reopen"]


def test_moving_into_another_session_is_a_double_booking(world: World) -> None:
    place = world.indigo
    other = plan(place.volunteer, group_id=str(place.owls)).json()
    path = f"/v1/sessions/{place.owls_planned}"
    found = problem(place.volunteer.patch(path, {"starts_at": other["starts_at"]}), 409, "double-booking")
    assert found["conflicts"][0]["session_id"] == str(place.owls_planned)
    assert place.volunteer.patch(path, {"minutes": 170}).status_code == 200
    moved = place.volunteer.patch(path, {"starts_at": other["starts_at"], "allow_conflicts": True})
    assert moved.status_code == 200


def test_a_change_needs_the_tag_of_what_was_seen(world: World) -> None:
    place = world.indigo
    path = f"/v1/sessions/{place.owls_planned}"
    assert place.volunteer.request("PATCH", path, json={"topic": "x"}).status_code == 428
    assert place.volunteer.patch(path, {"topic": "x"}, etag='"old"').status_code == 412


def test_editing_shields_a_session_from_its_schedule_and_tells_calendars(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        own = {"group_id": place.owls, "programme_id": place.programme, "time_zone": "Europe/Belgrade"}
        times = {"rule": "FREQ=WEEKLY", "local_start": "14:00", "minutes": 60, "starts_on": clock.today()}
        id = db.put(Schedule(**own, **times)).id
        db.find(SupportSession, place.owls_planned).schedule_id = id
        db.commit()
    place.volunteer.patch(f"/v1/sessions/{place.owls_planned}", {"minutes": 60})
    row = row_of(world, place, SupportSession, place.owls_planned)
    assert (row.edited, row.sequence) == (True, 1)


def test_a_session_is_held_with_what_really_happened(world: World) -> None:
    place = world.indigo
    began = clock.now() - timedelta(minutes=50)
    answer = move(place.volunteer, place.owls_planned, "hold", held_from=text(began), held_minutes=45)
    assert answer.status_code == 200
    row = answer.json()
    assert (row["state"], row["held_minutes"]) == ("held", 45)
    assert datetime.fromisoformat(row["held_from"]) == began
    again = move(place.volunteer, place.owls_planned, "hold", held_from=text(began), held_minutes=45)
    assert problem(again, 409, "illegal-transition")["state"] == "held"


def test_nothing_in_the_future_is_held_but_for_a_clock_that_runs_ahead(world: World) -> None:
    place = world.indigo
    soon, later = clock.now() + timedelta(minutes=4), clock.now() + timedelta(minutes=6)
    problem(
        move(place.volunteer, place.owls_planned, "hold", held_from=text(later), held_minutes=45), 409, "in-the-future"
    )
    problem(move(place.volunteer, place.owls_planned, "nobody-came"), 409, "in-the-future")
    assert move(place.volunteer, place.owls_planned, "hold", held_from=text(soon), held_minutes=45).status_code == 200


def test_a_session_is_cancelled_for_a_reason_of_the_vocabulary(world: World) -> None:
    place = world.indigo
    assert move(place.volunteer, place.owls_planned, "cancel").status_code == 422
    assert move(place.volunteer, place.owls_planned, "cancel", reason="no mood").status_code == 422
    row = move(place.volunteer, place.owls_planned, "cancel", reason="leader_ill").json()
    assert (row["state"], row["cancel_reason"]) == ("cancelled", "leader_ill")
    assert row_of(world, place, SupportSession, place.owls_planned).sequence == 1


def test_nobody_came_and_what_came_after(world: World) -> None:
    place = world.indigo
    let(world, place, place.owls_planned, starts_at=clock.now() - timedelta(hours=1))
    assert move(place.volunteer, place.owls_planned, "nobody-came").json()["state"] == "nobody_came"
    held = move(
        place.volunteer,
        place.owls_planned,
        "hold",
        held_from=text(clock.now() - timedelta(minutes=30)),
        held_minutes=30,
    )
    assert held.json()["state"] == "held"


def test_reopening_says_why_and_clears_what_was_said(world: World) -> None:
    place = world.indigo
    assert move(place.volunteer, place.owls_held, "reopen").status_code == 422
    row = move(place.volunteer, place.owls_held, "reopen", reason="it was the other group").json()
    assert (row["state"], row["held_from"], row["held_minutes"]) == ("planned", None, None)
    shown = place.volunteer.get(f"/v1/sessions/{place.owls_held}?include=transitions").json()
    assert [(m["move"], m["reason"]) for m in shown["transitions"]] == [("reopen", "it was the other group")]


def test_a_session_with_attendance_stays_held(world: World) -> None:
    place = world.indigo
    marks = {"marks": [{"child_id": str(place.mila), "status": "present"}]}
    place.volunteer.post(f"/v1/sessions/{place.owls_held}/attendance", marks)
    found = problem(move(place.volunteer, place.owls_held, "reopen", reason="a mistake"), 409, "attendance-recorded")
    assert found["present"] == 1


@pytest.mark.parametrize("person", ["assistant", "mediator", "teacher", "guardian"])
@pytest.mark.parametrize("name", ["hold", "cancel", "nobody-came", "reopen"])
def test_others_do_not_move_sessions(world: World, person: str, name: str) -> None:
    problem(move(world.indigo.people[person], world.indigo.owls_planned, name), 403, "forbidden")


@pytest.mark.parametrize(
    ("person", "count"),
    [("coordinator", 4), ("educator", 4), ("supervisor", 2), ("volunteer", 2), ("assistant", 2), ("mediator", 2),
     ("teacher", 2), ("guardian", 2)],
)  # fmt: skip
def test_each_role_lists_what_it_reaches(world: World, person: str, count: int) -> None:
    place = world.indigo
    rows = place.people[person].get("/v1/sessions?sort=-starts_at&count=true").json()
    assert (len(rows["items"]), rows["count"]) == (count, count)
    starts = [row["starts_at"] for row in rows["items"]]
    assert starts == sorted(starts, reverse=True)


def test_sessions_are_filtered_and_paged(world: World) -> None:
    place = world.indigo
    alone = plan(place.coordinator, child_id=str(place.luka), starts_at=text(at(9))).json()["id"]
    for asked, found in (
        (f"group_id={place.owls}&state=held", [place.owls_held]),
        (f"child_id={place.luka}", [alone]),
        (f"programme_id={place.programme}&state=planned&starts_at_from={text(at(8)).replace('+', '%2B')}", [alone]),
        (f"group_id={place.foxes}&starts_at_to={text(clock.now()).replace('+', '%2B')}", [place.foxes_held]),
    ):
        rows = place.coordinator.get(f"/v1/sessions?{asked}").json()["items"]
        assert [row["id"] for row in rows] == [str(id) for id in found], asked
    first = place.coordinator.get("/v1/sessions?sort=starts_at&limit=3").json()
    rest = place.coordinator.get(f"/v1/sessions?sort=starts_at&limit=3&cursor={first['next_cursor']}").json()
    assert len(first["items"]) == 3
    assert [row["id"] for row in rest["items"]][-1] == alone
    assert rest["next_cursor"] is None
    assert place.coordinator.get("/v1/sessions?starts_at_from=2026-01-01T00:00:00").status_code == 422


def test_a_session_is_shown_with_its_attendance(world: World) -> None:
    place = world.indigo
    marks = {"marks": [{"child_id": str(place.mila), "status": "left_early", "minutes": 30}]}
    sheet = place.volunteer.post(f"/v1/sessions/{place.owls_held}/attendance", marks).json()
    row = place.volunteer.get(f"/v1/sessions/{place.owls_held}?include=attendance").json()
    assert row["attendance"] == sheet["items"]
    assert place.administrator.get(f"/v1/sessions/{place.owls_held}").status_code == 403


def unrecorded(person: Any) -> list[str]:
    rows = person.get("/v1/sessions/unrecorded?sort=starts_at").json()["items"]
    return [row["id"] for row in rows]


def test_held_without_a_mark_or_over_without_a_word_is_unrecorded(world: World) -> None:
    place = world.indigo
    assert unrecorded(place.volunteer) == [str(place.owls_held)]
    assert set(unrecorded(place.coordinator)) == {str(place.owls_held), str(place.foxes_held)}
    begun = clock.now() - timedelta(minutes=30)
    let(world, place, place.owls_planned, starts_at=begun, ends_at=begun + timedelta(hours=1))
    assert unrecorded(place.volunteer) == [str(place.owls_held)]
    let(world, place, place.owls_planned, starts_at=begun, ends_at=begun + timedelta(minutes=29))
    assert unrecorded(place.volunteer) == [str(place.owls_held), str(place.owls_planned)]
    marks = {"marks": [{"child_id": str(place.mila), "status": "present"}]}
    for session in (place.owls_held, place.owls_planned):
        assert place.volunteer.post(f"/v1/sessions/{session}/attendance", marks).status_code == 200
    assert unrecorded(place.volunteer) == []


def test_an_open_group_counts_heads_and_owes_no_names(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(MentorGroup, place.owls).kind = GroupKind.LIBRARY_DROP_IN
        db.commit()
    assert unrecorded(place.volunteer) == []
