"""Groups follow the policy of their programme; those outside it are listed with the reasons."""

from typing import Any

import pytest

from app.models import MentorGroup, Programme
from app.models.mentor_group import GroupKind, GroupStatus
from app.services.groups.forming_groups import follow_policy
from tests.groups import children, form, group, place_child, row_of
from tests.world import Place, World


def follow(world: World, place: Place, **rules: Any) -> None:
    """Changes the policy of the place's programme as its change over HTTP does."""
    with world.as_system(place) as db:
        programme = db.find(Programme, place.programme)
        programme.policy = {**programme.policy, **rules}
        db.flush()
        follow_policy(db, programme)
        db.commit()


def test_an_individual_group_has_one_place_and_one_without_a_roster_misses_nobody(world: World) -> None:
    place = world.indigo
    alone = form(place.coordinator, place, kind="individual").json()
    assert (alone["min_members"], alone["max_members"]) == (1, 1)
    follow(world, place, roster=False, max_group_size=200)
    open_door = form(place.coordinator, place, kind="library_drop_in").json()
    assert (open_door["min_members"], open_door["max_members"]) == (0, 200)


def names(answer: Any) -> list[str]:
    return [row["name"] for row in answer.json()["items"]]


def reasons(answer: Any) -> dict[str, list[tuple[str, int, int]]]:
    assert answer.status_code == 200, answer.text
    return {
        row["name"]: [(found["code"], found["present"], found["limit"]) for found in row["reasons"]]
        for row in answer.json()["items"]
    }


def test_groups_outside_the_policy_say_how(world: World) -> None:
    place, path = world.indigo, "/v1/mentor-groups/outside-policy"
    assert reasons(place.coordinator.get(path)) == {}
    group(world, place, name="Empty", min_members=1)
    group(world, place, name="Closed", status=GroupStatus.CLOSED, min_members=1)
    for child in children(world, place, 2):
        assert place_child(place.coordinator, place.owls, child).status_code == 201
    place.coordinator.post(f"/v1/group-leaders/{place.foxes_leader}/end", {})
    follow(world, place, max_group_size=2, max_children_per_leader=1)
    told = reasons(place.coordinator.get(f"{path}?sort=name&count=true"))
    assert told == {
        "Empty": [("below_minimum", 0, 1), ("no_leader", 0, 1)],
        "Foxes": [("no_leader", 0, 1)],
        "Owls": [("above_maximum", 3, 2), ("ratio_exceeded", 3, 1)],
    }
    assert place.coordinator.get(f"{path}?count=true&limit=1").json()["count"] == 3
    assert list(reasons(place.coordinator.get(f"{path}?reason=ratio_exceeded,above_maximum"))) == ["Owls"]
    assert list(reasons(place.coordinator.get(f"{path}?led_by={place.volunteer.user_id}"))) == ["Owls"]
    assert [row["leading"] for row in place.coordinator.get(f"{path}?q=owls").json()["items"]] == [1]
    assert place.coordinator.get(f"{path}?reason=too_loud").status_code == 422
    first = place.coordinator.get(f"{path}?sort=name&limit=2").json()
    rest = place.coordinator.get(f"{path}?sort=name&limit=2&cursor={first['next_cursor']}")
    assert names(rest) == ["Owls"]


@pytest.mark.parametrize(
    ("name", "seen"), [("coordinator", {"Owls", "Foxes"}), ("educator", {"Owls", "Foxes"}), ("supervisor", {"Owls"})]
)
def test_each_role_is_told_of_groups_in_its_reach(world: World, name: str, seen: set[str]) -> None:
    follow(world, world.indigo, min_group_size=2)
    told = reasons(world.indigo.people[name].get("/v1/mentor-groups/outside-policy"))
    assert told == {each: [("below_minimum", 1, 2)] for each in seen}


@pytest.mark.parametrize(
    "name", ["mediator", "volunteer", "assistant", "teacher", "guardian", "administrator", "dpo", "partner"]
)
def test_others_are_not_told(world: World, name: str) -> None:
    assert world.indigo.people[name].get("/v1/mentor-groups/outside-policy").status_code == 403


def test_children_beyond_a_lowered_maximum_stay_and_none_follows_until_there_is_room(world: World) -> None:
    place, made = world.indigo, children(world, world.indigo, 3)
    for child in made[:2]:
        place_child(place.coordinator, place.owls, child)
    follow(world, place, max_group_size=2)
    owls = row_of(world, place, MentorGroup, place.owls)
    assert (owls.active_members, owls.max_members, owls.surplus) == (3, 2, 1)
    for left, expected in ((False, 409), (True, 409), (True, 201)):
        if left:
            state = place.coordinator.get(f"/v1/mentor-groups/{place.owls}/members?state=active").json()["items"]
            place.coordinator.post(f"/v1/group-members/{state[0]['id']}/leave", {})
        assert place_child(place.coordinator, place.owls, made[2]).status_code == expected
    assert row_of(world, place, MentorGroup, place.owls).surplus == 0


def test_limits_follow_the_kind_of_the_group_too(world: World) -> None:
    place = world.indigo
    alone = group(world, place, kind=GroupKind.INDIVIDUAL, max_members=1)
    follow(world, place, max_group_size=9, max_children_per_leader=3)
    found = row_of(world, place, MentorGroup, alone)
    assert (found.max_members, found.max_per_leader) == (1, 3)
    assert row_of(world, place, MentorGroup, place.owls).max_members == 9
