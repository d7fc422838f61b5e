"""Mentor groups over HTTP: forming, finding, changing, closing."""

from typing import Any

import pytest

from app.core.ids import uuid7
from app.models import Child, Programme
from app.models.child import ChildStatus
from app.models.programme import Policy, ProgrammeStatus
from tests.groups import children, form, place_child, row_of
from tests.world import World

GROUP_ROLES = ("coordinator", "supervisor", "educator", "mediator", "volunteer", "assistant", "teacher", "guardian")
OTHERS = ("administrator", "dpo", "partner")


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["items"]]


def test_a_new_group_has_the_limits_of_its_programme(world: World) -> None:
    answer = form(world.indigo.coordinator, world.indigo, languages=["sr-Cyrl", "rom"], grades=[1, 2])
    assert answer.status_code == 201
    formed = answer.json()
    assert (formed["min_members"], formed["max_members"], formed["max_per_leader"]) == (1, 7, 7)
    assert (formed["active_members"], formed["waiting_members"], formed["status"]) == (0, 0, "active")
    assert formed["languages"] == ["sr-Cyrl", "rom"]
    assert world.indigo.coordinator.get(answer.headers["location"]).json() == formed
    formed = form(world.red_cross.coordinator, world.red_cross, kind="after_school").json()
    assert (formed["min_members"], formed["max_members"]) == (5, 20)


@pytest.mark.parametrize(("status", "expected"), [("planned", 201), ("running", 201), ("closed", 409)])
def test_a_group_is_formed_in_a_programme_that_is_not_closed(world: World, status: str, expected: int) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        own = {"kind": "after_school_groups", "policy": Policy().model_dump(mode="json")}
        programme = Programme(name="Bor", status=ProgrammeStatus(status), **own)
        programme.starts_on = db.at.date()
        other = db.put(programme).id
        db.commit()
    answer = form(place.coordinator, place, programme_id=str(other))
    assert answer.status_code == expected
    if expected == 409:
        assert (answer.json()["resource"], answer.json()["allowed"]) == ("programmes", ["start"])


def test_the_same_id_with_the_same_content_forms_one_group(world: World) -> None:
    place, id = world.indigo, str(uuid7())
    first, again, other = (form(place.coordinator, place, id=id, name=name) for name in ("Hares", "Hares", "Bears"))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()


@pytest.mark.parametrize("name", [*GROUP_ROLES, *OTHERS])
def test_who_may_form_change_and_close_groups(world: World, name: str) -> None:
    place, path = world.indigo, f"/v1/mentor-groups/{world.indigo.owls}"
    person = place.people[name]
    assert form(person, place).status_code == (201 if name == "coordinator" else 403)
    changed = person.patch(path, {"name": "Wise Owls"}).status_code
    assert changed == (200 if name in ("coordinator", "supervisor", "educator") else 403)
    reopened = person.post(f"{path}/reopen").status_code
    assert reopened == (409 if name == "coordinator" else 403)
    closed = person.post(f"{path}/close", {"reason": "the school year is over"}).status_code
    assert closed == (200 if name == "coordinator" else 403)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("coordinator", ["Foxes", "Owls"]),
        ("educator", ["Foxes", "Owls"]),
        ("supervisor", ["Owls"]),
        ("mediator", ["Owls"]),
        ("volunteer", ["Owls"]),
        ("volunteer2", ["Foxes"]),
        ("assistant", ["Owls"]),
        ("teacher", ["Owls"]),
        ("guardian", ["Owls"]),
    ],
)
def test_each_role_finds_the_groups_in_its_reach(world: World, name: str, seen: list[str]) -> None:
    place = world.indigo
    person = place.people[name]
    assert names(person.get("/v1/mentor-groups?sort=name")) == seen
    assert person.get("/v1/mentor-groups?count=true").json()["count"] == len(seen)
    for each in ("Owls", "Foxes"):
        found = person.get(f"/v1/mentor-groups/{place.ids[each.lower()]}").status_code
        assert found == (200 if each in seen else 404)


def test_those_without_groups_and_strangers_find_none(world: World) -> None:
    for name in OTHERS:
        assert world.indigo.people[name].get("/v1/mentor-groups").status_code == 403
    stranger = world.red_cross.coordinator
    assert names(stranger.get("/v1/mentor-groups")) == ["Library"]
    for method, path in (("GET", ""), ("GET", "/members"), ("GET", "/leaders"), ("POST", "/reopen")):
        assert stranger.request(method, f"/v1/mentor-groups/{world.indigo.owls}{path}").status_code == 404


