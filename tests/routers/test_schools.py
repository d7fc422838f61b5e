"""Schools: who keeps them, and how lists of them are asked."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.world import World

SECOND = {"name": "OŠ Branko Miljković", "kind": "primary", "municipality": "Niš", "external_code": "RS-18-014"}


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.json()["items"]]


@pytest.mark.parametrize("role", ["administrator", "coordinator", "mediator"])
def test_those_who_work_with_schools_keep_them(world: World, role: str) -> None:
    person = world.indigo.people[role]
    created = person.post("/v1/schools", SECOND)
    assert created.status_code == 201
    changed = person.patch(f"/v1/schools/{created.json()['id']}", {"languages": ["sr", "rom"]})
    assert (changed.status_code, changed.json()["languages"]) == (200, ["sr", "rom"])


@pytest.mark.parametrize("role", ["supervisor", "educator", "volunteer", "teacher", "guardian"])
def test_others_only_look(world: World, role: str) -> None:
    person = world.indigo.people[role]
    assert names(person.get("/v1/schools")) == ["ОШ Вук Караџић"]
    assert person.post("/v1/schools", SECOND).status_code == 403


def test_a_school_of_another_organisation_does_not_exist(world: World) -> None:
    assert world.red_cross.coordinator.get(f"/v1/schools/{world.indigo.school}").status_code == 404


def test_filters_name_kind_municipality_and_the_authoritys_code(world: World) -> None:
    world.indigo.coordinator.post("/v1/schools", SECOND)
    ask = world.indigo.coordinator.get
    assert names(ask("/v1/schools?q=karadzic")) == ["ОШ Вук Караџић"]
    assert len(names(ask("/v1/schools?kind=primary,preschool&municipality=Niš"))) == 2
    assert names(ask("/v1/schools?external_code=RS-18-014")) == [SECOND["name"]]
    assert names(ask("/v1/schools?kind=preschool")) == []


def test_what_changed_since_an_instant_can_be_asked(world: World) -> None:
    coordinator = world.indigo.coordinator
    created = coordinator.post("/v1/schools", SECOND).json()
    since = quote(created["updated_at"])
    assert names(coordinator.get(f"/v1/schools?updated_from={since}")) == [SECOND["name"]]
    assert names(coordinator.get(f"/v1/schools?updated_to={since}")) == ["ОШ Вук Караџић"]


@pytest.mark.parametrize("instant", ["2026-01-01T00:00:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_needs_a_zone_and_a_sensible_year(world: World, instant: str) -> None:
    refused = world.indigo.coordinator.get(f"/v1/schools?updated_from={instant}")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query/updated_from")


def test_pages_follow_one_another_without_a_gap(world: World) -> None:
    coordinator = world.indigo.coordinator
    for number in range(5):
        coordinator.post("/v1/schools", {"name": f"Škola {number}", "kind": "primary"})
    whole = names(coordinator.get("/v1/schools?sort=-name"))
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = coordinator.get(f"/v1/schools?limit=2&sort=-name&count=true{cursor and '&cursor=' + cursor}").json()
        assert page["count"] == 6
        seen += [row["name"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == whole
    assert len(set(seen)) == 6
