"""School calendars with their terms and holidays."""

from typing import Any

import pytest

from app.core.ids import uuid7
from tests.world import World

WINTER = {"kind": "holiday", "name": "Zimski raspust", "first_on": "2026-12-30", "last_on": "2027-01-19"}
AUTUMN = {"kind": "term", "name": "Prvo polugodište", "first_on": "2026-09-01", "last_on": "2026-12-29"}


def calendar(world: World, **more: Any) -> str:
    """The path of a new calendar."""
    body = {"name": "Srbija 2026/2027", "school_year": "2026/2027", "municipality": "Niš", **more}
    created = world.indigo.coordinator.post("/v1/school-calendars", body)
    assert created.status_code == 201
    return str(created.headers["location"])


def test_a_calendar_is_kept_by_coordinators_and_read_at_schools(world: World) -> None:
    path = calendar(world, school_id=str(world.indigo.school))
    assert world.indigo.teacher.get(path).json()["name"] == "Srbija 2026/2027"
    changed = world.indigo.administrator.patch(path, {"name": "ОШ Вук 2026/2027"})
    assert changed.json()["name"] == "ОШ Вук 2026/2027"
    assert world.indigo.mediator.patch(path, {"name": "Mine"}).status_code == 403
    assert world.indigo.volunteer.get(path).status_code == 403
    assert world.red_cross.coordinator.get(path).status_code == 404


def test_calendars_are_found_by_school_year_and_municipality(world: World) -> None:
    calendar(world)
    calendar(world, school_id=str(world.indigo.school), municipality="Leskovac")
    ask = world.indigo.educator.get
    assert len(ask("/v1/school-calendars?school_year=2026/2027").json()["items"]) == 2
    assert len(ask(f"/v1/school-calendars?school_id={world.indigo.school}").json()["items"]) == 1
    assert len(ask("/v1/school-calendars?municipality=Leskovac").json()["items"]) == 1


def test_a_period_is_added_shown_changed_and_deleted(world: World) -> None:
    coordinator, path = world.indigo.coordinator, calendar(world)
    created = coordinator.post(f"{path}/periods", WINTER)
    one = created.headers["location"]
    assert (created.status_code, created.json()["calendar_id"]) == (201, path.rpartition("/")[2])
    assert one == f"/v1/calendar-periods/{created.json()['id']}"
    assert coordinator.patch(one, {"last_on": "2027-01-20"}).json()["last_on"] == "2027-01-20"
    assert world.indigo.educator.get(one).json()["last_on"] == "2027-01-20"
    assert coordinator.delete(one).status_code == 204
    assert coordinator.get(one).status_code == 404


def test_periods_are_listed_within_their_calendar(world: World) -> None:
    coordinator, path = world.indigo.coordinator, calendar(world)
    for period in (WINTER, AUTUMN):
        coordinator.post(f"{path}/periods", period)
    other = calendar(world, name="Other")
    assert coordinator.get(f"{other}/periods").json()["items"] == []
    ordered = coordinator.get(f"{path}/periods?sort=first_on").json()["items"]
    assert [row["name"] for row in ordered] == [AUTUMN["name"], WINTER["name"]]
    holidays = coordinator.get(f"{path}/periods?kind=holiday").json()["items"]
    assert [row["name"] for row in holidays] == [WINTER["name"]]
    touching = coordinator.get(f"{path}/periods?last_on_from=2026-12-30&first_on_to=2027-02-01").json()["items"]
    assert [row["name"] for row in touching] == [WINTER["name"]]


def test_periods_of_a_calendar_that_is_not_there(world: World) -> None:
    missing = f"/v1/school-calendars/{uuid7()}/periods"
    assert world.indigo.coordinator.get(missing).status_code == 404
    assert world.indigo.coordinator.post(missing, WINTER).status_code == 404
    theirs = f"{calendar(world)}/periods"
    assert world.red_cross.coordinator.get(theirs).status_code == 404
    assert world.red_cross.coordinator.post(theirs, WINTER).status_code == 404


@pytest.mark.parametrize("change", [{"last_on": "2026-12-29"}, {"first_on": "2027-01-20"}])
def test_a_period_does_not_end_before_it_begins(world: World, change: dict[str, str]) -> None:
    coordinator, path = world.indigo.coordinator, calendar(world)
    refused = coordinator.post(f"{path}/periods", {**WINTER, **change})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/last_on")
    created = coordinator.post(f"{path}/periods", WINTER)
    assert coordinator.patch(created.headers["location"], change).status_code == 422
    one_day = {**WINTER, "last_on": WINTER["first_on"]}
    assert coordinator.post(f"{path}/periods", one_day).status_code == 201


def test_the_same_id_in_another_calendar_is_a_conflict(world: World) -> None:
    coordinator, body = world.indigo.coordinator, {**WINTER, "id": str(uuid7())}
    path, other = calendar(world), calendar(world, name="Other")
    answers = [coordinator.post(f"{place}/periods", body) for place in (path, path, other)]
    assert [answer.status_code for answer in answers] == [201, 200, 409]


@pytest.mark.parametrize("role", ["mediator", "educator", "teacher"])
def test_school_roles_read_periods_and_change_none(world: World, role: str) -> None:
    path, person = calendar(world), world.indigo.people[role]
    one = world.indigo.coordinator.post(f"{path}/periods", WINTER).headers["location"]
    assert person.get(one).status_code == 200
    answers = [person.post(f"{path}/periods", AUTUMN), person.patch(one, {"name": "Mine"}), person.delete(one)]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
