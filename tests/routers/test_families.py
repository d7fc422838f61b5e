"""Families over HTTP: taking in, finding, changing, moving, and who sees which."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models.membership import Role
from tests.households import OTHERS, assign, end_membership, family, listed, login, programme, wrong
from tests.world import World

DETAILS = {
    "id", "mediator_id", "display_name", "municipality", "home_languages", "interpreter_needed", "preferred_contact",
    "contact_hours", "connectivity", "programme_id", "created_at", "status", "mediator_since",
}  # fmt: skip
WHOLE = DETAILS | {"settlement", "address", "updated_at", "version"}


def path(world: World, name: str = "petrovic") -> str:
    return f"/v1/families/{world.indigo.ids[name]}"


@pytest.mark.parametrize(
    ("role", "status", "members"),
    [
        ("coordinator", 200, WHOLE),
        ("mediator", 200, WHOLE),
        ("guardian", 200, WHOLE),
        ("supervisor", 200, DETAILS),
        ("educator", 200, DETAILS),
        ("volunteer", 403, set()),
        ("assistant", 403, set()),
        ("teacher", 403, set()),
        *((role, 403, set()) for role in OTHERS),
    ],
)
def test_what_each_role_is_shown_of_a_family(world: World, role: str, status: int, members: set[str]) -> None:
    answer = world.indigo.people[role].get(path(world))
    assert answer.status_code == status
    if members:
        assert answer.json().keys() == members
        assert listed(world.indigo.people[role].get("/v1/families"))[0] == str(world.indigo.petrovic)


def test_a_family_that_has_no_child_in_reach_is_not_there(world: World) -> None:
    for role in ("supervisor", "mediator", "guardian"):
        assert world.indigo.people[role].get(path(world, "jovic")).status_code == 404
        assert str(world.indigo.jovic) not in listed(world.indigo.people[role].get("/v1/families"))
    assert world.indigo.coordinator.get(path(world, "jovic")).status_code == 200


def test_a_coordinator_of_another_programme_and_another_organisation_see_none(world: World) -> None:
    assert world.red_cross.coordinator.get(path(world)).status_code == 404
    assign(world, world.indigo.coordinator, programme_id=programme(world, world.indigo))
    assert world.indigo.coordinator.get(path(world)).status_code == 404
    assert listed(world.indigo.coordinator.get("/v1/families")) == []
    assert family(world.indigo.coordinator, world.indigo).status_code == 403


def test_a_family_that_a_mediator_takes_in_is_on_the_caseload(world: World) -> None:
    mediator = world.indigo.mediator
    for given in ({}, {"mediator_id": None}, {"mediator_id": str(mediator.user_id)}):
        answer = family(mediator, world.indigo, **given)
        assert answer.status_code == 201
        made = answer.json()
        assert made["mediator_id"] == str(mediator.user_id)
        assert made["mediator_since"] is not None
        assert made["status"] == "prospect"
        assert mediator.get(answer.headers["location"]).json() == made


def test_a_mediator_names_no_one_else(world: World) -> None:
    other = login(world, world.indigo, Role.MEDIATOR, "rada")
    refused = family(world.indigo.mediator, world.indigo, mediator_id=str(other.user_id))
    assert wrong(refused) == (422, "/mediator_id", "not_found")


def test_a_coordinator_names_whoever_is_a_mediator_now(world: World) -> None:
    coordinator, rada = world.indigo.coordinator, login(world, world.indigo, Role.MEDIATOR, "rada")
    assert family(coordinator, world.indigo).json()["mediator_id"] is None
    assert family(coordinator, world.indigo, mediator_id=str(rada.user_id)).status_code == 201
    refused = family(coordinator, world.indigo, mediator_id=str(world.indigo.volunteer.user_id))
    assert wrong(refused) == (422, "/mediator_id", "not_allowed")
    end_membership(world, world.indigo, rada, clock.now() - timedelta(seconds=1))
    refused = family(coordinator, world.indigo, mediator_id=str(rada.user_id))
    assert wrong(refused) == (422, "/mediator_id", "not_allowed")
    stranger = family(coordinator, world.indigo, mediator_id=str(world.red_cross.mediator.user_id))
    assert wrong(stranger) == (422, "/mediator_id", "not_found")


def test_with_another_mediator_the_reach_of_the_one_before_ends(world: World) -> None:
    coordinator, rada = world.indigo.coordinator, login(world, world.indigo, Role.MEDIATOR, "rada")
    made = family(world.indigo.mediator, world.indigo).json()
    changed = coordinator.patch(f"/v1/families/{made['id']}", {"mediator_id": str(rada.user_id)})
    assert changed.status_code == 200
    assert changed.json()["mediator_since"] > made["mediator_since"]
    assert world.indigo.mediator.get(f"/v1/families/{made['id']}").status_code == 404
    cleared = coordinator.patch(f"/v1/families/{made['id']}", {"mediator_id": None}).json()
    assert (cleared["mediator_id"], cleared["mediator_since"]) == (None, None)


def test_a_mediator_gives_no_family_away(world: World) -> None:
    rada = login(world, world.indigo, Role.MEDIATOR, "rada")
    assert world.indigo.mediator.patch(path(world), {"mediator_id": None}).status_code == 403
    assert world.indigo.mediator.patch(path(world), {"mediator_id": str(rada.user_id)}).status_code == 422
    assert world.indigo.mediator.get(path(world)).json()["mediator_id"] == str(world.indigo.mediator.user_id)


def test_a_change_needs_the_tag_that_was_shown(world: World) -> None:
    coordinator = world.indigo.coordinator
    shown = coordinator.get(path(world)).headers["etag"]
    assert coordinator.request("PATCH", path(world), json={"address": "Niš 3"}).status_code == 428
    assert coordinator.patch(path(world), {"address": "Niš 3"}, etag=shown).status_code == 200
    late = coordinator.patch(path(world), {"address": "Niš 4"}, etag=shown)
    assert (late.status_code, late.json()["current"]["address"]) == (412, "Niš 3")


def test_the_tag_of_who_sees_no_address_does_not_move_with_it(world: World) -> None:
    people = world.indigo.people
    before = {role: people[role].get(path(world)).headers["etag"] for role in ("educator", "supervisor", "mediator")}
    assert people["coordinator"].patch(path(world), {"settlement": "Čair"}).status_code == 200
    after = {role: people[role].get(path(world)).headers["etag"] for role in before}
    assert {role: after[role] == before[role] for role in before} == {
        "educator": True,
        "supervisor": True,
        "mediator": False,
    }


def test_a_family_stays_in_its_programme(world: World) -> None:
    other = str(programme(world, world.indigo))
    refused = world.indigo.coordinator.patch(path(world), {"programme_id": other})
    assert wrong(refused) == (422, "/programme_id", "unknown")


def test_the_moves_of_a_family(world: World) -> None:
    mediator = world.indigo.mediator
    assert mediator.post(f"{path(world)}/activate").json()["status"] == "active"
    assert mediator.post(f"{path(world)}/pause").json()["status"] == "paused"
    refused = mediator.post(f"{path(world)}/pause")
    assert (refused.status_code, refused.json()["state"]) == (409, "paused")
    assert sorted(refused.json()["allowed"]) == ["activate", "leave"]
    assert wrong(mediator.post(f"{path(world)}/leave", {})) == (422, "/reason", "missing")
    assert mediator.post(f"{path(world)}/leave", {"reason": "Moved to Bor"}).json()["status"] == "left"
    for role in ("supervisor", "educator", "guardian"):
        assert world.indigo.people[role].post(f"{path(world)}/activate").status_code == 403


def test_why_a_family_left_is_for_the_staff(world: World) -> None:
    world.indigo.mediator.post(f"{path(world)}/leave", {"reason": "Moved to Bor"})

    def last_move(role: str) -> Any:
        return world.indigo.people[role].get(f"{path(world)}?include=transitions").json()["transitions"][-1]

    for role in ("coordinator", "supervisor", "educator", "mediator"):
        assert (last_move(role)["move"], last_move(role)["reason"]) == ("leave", "Moved to Bor")
    assert last_move("guardian").keys() == {"move", "from_state", "to_state", "by_id", "at"}


def test_families_are_found_in_any_spelling_and_by_filters(world: World) -> None:
    coordinator, mediator = world.indigo.coordinator, str(world.indigo.mediator.user_id)
    petrovic, jovic = str(world.indigo.petrovic), str(world.indigo.jovic)
    away = family(coordinator, world.indigo, display_name="Đurić", municipality="Čačak").json()["id"]

    def found(query: str) -> list[str]:
        return listed(coordinator.get(f"/v1/families?{query}"))

    assert found("q=петровић") == found("q=PETROVIC") == found(f"mediator_id={mediator}") == [petrovic]
    assert found("q=cacak") == found("municipality=Čačak,Bor") == [away]
    assert found(f"programme_id={uuid7()}") == []
    assert found("sort=-display_name") == [petrovic, jovic, away]
    coordinator.post(f"/v1/families/{jovic}/activate")
    assert found("status=active,paused") == [jovic]


@pytest.mark.parametrize("role", ["educator", "supervisor"])
def test_naming_a_hidden_field_is_refused_like_an_unknown_one(world: World, role: str) -> None:
    person = world.indigo.people[role]
    for asked in ("fields=address", "fields=no_such", "sort=address", "sort=no_such", "address=x", "no_such=x"):
        answer = person.get(f"/v1/families?{asked}")
        name = asked.partition("=")[0]
        assert wrong(answer) == (422, f"query/{name}", "unknown")
    assert world.indigo.coordinator.get("/v1/families?fields=address").status_code == 200


def test_only_those_who_may_take_in_a_family(world: World) -> None:
    for role in ("supervisor", "educator", "volunteer", "assistant", "teacher", "guardian", *OTHERS):
        assert family(world.indigo.people[role], world.indigo).status_code == 403
        assert world.indigo.people[role].patch(path(world), {"municipality": "Bor"}).status_code == 403


def test_the_same_id_and_content_again_gives_the_family_again(world: World) -> None:
    own = {"id": str(uuid7()), "mediator_id": None}
    first, again = (family(world.indigo.mediator, world.indigo, **own) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    other = family(world.indigo.mediator, world.indigo, **own, municipality="Bor")
    assert (other.status_code, other.json()["type"]) == (409, "/problems/id-conflict")
