"""Placing children: places, ratio, consents, the waiting list, and who may do it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.ids import uuid7
from app.models import Child, ConsentEffect, GroupLeader, GroupMember, MentorGroup, Programme
from app.models.child import ChildStatus
from app.models.consent import ConsentState
from app.models.mentor_group import LeaderRole
from app.models.programme import ProgrammeStatus
from tests.groups import children, group, place_child, row_of
from tests.world import Place, World


def counts(world: World, place: Place, group_id: UUID) -> tuple[int, int]:
    """The group's counters, after checking that they tell what the rows tell."""
    with world.as_system(place) as db:
        found = db.find(MentorGroup, group_id)
        states = list(db.execute(sa.select(GroupMember.state).where(GroupMember.group_id == group_id)).scalars())
    assert (states.count("active"), states.count("waiting")) == (found.active_members, found.waiting_members)
    return found.active_members, found.waiting_members


def let(world: World, place: Place, model: Any, id: UUID, **values: Any) -> None:
    with world.as_system(place) as db:
        row = db.find(model, id)
        for name, value in values.items():
            setattr(row, name, value)
        db.commit()


def policy(world: World, place: Place, **rules: Any) -> None:
    with world.as_system(place) as db:
        programme = db.find(Programme, place.programme)
        programme.policy = {**programme.policy, **rules}
        db.commit()


def problem(answer: Any, slug: str, status: int = 409) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    found: dict[str, Any] = answer.json()
    return found


