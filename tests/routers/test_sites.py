"""Sites: places that coordinators keep and everybody sees."""

import pytest

from tests.world import World

LIBRARY = {"name": "Градска библиотека Шабац", "kind": "library", "municipality": "Šabac", "address": "Masarikova 18"}


def test_a_coordinator_adds_changes_and_deletes_one(world: World) -> None:
    coordinator = world.indigo.coordinator
    created = coordinator.post("/v1/sites", LIBRARY)
    path = created.headers["location"]
    assert (created.status_code, path) == (201, f"/v1/sites/{created.json()['id']}")
    changed = coordinator.patch(path, {"accessibility": "Ramp at the back door"})
    assert changed.json()["accessibility"] == "Ramp at the back door"
    assert coordinator.delete(path).status_code == 204
    assert coordinator.get(path).status_code == 404


def test_one_that_a_group_uses_is_not_deleted(world: World) -> None:
    coordinator = world.indigo.coordinator
    path = f"/v1/sites/{world.indigo.site}"
    group = f"/v1/mentor-groups/{world.indigo.owls}"
    assert coordinator.patch(group, {"site_id": str(world.indigo.site)}).status_code == 200
    refused = coordinator.delete(path)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/still-referenced")
    assert coordinator.get(path).status_code == 200


@pytest.mark.parametrize("role", ["educator", "mediator", "volunteer", "guardian"])
def test_other_roles_only_look(world: World, role: str) -> None:
    person, path = world.indigo.people[role], f"/v1/sites/{world.indigo.site}"
    assert person.get(path).status_code == 200
    answers = [person.post("/v1/sites", LIBRARY), person.patch(path, {"name": "Mine"}), person.delete(path)]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_site_of_another_organisation_does_not_exist(world: World) -> None:
    path = f"/v1/sites/{world.indigo.site}"
    stranger = world.red_cross.coordinator
    assert stranger.get(path).status_code == 404
    assert stranger.delete(path).status_code == 404
    assert stranger.get("/v1/sites").json()["items"] == []


def test_search_knows_both_scripts_and_filters_compare_whole_values(world: World) -> None:
    world.indigo.coordinator.post("/v1/sites", LIBRARY)
    ask = world.indigo.guardian.get
    assert len(ask("/v1/sites?q=sabac").json()["items"]) == 1
    assert len(ask("/v1/sites?municipality=Šabac&kind=library").json()["items"]) == 1
    assert ask("/v1/sites?municipality=Ša").json()["items"] == []
    assert [row["name"] for row in ask("/v1/sites?sort=-name").json()["items"]] == ["Online", LIBRARY["name"]]
