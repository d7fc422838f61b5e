"""The links between guardians and children over HTTP, and what ends with them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.models import Guardian, Guardianship
from app.models.guardian import GuardianRelation
from tests.households import (
    GROUP_ROLES,
    child,
    exclude,
    guardian,
    listed,
    wrong,
)
from tests.world import World


def path(world: World) -> str:
    return f"/v1/guardians/{world.indigo.jelena}"


def test_a_new_guardian_is_linked_to_the_familys_children_unverified(world: World) -> None:
    sister = child(world.indigo.mediator, world.indigo, family_id=str(world.indigo.petrovic)).json()["id"]
    made = guardian(world.indigo.mediator, world.indigo.petrovic)
    assert made.status_code == 201
    links = world.indigo.mediator.get(f"/v1/guardianships?guardian_id={made.json()['id']}").json()["items"]
    assert {link["child_id"] for link in links} == {str(world.indigo.mila), sister}
    assert {link["verified_at"] for link in links} == {None}


def test_a_child_and_a_guardian_who_come_at_once_are_linked(world: World) -> None:
    def come(number: int) -> Any:
        if number % 2:
            return guardian(world.indigo.coordinator, world.indigo.jovic, given_name=f"G{number}")
        return child(world.indigo.coordinator, world.indigo, family_id=str(world.indigo.jovic))

    with ThreadPoolExecutor(6) as pool:
        made = [answer.json() for answer in pool.map(come, range(6))]
    guardians = {row["id"] for row in made if "relation" in row}
    children = {row["id"] for row in made if "code" in row} | {str(world.indigo.luka)}
    links = world.indigo.coordinator.get("/v1/guardianships?verified=false").json()["items"]
    assert sorted((link["guardian_id"], link["child_id"]) for link in links) == sorted(
        (one, other) for one in guardians for other in children
    )


def test_only_a_verified_link_lets_a_guardian_see_the_child(world: World) -> None:
    coordinator, father = world.indigo.coordinator, world.indigo.guardian
    luka = f"/v1/children/{world.indigo.luka}"
    made = guardian(coordinator, world.indigo.jovic, user_id=str(father.user_id)).json()
    (link,) = coordinator.get(f"/v1/guardianships?guardian_id={made['id']}").json()["items"]
    assert father.get(luka).status_code == 404
    verified = coordinator.post(f"/v1/guardianships/{link['id']}/verify")
    assert verified.json()["verified_at"] is not None
    assert father.get(luka).status_code == 200
    again = coordinator.post(f"/v1/guardianships/{link['id']}/verify")
    assert again.json()["verified_at"] == verified.json()["verified_at"]
    assert coordinator.delete(f"/v1/guardianships/{link['id']}").status_code == 204
    assert father.get(luka).status_code == 404


def test_nobody_verifies_a_link_of_their_own(world: World) -> None:
    coordinator = world.indigo.coordinator
    own = {"user_id": coordinator.user_id, "given_name": "Own", "relation": GuardianRelation.MOTHER}
    with world.as_system(world.indigo) as db:
        entry = db.put(Guardian(family_id=world.indigo.jovic, programme_id=world.indigo.programme, **own))
        link = db.put(Guardianship(guardian_id=entry.id, child_id=world.indigo.mila))
        db.commit()
    # Of their own family a role of the staff reaches nothing.
    new = {"guardian_id": str(entry.id), "child_id": str(world.indigo.luka)}
    assert coordinator.post("/v1/guardianships", new).status_code == 422
    assert coordinator.post(f"/v1/guardianships/{link.id}/verify").status_code == 404


def test_a_link_is_made_once(world: World) -> None:
    new = {"guardian_id": str(world.indigo.jelena), "child_id": str(world.indigo.luka)}
    first = world.indigo.coordinator.post("/v1/guardianships", new)
    assert (first.status_code, first.json()["verified_at"]) == (201, None)
    again = world.indigo.coordinator.post("/v1/guardianships", new)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    refused = world.indigo.mediator.post("/v1/guardianships", {**new, "child_id": str(world.indigo.luka)})
    assert wrong(refused) == (422, "/child_id", "not_found")


@pytest.mark.parametrize("role", [role for role in GROUP_ROLES if role not in ("coordinator", "mediator")])
def test_only_coordinator_and_mediator_link_and_verify(world: World, role: str) -> None:
    person = world.indigo.people[role]
    (link,) = listed(world.indigo.coordinator.get(f"/v1/guardianships?guardian_id={world.indigo.jelena}"))
    new = {"guardian_id": str(world.indigo.jelena), "child_id": str(world.indigo.mila)}
    assert person.post("/v1/guardianships", new).status_code == 403
    assert person.post(f"/v1/guardianships/{link}/verify").status_code == 403
    assert person.delete(f"/v1/guardianships/{link}").status_code == 403
    assert world.indigo.mediator.delete(f"/v1/guardianships/{link}").status_code == 403


def test_one_who_is_excluded_for_safety_sees_nothing_from_then_on(world: World) -> None:
    mother = world.indigo.guardian
    ways = [f"/v1/children/{world.indigo.mila}", path(world), f"/v1/families/{world.indigo.petrovic}"]
    assert [mother.get(way).status_code for way in ways] == [200, 200, 200]
    exclude(world)
    assert [mother.get(way).status_code for way in ways] == [404, 404, 404]
    for collection in ("children", "guardians", "guardianships", "consents", "consent-effects"):
        assert listed(mother.get(f"/v1/{collection}")) == []


def test_one_who_is_excluded_for_safety_is_there_for_coordinators_and_supervisors_alone(world: World) -> None:
    exclude(world)
    links = f"/v1/guardianships?child_id={world.indigo.mila}"
    within = f"/v1/children/{world.indigo.mila}?include=guardianships"
    for role in ("coordinator", "supervisor"):
        person = world.indigo.people[role]
        assert person.get(path(world)).json()["safety_excluded"] is True
        assert len(listed(person.get(links))) == len(person.get(within).json()["guardianships"]) == 1
        assert listed(person.get("/v1/guardians?safety_excluded=true&count=true")) == [str(world.indigo.jelena)]
    for role in ("educator", "mediator", "volunteer", "teacher"):
        person = world.indigo.people[role]
        assert person.get(path(world)).status_code == 404
        assert person.get("/v1/guardians?count=true").json() == {"items": [], "next_cursor": None, "count": 0}
        assert listed(person.get(links)) == person.get(within).json()["guardianships"] == []


def test_no_link_is_made_or_verified_for_one_who_is_excluded(world: World) -> None:
    coordinator = world.indigo.coordinator
    hidden = guardian(coordinator, world.indigo.petrovic, safety_excluded=True)
    assert listed(coordinator.get(f"/v1/guardianships?guardian_id={hidden.json()['id']}")) == []
    sister = child(world.indigo.mediator, world.indigo, family_id=str(world.indigo.petrovic)).json()["id"]
    assert listed(coordinator.get(f"/v1/guardianships?child_id={sister}"), "guardian_id") == [str(world.indigo.jelena)]
    new = {"guardian_id": hidden.json()["id"], "child_id": sister}
    refused = coordinator.post("/v1/guardianships", new)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/guardian-excluded")
    assert wrong(world.indigo.mediator.post("/v1/guardianships", new)) == (422, "/guardian_id", "not_found")
    (link,) = listed(coordinator.get(f"/v1/guardianships?child_id={sister}"))
    exclude(world)
    assert coordinator.post(f"/v1/guardianships/{link}/verify").status_code == 409
    assert world.indigo.mediator.post(f"/v1/guardianships/{link}/verify").status_code == 404
