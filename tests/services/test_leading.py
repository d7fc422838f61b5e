"""Who may lead a group and appoint leaders, and what ending it takes away at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.ids import uuid7
from app.models import Membership, User
from app.models.account import UserStatus
from tests.groups import group
from tests.world import Place, World


def appoint(person: Any, group_id: Any, leader: Any, **more: Any) -> Any:
    return person.post(f"/v1/mentor-groups/{group_id}/leaders", {"user_id": str(leader.user_id), **more})


def what_owls_show(place: Place, person: Any) -> list[int]:
    """The answers for the group, its child, its sessions (in two ways), its leaders and members."""
    return [
        person.get(path).status_code
        for path in (
            f"/v1/mentor-groups/{place.owls}",
            f"/v1/mentor-groups/{place.owls}/leaders",
            f"/v1/mentor-groups/{place.owls}/members",
            f"/v1/group-members/{place.owls_member}",
            f"/v1/group-leaders/{place.owls_leader}",
            f"/v1/children/{place.mila}",
            f"/v1/sessions/{place.owls_held}",
        )
    ]


def test_a_volunteer_whose_leading_ends_reads_nothing_from_the_next_request_on(world: World) -> None:
    place = world.indigo
    assert what_owls_show(place, place.volunteer) == [200] * 7
    ended = place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {"reason": "moved to Bor"})
    assert ended.status_code == 200
    assert ended.json()["end_reason"] == "moved to Bor"
    assert what_owls_show(place, place.volunteer) == [404] * 7
    for path in ("mentor-groups", "group-leaders", "group-members", "children", "sessions"):
        assert place.volunteer.get(f"/v1/{path}").json()["items"] == []
    assert what_owls_show(place, place.coordinator) == [200] * 7


def test_a_planned_end_comes_by_itself(world: World) -> None:
    place, later = world.indigo, clock.now() + timedelta(minutes=5)
    end = {"at": later.isoformat()}
    assert place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", end).status_code == 200
    assert what_owls_show(place, place.volunteer) == [200] * 7
    with time_machine.travel(later, tick=True):
        assert what_owls_show(place, place.volunteer) == [404] * 7


def test_a_leading_that_begins_later_shows_nothing_before(world: World) -> None:
    place, later = world.indigo, clock.now() + timedelta(minutes=5)
    assert appoint(place.coordinator, place.owls, place.volunteer2, valid_from=later.isoformat()).status_code == 201
    assert place.volunteer2.get(f"/v1/mentor-groups/{place.owls}").status_code == 404
    with time_machine.travel(later, tick=True):
        assert place.volunteer2.get(f"/v1/mentor-groups/{place.owls}").status_code == 200


def test_a_supervisor_ends_the_leading_of_a_volunteer_and_still_sees_that_it_ended(world: World) -> None:
    place = world.indigo
    ended = place.supervisor.post(f"/v1/group-leaders/{place.owls_leader}/end", {"reason": "paused"})
    assert ended.status_code == 200
    assert place.supervisor.get(f"/v1/mentor-groups/{place.owls}").status_code == 404
    assert place.supervisor.get(f"/v1/group-leaders/{place.owls_leader}").json() == ended.json()
    assert place.supervisor.post(f"/v1/group-leaders/{place.foxes_leader}/end", {}).status_code == 404


def test_leading_ends_once(world: World) -> None:
    place, path = world.indigo, f"/v1/group-leaders/{world.indigo.owls_leader}/end"
    assert place.coordinator.post(path, {}).json()["valid_to"] is not None
    again = place.coordinator.post(path, {})
    assert (again.status_code, again.json()["type"], again.json()["state"]) == (
        409,
        "/problems/illegal-transition",
        "ended",
    )


def test_an_end_before_the_beginning_is_refused_and_a_future_leading_can_be_called_off(world: World) -> None:
    place, now = world.indigo, clock.now()
    later = {"valid_from": (now + timedelta(days=3)).isoformat()}
    backwards = {**later, "valid_to": (now + timedelta(days=2)).isoformat()}
    refused = appoint(place.coordinator, place.owls, place.volunteer2, **backwards)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/valid_to")
    planned = appoint(place.coordinator, place.owls, place.volunteer2, **later).json()
    path = f"/v1/group-leaders/{planned['id']}/end"
    refused = place.coordinator.post(path, {"at": (now + timedelta(days=1)).isoformat()})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/at")
    called_off = place.coordinator.post(path, {}).json()
    assert called_off["valid_to"] == called_off["valid_from"] == planned["valid_from"]


@pytest.mark.parametrize("moment", ["2026-11-21T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_is_none_is_refused(world: World, moment: str) -> None:
    place = world.indigo
    assert appoint(place.coordinator, place.owls, place.volunteer2, valid_from=moment).status_code == 422
    assert place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {"at": moment}).status_code == 422


@pytest.mark.parametrize(
    ("name", "lead", "assistant"),
    [
        ("volunteer2", 201, 201),
        ("educator", 201, 201),
        ("mediator", 201, 201),
        ("coordinator", 201, 201),
        ("supervisor", 201, 201),
        ("assistant", 422, 201),
        ("teacher", 422, 422),
        ("guardian", 422, 422),
        ("administrator", 422, 422),
        ("dpo", 422, 422),
    ],
)
def test_who_may_lead_and_who_may_assist(world: World, name: str, lead: int, assistant: int) -> None:
    place = world.indigo
    for role, expected in (("lead", lead), ("assistant", assistant)):
        answer = appoint(place.coordinator, group(world, place), place.people[name], role=role)
        assert answer.status_code == expected
        if expected == 422:
            assert answer.json()["type"] == "/problems/may-not-lead"


def test_a_membership_that_has_ended_or_begins_later_lets_nobody_lead(world: World) -> None:
    place, path = world.indigo, {"valid_from": None, "valid_to": None}
    for period in (
        {**path, "valid_to": clock.now() - timedelta(days=1)},
        {**path, "valid_from": clock.now() + timedelta(days=1)},
    ):
        with world.as_system(place) as db:
            membership = db.find(Membership, place.volunteer2.membership_id)
            membership.valid_from, membership.valid_to = period["valid_from"], period["valid_to"]
            db.commit()
        assert appoint(place.coordinator, place.owls, place.volunteer2).status_code == 422
    start = (clock.now() + timedelta(days=2)).isoformat()
    assert appoint(place.coordinator, place.owls, place.volunteer2, valid_from=start).status_code == 201


def test_a_disabled_user_does_not_lead(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(User, place.volunteer2.user_id).status = UserStatus.DISABLED
        db.commit()
    assert appoint(place.coordinator, place.owls, place.volunteer2).status_code == 422


def test_people_of_another_organisation_do_not_lead_here(world: World) -> None:
    answer = appoint(world.indigo.coordinator, world.indigo.owls, world.red_cross.volunteer)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/reference-not-found")


def test_nobody_leads_a_group_twice_at_once_but_may_again_later(world: World) -> None:
    place = world.indigo
    again = appoint(place.coordinator, place.owls, place.volunteer, role="co_lead")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-in-group")
    assert again.json()["present"] == str(place.owls_leader)
    place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {})
    assert appoint(place.coordinator, place.owls, place.volunteer).status_code == 201
    assert what_owls_show(place, place.volunteer)[0] == 200
    assert appoint(place.coordinator, place.foxes, place.volunteer).status_code == 201


def test_a_repeated_request_with_the_clients_id_appoints_once(world: World) -> None:
    place, id = world.indigo, str(uuid7())
    first = appoint(place.coordinator, place.owls, place.volunteer2, id=id, valid_from=None)
    again = appoint(place.coordinator, place.owls, place.volunteer2, id=id, valid_from=None)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert appoint(place.coordinator, place.foxes, place.volunteer2, id=id).status_code == 409


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("coordinator", 201),
        ("supervisor", 201),
        ("educator", 403),
        ("mediator", 403),
        ("volunteer", 403),
        ("assistant", 403),
        ("teacher", 403),
        ("guardian", 403),
        ("administrator", 403),
        ("dpo", 403),
        ("partner", 403),
    ],
)
def test_who_may_appoint_and_end(world: World, name: str, expected: int) -> None:
    place = world.indigo
    person = place.people[name]
    assert appoint(person, place.owls, place.mediator).status_code == expected
    ending = person.post(f"/v1/group-leaders/{place.owls_leader}/end", {})
    assert ending.status_code == (200 if expected == 201 else 403)


def test_a_supervisor_and_a_stranger_appoint_nobody_out_of_their_reach(world: World) -> None:
    place = world.indigo
    assert appoint(place.supervisor, place.foxes, place.volunteer).status_code == 404
    assert appoint(world.red_cross.coordinator, place.owls, world.red_cross.volunteer).status_code == 404
    assert world.red_cross.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {}).status_code == 404


def test_why_a_leading_ended_is_for_those_who_decide_about_it(world: World) -> None:
    place = world.indigo
    assistant = place.coordinator.get(f"/v1/group-leaders?user_id={place.assistant.user_id}").json()["items"][0]
    place.coordinator.post(f"/v1/group-leaders/{assistant['id']}/end", {"reason": "needs rest"})
    path = f"/v1/mentor-groups/{place.owls}/leaders?id={assistant['id']}"
    for name in ("coordinator", "supervisor"):
        assert place.people[name].get(path).json()["items"][0]["end_reason"] == "needs rest"
    for name in ("educator", "mediator", "volunteer"):
        assert "end_reason" not in place.people[name].get(path).json()["items"][0]
        included = place.people[name].get(f"/v1/mentor-groups/{place.owls}?include=leaders")
        assert "needs rest" not in included.text


def test_leaders_are_listed_by_person_role_group_and_the_present(world: World) -> None:
    place = world.indigo
    place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {})
    listed = {
        query: {row["user_id"] for row in place.coordinator.get(f"/v1/{query}").json()["items"]}
        for query in (
            f"mentor-groups/{place.owls}/leaders",
            f"mentor-groups/{place.owls}/leaders?now=true",
            f"mentor-groups/{place.owls}/leaders?now=false",
            "group-leaders?role=assistant",
            f"group-leaders?group_id={place.foxes}",
        )
    }
    volunteer, assistant = str(place.volunteer.user_id), str(place.assistant.user_id)
    assert list(listed.values()) == [
        {volunteer, assistant},
        {assistant},
        {volunteer},
        {assistant},
        {str(place.volunteer2.user_id)},
    ]