def test_groups_are_found_by_where_they_belong_and_who_is_in_them(world: World) -> None:
    place = world.indigo
    form(place.coordinator, place, kind="individual", site_id=str(place.site))
    found = {
        "q=sov": [],
        "q=OWL": ["Owls"],
        f"programme_id={place.programme}": ["Foxes", "Hares", "Owls"],
        f"school_id={place.school}": ["Foxes", "Owls"],
        f"site_id={place.site}": ["Hares"],
        "kind=individual,after_school": ["Hares"],
        "status=closed": [],
        f"led_by={place.volunteer.user_id}": ["Owls"],
        f"led_by={place.assistant.user_id},{place.volunteer2.user_id}": ["Foxes", "Owls"],
        f"child_id={place.luka}": ["Foxes"],
    }
    for query, expected in found.items():
        assert names(place.coordinator.get(f"/v1/mentor-groups?sort=name&{query}")) == expected, query


def test_filters_through_people_see_only_the_present(world: World) -> None:
    place = world.indigo
    place.coordinator.post(f"/v1/group-members/{place.owls_member}/leave", {})
    place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {})
    assert names(place.coordinator.get(f"/v1/mentor-groups?child_id={place.mila}")) == []
    assert names(place.coordinator.get(f"/v1/mentor-groups?led_by={place.volunteer.user_id}")) == []
    assert names(place.volunteer2.get(f"/v1/mentor-groups?led_by={place.volunteer.user_id}")) == []


def test_a_group_is_shown_with_its_people_and_moves_as_far_as_one_may_see_them(world: World) -> None:
    place, path = world.indigo, f"/v1/mentor-groups/{world.indigo.owls}"
    whole = place.coordinator.get(f"{path}?include=leaders,members,transitions").json()
    assert {row["role"] for row in whole["leaders"]} == {"lead", "assistant"}
    assert [row["child_id"] for row in whole["members"]] == [str(place.mila)]
    assert whole["transitions"] == []
    place_child(place.coordinator, place.owls, place.luka)
    for name, expected in (("volunteer", 2), ("guardian", 1), ("teacher", 1)):
        assert len(place.people[name].get(f"{path}?include=members").json()["members"]) == expected
    assert place.guardian.get(f"{path}?include=leaders").status_code == 422


def test_a_change_needs_the_etag_and_keeps_the_limits(world: World) -> None:
    place, path = world.indigo, f"/v1/mentor-groups/{world.indigo.owls}"
    assert place.coordinator.request("PATCH", path, json={"name": "Bears"}).status_code == 428
    assert place.coordinator.patch(path, {"max_members": 99}).status_code == 422
    changed = place.coordinator.patch(path, {"name": "Сове", "grades": [4], "school_id": None})
    assert (changed.json()["name"], changed.json()["grades"], changed.json()["school_id"]) == ("Сове", [4], None)
    assert names(place.coordinator.get("/v1/mentor-groups?q=sove")) == ["Сове"]


def test_closing_ends_places_turns_and_leading_and_reopening_begins_anew(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    path, reason = f"/v1/mentor-groups/{place.owls}", "the school year is over"
    place_child(place.coordinator, place.owls, child, wait=True)
    assert place.coordinator.post(f"{path}/close", {"reason": ""}).status_code == 422
    closed = place.coordinator.post(f"{path}/close", {"reason": reason}).json()
    assert (closed["status"], closed["active_members"], closed["waiting_members"]) == ("closed", 0, 0)
    shown = place.coordinator.get(f"{path}?include=leaders,members,transitions").json()
    assert {row["state"] for row in shown["members"]} == {"left"}
    assert {(row["end_reason"], row["valid_to"] is None) for row in shown["leaders"]} == {(reason, False)}
    assert [(move["move"], move["reason"]) for move in shown["transitions"]] == [("close", reason)]
    assert place.volunteer.get(path).status_code == 404
    assert row_of(world, place, Child, place.mila).status is ChildStatus.WAITING
    refused = place_child(place.coordinator, place.owls, child)
    assert (refused.status_code, refused.json()["resource"]) == (409, "mentor-groups")
    assert refused.json()["allowed"] == ["reopen"]
    leader = {"user_id": str(place.volunteer.user_id)}
    assert place.coordinator.post(f"{path}/leaders", leader).status_code == 409
    assert place.coordinator.post(f"{path}/reopen").json()["status"] == "active"
    assert place.coordinator.post(f"{path}/leaders", leader).status_code == 201
    assert place_child(place.coordinator, place.owls, child).status_code == 201


def test_a_group_of_a_closed_programme_stays_closed(world: World) -> None:
    place, path = world.indigo, f"/v1/mentor-groups/{world.indigo.owls}"
    place.coordinator.post(f"{path}/close", {"reason": "the school year is over"})
    with world.as_system(place) as db:
        db.find(Programme, place.programme).status = ProgrammeStatus.CLOSED
        db.commit()
    refused = place.coordinator.post(f"{path}/reopen")
    assert (refused.status_code, refused.json()["resource"]) == (409, "programmes")
