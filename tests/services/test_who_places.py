"""Who places children: the table of rights at work, on both sides of everyone's reach."""

from typing import Any

import pytest

from app.models import GroupMember
from app.models.mentor_group import MemberState
from tests.groups import children, place_child, row_of
from tests.world import World

OTHERS = ("administrator", "dpo", "partner")


@pytest.mark.parametrize(
    ("name", "placed", "moved"),
    [
        ("coordinator", 201, 200),
        ("educator", 201, 200),
        ("supervisor", 422, 200),  # may place, but does not reach Luka
        *((name, 403, 403) for name in ("mediator", "volunteer", "assistant", "teacher", "guardian", *OTHERS)),
    ],
)
def test_who_may_place_children_and_let_them_leave(world: World, name: str, placed: int, moved: int) -> None:
    place = world.indigo
    person = place.people[name]
    assert place_child(person, place.owls, place.luka).status_code == placed
    assert person.post(f"/v1/group-members/{place.owls_member}/leave", {}).status_code == moved
    promoted = person.post(f"/v1/group-members/{place.owls_member}/promote").status_code
    assert promoted == (409 if moved == 200 else 403)


def test_a_stranger_places_nobody_and_moves_nobody(world: World) -> None:
    stranger, place = world.red_cross.coordinator, world.indigo
    assert place_child(stranger, place.owls, world.red_cross.ada).status_code == 404
    refused = place_child(stranger, world.red_cross.library, place.mila)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/reference-not-found")
    for move in ("promote", "leave"):
        assert stranger.post(f"/v1/group-members/{place.owls_member}/{move}", {}).status_code == 404


def test_members_are_listed_by_child_group_and_state(world: World) -> None:
    place = world.indigo
    place_child(place.coordinator, place.owls, place.luka, wait=True)

    def found(person: Any, query: str) -> set[tuple[str, str]]:
        rows = person.get(f"/v1/group-members{query}").json()["items"]
        return {(row["child_id"], row["state"]) for row in rows}

    mila, luka = str(place.mila), str(place.luka)
    assert found(place.coordinator, f"?group_id={place.owls}") == {(mila, "active"), (luka, "waiting")}
    assert found(place.coordinator, f"?child_id={luka}") == {(luka, "active"), (luka, "waiting")}
    assert found(place.coordinator, "?state=waiting") == {(luka, "waiting")}
    assert found(place.volunteer, "") == {(mila, "active"), (luka, "waiting")}
    assert found(place.guardian, "") == found(place.mediator, "") == {(mila, "active")}
    assert row_of(world, place, GroupMember, place.foxes_member).state is MemberState.ACTIVE


@pytest.mark.parametrize("name", ["supervisor", "educator"])
def test_those_who_see_a_child_only_once_it_is_placed_promote_it_too(world: World, name: str) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    person = place.people[name]
    unseen = place_child(person, place.owls, child)
    assert (unseen.status_code, unseen.json()["type"]) == (422, "/problems/reference-not-found")
    waiting = place_child(place.coordinator, place.owls, child, wait=True).json()["id"]
    assert person.get(f"/v1/children/{child}").status_code == 404
    assert person.post(f"/v1/group-members/{waiting}/promote").status_code == 200
    assert person.get(f"/v1/children/{child}").json()["status"] == "active"
    assert person.post(f"/v1/group-members/{waiting}/leave", {}).status_code == 200
    assert person.get(f"/v1/children/{child}").status_code == 404