def test_a_waiting_child_that_gets_a_place_becomes_active(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    answer = place_child(place.coordinator, place.owls, child)
    assert answer.status_code == 201
    member = answer.json()
    assert (member["state"], member["child_id"], member["group_id"]) == ("active", str(child), str(place.owls))
    assert member["joined_at"] is not None
    assert answer.headers["location"] == f"/v1/group-members/{member['id']}"
    assert place.coordinator.get(answer.headers["location"]).json() == member
    assert row_of(world, place, Child, child).status is ChildStatus.ACTIVE
    assert counts(world, place, place.owls) == (2, 0)


def test_a_full_group_refuses_and_says_how_full_it_is(world: World) -> None:
    place, made = world.indigo, children(world, world.indigo, 3)
    full = group(world, place, max_members=2)
    assert [place_child(place.coordinator, full, child).status_code for child in made] == [201, 201, 409]
    refused = problem(place_child(place.coordinator, full, made[2]), "capacity-exceeded")
    assert (refused["rule"], refused["limit"], refused["present"]) == ("places", 2, 2)
    assert row_of(world, place, Child, made[2]).status is ChildStatus.WAITING
    assert counts(world, place, full) == (2, 0)


def test_the_ratio_binds_where_leaders_have_fewer_children_each_than_the_group_has_places(world: World) -> None:
    place, made = world.indigo, children(world, world.indigo, 4)
    small = group(world, place, max_members=7, max_per_leader=1)
    assert place_child(place.coordinator, small, made[0]).status_code == 201
    assert place_child(place.coordinator, small, made[1]).status_code == 201  # nobody leads: only the places count
    lead(world, place, small, place.volunteer.user_id, LeaderRole.LEAD)
    lead(world, place, small, place.assistant.user_id, LeaderRole.ASSISTANT)
    refused = problem(place_child(place.coordinator, small, made[2]), "capacity-exceeded")
    assert (refused["rule"], refused["limit"], refused["present"]) == ("ratio", 1, 2)
    lead(world, place, small, place.volunteer2.user_id, LeaderRole.CO_LEAD)
    lead(world, place, small, place.educator.user_id, LeaderRole.CO_LEAD)
    assert place_child(place.coordinator, small, made[2]).status_code == 201
    assert problem(place_child(place.coordinator, small, made[3]), "capacity-exceeded")["limit"] == 3


def lead(world: World, place: Place, group_id: UUID, user_id: UUID, role: LeaderRole) -> None:
    with world.as_system(place) as db:
        db.put(GroupLeader(group_id=group_id, user_id=user_id, role=role, valid_from=clock.now()))
        db.commit()


def test_a_leader_whose_time_is_over_counts_no_more(world: World) -> None:
    place, made = world.indigo, children(world, world.indigo, 2)
    small = group(world, place, max_members=7, max_per_leader=1)
    with world.as_system(place) as db:
        ended = {"valid_from": db.at - timedelta(days=9), "valid_to": db.at - timedelta(days=1)}
        db.put(GroupLeader(group_id=small, user_id=place.volunteer.user_id, **ended))
        db.put(GroupLeader(group_id=small, user_id=place.volunteer2.user_id, valid_from=db.at - timedelta(days=9)))
        db.commit()
    assert [place_child(place.coordinator, small, child).status_code for child in made] == [201, 409]


def test_the_waiting_list_is_open_when_the_group_is_full_and_needs_no_consent(world: World) -> None:
    place, small = world.indigo, group(world, world.indigo, max_members=1)
    (first,), (second,) = children(world, place, 1), children(world, place, 1, consented=False)
    assert place_child(place.coordinator, small, first).status_code == 201
    waiting = place_child(place.coordinator, small, second, wait=True)
    assert (waiting.status_code, waiting.json()["state"], waiting.json()["joined_at"]) == (201, "waiting", None)
    assert row_of(world, place, Child, second).status is ChildStatus.WAITING
    assert counts(world, place, small) == (1, 1)


def test_the_waiting_list_is_listed_in_its_order(world: World) -> None:
    place, made = world.indigo, children(world, world.indigo, 3)
    for child in made:
        place_child(place.coordinator, place.owls, child, wait=True)
    listed = place.coordinator.get(f"/v1/mentor-groups/{place.owls}/members?state=waiting").json()["items"]
    assert [row["child_id"] for row in listed] == [str(child) for child in made]


def test_promoting_takes_a_place_or_is_refused_and_leaving_frees_one(world: World) -> None:
    place, (first, second) = world.indigo, children(world, world.indigo, 2)
    small = group(world, place, max_members=1)
    member = place_child(place.coordinator, small, first).json()["id"]
    waiting = place_child(place.coordinator, small, second, wait=True).json()["id"]
    problem(place.coordinator.post(f"/v1/group-members/{waiting}/promote"), "capacity-exceeded")
    assert counts(world, place, small) == (1, 1)
    left = place.coordinator.post(f"/v1/group-members/{member}/leave", {"reason": "moved away"}).json()
    assert (left["state"], left["left_at"] is not None) == ("left", True)
    assert counts(world, place, small) == (0, 1)
    promoted = place.coordinator.post(f"/v1/group-members/{waiting}/promote").json()
    assert (promoted["state"], promoted["joined_at"] is not None) == ("active", True)
    assert row_of(world, place, Child, second).status is ChildStatus.ACTIVE
    assert counts(world, place, small) == (1, 0)


def test_every_move_of_a_member_is_kept_with_its_reason(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    id = place_child(place.coordinator, place.owls, child, wait=True).json()["id"]
    place.coordinator.post(f"/v1/group-members/{id}/promote")
    place.coordinator.post(f"/v1/group-members/{id}/leave", {"reason": "moved away"})
    moves = place.coordinator.get(f"/v1/group-members/{id}?include=transitions").json()["transitions"]
    assert sorted((move["move"], move["reason"]) for move in moves) == [("leave", "moved away"), ("promote", "")]
    again = problem(place.coordinator.post(f"/v1/group-members/{id}/leave", {}), "illegal-transition")
    assert (again["state"], again["allowed"]) == ("left", [])
    problem(place.coordinator.post(f"/v1/group-members/{id}/promote"), "illegal-transition")


def test_leaving_the_waiting_list_leaves_the_places_alone(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    id = place_child(place.coordinator, place.owls, child, wait=True).json()["id"]
    assert place.coordinator.post(f"/v1/group-members/{id}/leave", {}).status_code == 200
    assert counts(world, place, place.owls) == (1, 0)


def test_a_child_is_once_in_a_group_and_may_be_in_several(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    first = place_child(place.coordinator, place.owls, child).json()["id"]
    assert problem(place_child(place.coordinator, place.owls, child), "already-in-group")["present"] == first
    assert problem(place_child(place.coordinator, place.owls, child, wait=True), "already-in-group")
    assert place_child(place.coordinator, place.foxes, child).status_code == 201
    place.coordinator.post(f"/v1/group-members/{first}/leave", {})
    assert place_child(place.coordinator, place.owls, child).status_code == 201


def test_a_place_needs_the_consents_that_the_programme_asks_for(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    policy(world, place, required_consents=["participation", "messaging"])
    refused = place_child(place.coordinator, place.owls, child)
    assert problem(refused, "consent-required")["purposes"] == ["messaging"]
    waiting = place_child(place.coordinator, place.owls, child, wait=True).json()["id"]
    problem(place.coordinator.post(f"/v1/group-members/{waiting}/promote"), "consent-required")
    policy(world, place, required_consents=["participation"])
    assert place.coordinator.post(f"/v1/group-members/{waiting}/promote").status_code == 200


@pytest.mark.parametrize("ended", ["withdrawn", "run out"])
def test_a_consent_that_is_over_does_not_count(world: World, ended: str) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    with world.as_system(place) as db:
        effect = db.execute(sa.select(ConsentEffect).where(ConsentEffect.child_id == child)).scalar_one()
        if ended == "withdrawn":
            effect.state = ConsentState.WITHDRAWN
        else:
            effect.valid_until = clock.today() - timedelta(days=1)
        db.commit()
    assert problem(place_child(place.coordinator, place.owls, child), "consent-required")["purposes"] == [
        "participation"
    ]


def test_without_a_roster_there_are_no_members(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    policy(world, place, roster=False)
    for wait in (False, True):
        problem(place_child(place.coordinator, place.owls, child, wait=wait), "no-roster")


def test_a_closed_programme_takes_no_child(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    let(world, place, Programme, place.programme, status=ProgrammeStatus.CLOSED)
    refused = problem(place_child(place.coordinator, place.owls, child), "illegal-transition")
    assert (refused["resource"], refused["state"], refused["allowed"]) == ("programmes", "closed", ["start"])


@pytest.mark.parametrize("status", [ChildStatus.PAUSED, ChildStatus.COMPLETED, ChildStatus.LEFT])
def test_a_child_that_takes_no_part_is_activated_first(world: World, status: ChildStatus) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1, status=status)
    refused = problem(place_child(place.coordinator, place.owls, child), "illegal-transition")
    assert (refused["resource"], refused["state"]) == ("children", status.value)
    assert "activate" in refused["allowed"]
    assert counts(world, place, place.owls) == (1, 0)


def test_a_child_takes_part_in_the_groups_of_its_own_programme(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    with world.as_system(place) as db:
        niš = db.find(Programme, place.programme)
        other = db.put(Programme(name="Bor", kind=niš.kind, policy=niš.policy, starts_on=niš.starts_on)).id
        db.commit()
    problem(place_child(place.coordinator, group(world, place, programme_id=other), child), "other-programme")


def test_a_repeated_request_with_the_clients_id_gives_the_same_place(world: World) -> None:
    place, (child, other) = world.indigo, children(world, world.indigo, 2)
    small, id = group(world, place, max_members=1), str(uuid7())
    first = place_child(place.coordinator, small, child, id=id)
    again = place_child(place.coordinator, small, child, id=id)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    problem(place_child(place.coordinator, small, other, id=id), "id-conflict")
    problem(place_child(place.coordinator, place.owls, child, id=id), "id-conflict")
    assert counts(world, place, small) == (1, 0)


def test_a_repeated_request_with_its_idempotency_key_gives_the_same_answer(world: World) -> None:
    place, (child,) = world.indigo, children(world, world.indigo, 1)
    path, key = f"/v1/mentor-groups/{place.owls}/members", {"idempotency-key": "place-1"}
    first, again = (place.coordinator.post(path, {"child_id": str(child)}, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert counts(world, place, place.owls) == (2, 0)
