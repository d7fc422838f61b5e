"""Organisations: one sees one's own, and its administrator keeps it."""

import pytest

from tests.world import World


def test_a_caller_sees_only_their_own_organisation(world: World) -> None:
    for place in (world.indigo, world.red_cross):
        items = place.volunteer.get("/v1/organisations").json()["items"]
        assert [row["id"] for row in items] == [str(place.id)]


def test_another_organisation_does_not_exist(world: World) -> None:
    path = f"/v1/organisations/{world.red_cross.id}"
    assert world.indigo.administrator.get(path).status_code == 404
    assert world.indigo.administrator.patch(path, {"name": "Taken over"}, etag="*").status_code == 404


def test_its_administrator_changes_it(world: World) -> None:
    path = f"/v1/organisations/{world.indigo.id}"
    changed = world.indigo.administrator.patch(path, {"languages": ["sr-Latn", "rom"], "time_zone": "Europe/Sofia"})
    assert changed.status_code == 200
    assert world.indigo.guardian.get(path).json()["languages"] == ["sr-Latn", "rom"]
    assert changed.headers["etag"] == world.indigo.guardian.get(path).headers["etag"]


@pytest.mark.parametrize("role", ["coordinator", "dpo", "volunteer", "guardian"])
def test_nobody_else_changes_it(world: World, role: str) -> None:
    refused = world.indigo.people[role].patch(f"/v1/organisations/{world.indigo.id}", {"name": "Mine"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")


@pytest.mark.parametrize(
    "change",
    [{"time_zone": "Mars/Olympus"}, {"country": "rs"}, {"name": ""}, {"kind": "bank"}, {"status": "closed"}, {}],
)
def test_what_makes_no_sense_is_refused(world: World, change: dict[str, str]) -> None:
    refused = world.indigo.administrator.patch(f"/v1/organisations/{world.indigo.id}", change)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-request")


def test_organisations_are_not_made_over_http(world: World) -> None:
    refused = world.indigo.administrator.post("/v1/organisations", {"name": "New", "kind": "ngo"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
