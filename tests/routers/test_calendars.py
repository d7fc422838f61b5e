"""Calendar subscriptions: a secret address that anyone may fetch who knows it, without names of children."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from app.core import clock
from app.models import CalendarAddress, GroupLeader, Membership, SupportSession, User
from app.models.account import UserStatus
from tests.acting import left
from tests.world import World


def subscribe(person: Any) -> str:
    answer = person.post("/v1/calendars")
    assert answer.status_code == 201, answer.text
    path: str = answer.json()["path"]
    return path


def fetch(world: World, path: str, **headers: str) -> Any:
    """As a calendar program does: without a token."""
    return world.client.get(path, headers=headers)


def events(answer: Any) -> dict[str, Any]:
    """By session."""
    assert answer.status_code == 200, answer.text
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["UID"]).removeprefix("session-").removesuffix("@learnbridge"): event for event in found}


@pytest.mark.parametrize("person", ["volunteer", "assistant"])
def test_those_who_lead_get_the_sessions_of_their_groups(world: World, person: str) -> None:
    place = world.indigo
    answer = fetch(world, subscribe(place.people[person]))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    assert found.keys() == {str(place.owls_held), str(place.owls_planned)}
    assert {str(event["SUMMARY"]) for event in found.values()} == {"Owls"}


def test_a_guardian_gets_the_sessions_of_her_children(world: World) -> None:
    place = world.indigo
    alone = {"child_id": place.mila, "programme_id": place.programme, "minutes": 60}
    with world.as_system(place) as db:
        begins = clock.now() + timedelta(days=1)
        row = db.put(
            SupportSession(**alone, starts_at=begins, ends_at=begins + timedelta(hours=1), topic="Mila's maths")
        )
        db.commit()
    answer = fetch(world, subscribe(place.guardian))
    assert events(answer).keys() == {str(place.owls_held), str(place.owls_planned), str(row.id)}
    for word in ("Mila", "Petrović", "maths"):
        assert word not in answer.text


def test_a_coordinator_gets_only_the_groups_led(world: World) -> None:
    place = world.indigo
    path = subscribe(place.coordinator)
    assert events(fetch(world, path)) == {}
    with world.as_system(place) as db:
        db.put(GroupLeader(group_id=place.foxes, user_id=place.coordinator.user_id))
        db.commit()
    assert events(fetch(world, path)).keys() == {str(place.foxes_held), str(place.foxes_planned)}


def test_what_was_cancelled_says_so_and_what_moved_moves(world: World) -> None:
    place = world.indigo
    path = subscribe(place.volunteer)
    place.volunteer.post(f"/v1/sessions/{place.owls_planned}/cancel", {"reason": "weather"})
    event = events(fetch(world, path))[str(place.owls_planned)]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_calendar_that_has_not_changed_is_304(world: World) -> None:
    path = subscribe(world.indigo.volunteer)
    first = fetch(world, path)
    again = fetch(world, path, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert fetch(world, path.removesuffix(".ics")).content == first.content


def test_a_new_address_ends_the_old_one(world: World) -> None:
    first, second = subscribe(world.indigo.volunteer), subscribe(world.indigo.volunteer)
    assert first != second
    assert fetch(world, first).status_code == 404
    assert fetch(world, second).status_code == 200
    other = subscribe(world.indigo.volunteer2)
    assert world.indigo.volunteer.delete("/v1/calendars").status_code == 204
    assert world.indigo.volunteer.delete("/v1/calendars").status_code == 204
    assert fetch(world, second).status_code == 404
    assert fetch(world, other).status_code == 200


def test_one_sees_that_there_is_an_address_and_not_which(world: World) -> None:
    place = world.indigo
    assert place.volunteer.get("/v1/calendars").json()["items"] == []
    path = subscribe(place.volunteer)
    answer = place.volunteer.get("/v1/calendars")
    assert [row.keys() for row in answer.json()["items"]] == [{"id", "created_at", "updated_at", "version"}]
    assert path.split("/")[-1] not in answer.text
    assert place.coordinator.get("/v1/calendars").json()["items"] == []


def test_only_the_hash_of_an_address_is_kept(world: World) -> None:
    place = world.indigo
    secret = subscribe(place.volunteer).removeprefix("/v1/calendars/").removesuffix(".ics")
    assert secret.startswith(place.id.hex + ".")
    with world.as_system(place) as db:
        (row,) = db.execute(sa.select(CalendarAddress)).scalars()
    assert row.digest not in secret
    assert secret.split(".")[1] not in str(row.model_dump())
    assert place.volunteer.post("/v1/calendars", headers={"idempotency-key": "once"}).status_code == 201
    assert subscribe(place.volunteer) != subscribe(place.volunteer)


def test_the_audit_tells_of_an_address_and_never_the_secret(world: World) -> None:
    place = world.indigo
    path = subscribe(place.volunteer)
    last = left(world.database, place.id).audit[-1]
    assert [row[:2] for row in last["rows"]] == [["create", "calendars"]]
    assert path.split("/")[-1] not in str(last)
    assert "calendars" not in {entry[1] for entry in left(world.database, place.id).feed}


@pytest.mark.parametrize("end", ["role", "user", "leading"])
def test_an_address_ends_with_what_it_rests_on(world: World, end: str) -> None:
    place = world.indigo
    path = subscribe(place.volunteer)
    with world.as_system(place) as db:
        if end == "role":
            db.find(Membership, place.volunteer.membership_id).valid_to = clock.now()
        elif end == "user":
            db.find(User, place.volunteer.user_id).status = UserStatus.DISABLED
        else:
            db.find(GroupLeader, place.owls_leader).valid_to = clock.now()
        db.commit()
    if end == "leading":
        assert events(fetch(world, path)) == {}
    else:
        assert fetch(world, path).status_code == 404


def test_a_wrong_address_does_not_exist(world: World) -> None:
    place = world.indigo
    path = subscribe(place.volunteer)
    secret = path.removeprefix("/v1/calendars/").removesuffix(".ics")
    elsewhere = secret.replace(place.id.hex, world.red_cross.id.hex)
    for wrong in (
        secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        elsewhere,
        secret.upper(),
        "x",
        "%00",
        "é",
        secret + "x",
    ):
        assert fetch(world, f"/v1/calendars/{wrong}.ics").status_code == 404, wrong


@pytest.mark.parametrize("person", ["administrator", "dpo"])
def test_those_without_sessions_have_no_calendar(world: World, person: str) -> None:
    assert world.indigo.people[person].post("/v1/calendars").status_code == 403
    assert world.indigo.people[person].delete("/v1/calendars").status_code == 403
