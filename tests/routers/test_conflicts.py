"""Double bookings of a period: found among the sessions that one reaches, and nowhere else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.models import GroupLeader, GroupMember, SignIn, SupportSession
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from tests.world import Place, World

NOON = datetime.fromisoformat("2026-09-14T12:00:00+00:00")


def meeting(world: World, place: Place, group: str | None, minutes: int = 60, **given: Any) -> UUID:
    starts_at = given.pop("starts_at", NOON)
    own = {"programme_id": place.programme, "group_id": place.ids.get(group or ""), "starts_at": starts_at}
    times = {"minutes": minutes, "ends_at": starts_at + timedelta(minutes=minutes)}
    with world.as_system(place) as db:
        id: UUID = db.put(SupportSession(**{**own, **times, **given})).id
        db.commit()
    return id


def arrange(world: World, place: Place, row: Any) -> None:
    with world.as_system(place) as db:
        db.put(row)
        db.commit()


def ask(person: Any, first: str = "2026-09-14", last: str = "2026-09-14") -> Any:
    return person.get(f"/v1/conflicts?from={first}&to={last}")


def found(person: Any, **days: str) -> list[tuple[str, str, str, str]]:
    answer = ask(person, **days)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["count"] == len(body["items"])
    return [(line["who"], line["id"], line["session_id"], line["other_session_id"]) for line in body["items"]]


def test_a_leader_of_two_groups_is_booked_twice(world: World) -> None:
    place = world.indigo
    arrange(world, place, GroupLeader(group_id=place.foxes, user_id=place.volunteer.user_id))
    owls = meeting(world, place, "owls")
    foxes = meeting(world, place, "foxes", starts_at=NOON + timedelta(minutes=59))
    meeting(world, place, "foxes", starts_at=NOON + timedelta(minutes=180))
    expected = [("leader", str(place.volunteer.user_id), str(owls), str(foxes))]
    for person in ("coordinator", "educator", "volunteer", "supervisor"):
        assert found(place.people[person]) == expected, person
    assert found(place.volunteer2) == []


def test_a_child_of_two_groups_is_booked_twice(world: World) -> None:
    place = world.indigo
    own = {"programme_id": place.programme, "child_id": place.mila, "joined_at": clock.now()}
    arrange(world, place, GroupMember(group_id=place.foxes, state=MemberState.ACTIVE, **own))
    owls, foxes = meeting(world, place, "owls"), meeting(world, place, "foxes", starts_at=NOON + timedelta(minutes=1))
    assert found(place.coordinator) == [("child", str(place.mila), str(owls), str(foxes))]


def test_a_child_alone_and_in_its_group_is_booked_twice(world: World) -> None:
    place = world.indigo
    owls = meeting(world, place, "owls")
    alone = meeting(world, place, None, child_id=place.mila, starts_at=NOON - timedelta(minutes=1))
    assert found(place.volunteer) == [("child", str(place.mila), str(alone), str(owls))]


def test_the_same_group_twice_is_told_for_everyone_in_it(world: World) -> None:
    place = world.indigo
    meeting(world, place, "owls")
    meeting(world, place, "owls", starts_at=NOON + timedelta(minutes=10))
    people = {(who, id) for who, id, _, _ in found(place.coordinator)}
    leaders = {("leader", str(place.people[name].user_id)) for name in ("volunteer", "assistant")}
    assert people == leaders | {("child", str(place.mila))}


@pytest.mark.parametrize("state", ["cancelled", "nobody_came"])
def test_what_does_not_take_place_takes_no_time(world: World, state: str) -> None:
    place = world.indigo
    meeting(world, place, "owls")
    meeting(world, place, "owls", state=SessionState(state))
    assert found(place.coordinator) == []


def test_a_leader_counts_only_while_leading(world: World) -> None:
    place = world.indigo
    until = NOON - timedelta(days=1)
    arrange(world, place, GroupLeader(group_id=place.foxes, user_id=place.volunteer.user_id, valid_to=until))
    meeting(world, place, "owls")
    meeting(world, place, "foxes")
    assert found(place.coordinator) == []


def test_days_are_those_of_the_organisation(world: World) -> None:
    """23:30 in Belgrade is 21:30 in UTC: the 14th, and not the 15th."""
    place = world.indigo
    late = NOON.replace(hour=21, minute=30)
    meeting(world, place, "owls", minutes=20, starts_at=late)
    meeting(world, place, "owls", minutes=20, starts_at=late)
    assert len(found(place.coordinator)) == 3
    assert found(place.coordinator, first="2026-09-15", last="2026-09-15") == []


def test_a_session_that_runs_into_the_period_counts(world: World) -> None:
    place = world.indigo
    long_before = NOON.replace(hour=14)
    meeting(world, place, "owls", minutes=600, starts_at=long_before)
    meeting(world, place, "owls", minutes=600, starts_at=long_before + timedelta(minutes=1))
    assert len(found(place.coordinator, first="2026-09-15", last="2026-09-15")) == 3


@pytest.mark.parametrize(
    ("first", "last"), [("2026-09-14", "2026-09-13"), ("2026-09-01", "2026-10-02"), ("2026-01-01", "2199-01-01")]
)
def test_a_period_has_1_to_31_days(world: World, first: str, last: str) -> None:
    answer = ask(world.indigo.coordinator, first, last)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query/to"
    assert ask(world.indigo.coordinator, "2026-09-01", "2026-10-01").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?from=2026-09-14", "?from=0001-01-01&to=0001-01-02", "?from=x&to=y", "?first_day=1"]
)
def test_what_is_no_period_is_refused(world: World, query: str) -> None:
    assert world.indigo.coordinator.get(f"/v1/conflicts{query}").status_code == 422


@pytest.mark.parametrize("person", ["guardian", "teacher", "mediator", "assistant", "administrator"])
def test_those_who_do_not_plan_are_refused(world: World, person: str) -> None:
    assert ask(world.indigo.people[person]).status_code == 403


def test_an_answer_that_has_not_changed_is_304(world: World) -> None:
    tag = ask(world.indigo.coordinator).headers["etag"]
    same = world.indigo.coordinator.get("/v1/conflicts?from=2026-09-14&to=2026-09-14", headers={"if-none-match": tag})
    assert (same.status_code, same.content) == (304, b"")


def test_a_sign_in_that_ended_is_refused(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(SignIn, place.coordinator.sign_in_id).ended_at = clock.now()
        db.commit()
    assert ask(place.coordinator).status_code == 401


def test_at_most_200_are_shown_and_all_are_counted(world: World) -> None:
    place = world.indigo
    for minute in range(12):
        meeting(world, place, "owls", starts_at=NOON + timedelta(minutes=minute))
    body = ask(place.coordinator).json()
    assert (len(body["items"]), body["count"]) == (198, 198)
    meeting(world, place, "owls", starts_at=NOON + timedelta(minutes=12))
    body = ask(place.coordinator).json()
    assert (len(body["items"]), body["count"]) == (200, 234)
