"""Programmes: presets and single rules, who may plan them, and groups that follow the policy."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.ids import uuid7
from app.models import MentorGroup, RoleAssignment
from tests.world import World

NEW = {"name": "After school in Bujanovac", "kind": "after_school_groups", "starts_on": "2026-09-01"}


def create(world: World, **more: Any) -> Any:
    return world.indigo.coordinator.post("/v1/programmes", {**NEW, **more})


def path_of(world: World) -> str:
    return f"/v1/programmes/{world.indigo.programme}"


def owls(world: World) -> dict[str, Any]:
    row: dict[str, Any] = world.indigo.coordinator.get(f"/v1/mentor-groups/{world.indigo.owls}").json()
    return row


def test_a_preset_brings_its_rules_and_single_ones_replace_them(world: World) -> None:
    created = create(world, preset="after_school", policy={"max_group_size": 12})
    policy = created.json()["policy"]
    assert created.status_code == 201
    assert (policy["min_group_size"], policy["max_group_size"], policy["session_minutes"]) == (5, 12, 120)


def test_without_a_preset_the_general_rules_hold(world: World) -> None:
    row = create(world).json()
    assert (row["preset"], row["policy"]["max_group_size"], row["policy"]["roster"]) == (None, 20, True)
    assert row["policy"]["required_consents"] == ["participation"]


def test_a_drop_in_has_no_roster(world: World) -> None:
    policy = create(world, kind="library_drop_in", preset="library_drop_in").json()["policy"]
    assert (policy["roster"], policy["required_consents"]) == (False, [])


@pytest.mark.parametrize(
    ("policy", "pointer"),
    [
        ({"min_group_size": 30}, "/policy/min_group_size"),
        ({"max_group_size": 0}, "/policy/max_group_size"),
        ({"session_minutes": None}, "/policy/session_minutes"),
        ({"free_lunch": True}, "/policy/free_lunch"),
    ],
)
def test_rules_that_make_no_sense_are_named(world: World, policy: dict[str, Any], pointer: str) -> None:
    refused = create(world, policy=policy)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_the_smallest_size_cannot_pass_the_largest_of_the_preset(world: World) -> None:
    refused = create(world, preset="indigo", policy={"min_group_size": 8})
    assert refused.json()["errors"][0]["pointer"] == "/policy/min_group_size"


def test_it_cannot_end_before_it_begins(world: World) -> None:
    refused = create(world, ends_on="2026-08-31")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/ends_on"]
    assert create(world, ends_on="2026-09-01").status_code == 201


@pytest.mark.parametrize("change", [{"ends_on": "2025-12-31"}, {"starts_on": "2027-01-01"}])
def test_half_a_change_of_dates_is_checked_against_the_other_half(world: World, change: dict[str, str]) -> None:
    coordinator = world.indigo.coordinator
    assert coordinator.patch(path_of(world), {"ends_on": "2026-12-31"}).status_code == 200
    refused = coordinator.patch(path_of(world), change)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/ends_on")
    assert coordinator.get(path_of(world)).json()["ends_on"] == "2026-12-31"


def test_one_that_begins_later_is_planned(world: World) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    row = create(world, starts_on=tomorrow).json()
    assert row["status"] == "planned"
    assert create(world).json()["status"] == "running"
    started = world.indigo.coordinator.post(f"/v1/programmes/{row['id']}/start")
    assert started.json()["status"] == "running"


def test_the_creator_reaches_it_at_once(world: World) -> None:
    row = create(world).json()
    changed = world.indigo.coordinator.patch(f"/v1/programmes/{row['id']}", {"name": "After school"})
    assert (changed.status_code, changed.json()["name"]) == (200, "After school")


def test_a_coordinator_of_one_programme_plans_no_other(world: World) -> None:
    with world.as_system(world.indigo) as db:
        mine = sa.select(RoleAssignment).where(
            RoleAssignment.membership_id == world.indigo.coordinator.membership_id  # type: ignore[arg-type]
        )
        db.execute(mine).scalar_one().programme_id = world.indigo.programme
        db.commit()
    assert create(world).status_code == 403
    assert world.indigo.coordinator.patch(path_of(world), {"name": "Niš, south"}).status_code == 200


@pytest.mark.parametrize("role", ["supervisor", "educator", "mediator", "volunteer", "guardian", "dpo"])
def test_other_roles_read_but_do_not_plan(world: World, role: str) -> None:
    person = world.indigo.people[role]
    assert person.get(path_of(world)).status_code == 200
    assert person.post("/v1/programmes", NEW).status_code == 403
    assert person.patch(path_of(world), {"name": "Mine"}).status_code == 403


def test_the_same_id_and_content_again_gives_the_row_again(world: World) -> None:
    body = {**NEW, "id": str(uuid7()), "preset": "indigo", "policy": {"weekly_sessions": 2}}
    first, again = (world.indigo.coordinator.post("/v1/programmes", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    other = world.indigo.coordinator.post("/v1/programmes", {**body, "policy": {"weekly_sessions": 4}})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/id-conflict")


def test_a_patch_names_only_the_rules_that_change(world: World) -> None:
    before = world.indigo.coordinator.get(path_of(world)).json()["policy"]
    after = world.indigo.coordinator.patch(path_of(world), {"policy": {"report_due_hours": 24}}).json()["policy"]
    assert after == {**before, "report_due_hours": 24}


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_groups_follow_the_policy(world: World, role: str) -> None:
    rules = {"min_group_size": 2, "max_group_size": 9, "max_children_per_leader": 4}
    assert world.indigo.people[role].patch(path_of(world), {"policy": rules}).status_code == 200
    group = owls(world)
    assert (group["min_members"], group["max_members"], group["max_per_leader"]) == (2, 9, 4)


def test_a_limit_below_the_children_present_lets_them_stay_and_shows_the_group_outside_policy(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.find(MentorGroup, world.indigo.owls).active_members = 5
        db.commit()
    coordinator = world.indigo.coordinator
    assert coordinator.patch(path_of(world), {"policy": {"max_group_size": 4}}).status_code == 200
    assert (owls(world)["max_members"], owls(world)["active_members"]) == (4, 5)
    outside = coordinator.get("/v1/mentor-groups/outside-policy").json()["items"]
    assert [row["id"] for row in outside if "above_maximum" in str(row["reasons"])] == [str(world.indigo.owls)]
    full = coordinator.post(f"/v1/mentor-groups/{world.indigo.owls}/members", {"child_id": str(world.indigo.luka)})
    assert (full.status_code, full.json()["type"]) == (409, "/problems/capacity-exceeded")


def test_groups_of_other_programmes_keep_their_limits(world: World) -> None:
    row = create(world).json()
    rules = {"policy": {"max_group_size": 1}}
    assert world.indigo.coordinator.patch(f"/v1/programmes/{row['id']}", rules).status_code == 200
    assert owls(world)["max_members"] == 7


def test_closing_needs_a_reason_and_starting_takes_it_up_again(world: World) -> None:
    coordinator = world.indigo.coordinator
    assert coordinator.post(f"{path_of(world)}/close", {}).status_code == 422
    closed = coordinator.post(f"{path_of(world)}/close", {"reason": "The funding ended"})
    assert closed.json()["status"] == "closed"
    again = coordinator.post(f"{path_of(world)}/close", {"reason": "Once more"})
    assert (again.status_code, again.json()["allowed"]) == (409, ["start"])
    assert coordinator.post(f"{path_of(world)}/start").json()["status"] == "running"
    moves = coordinator.get(f"{path_of(world)}?include=transitions").json()["transitions"]
    assert [(move["move"], move["reason"]) for move in moves] == [("close", "The funding ended"), ("start", "")]


def test_the_state_is_not_a_member_that_can_be_patched(world: World) -> None:
    refused = world.indigo.coordinator.patch(path_of(world), {"status": "closed"})
    assert refused.json()["errors"][0]["code"] == "unknown"


def test_lists_filter_search_and_sort(world: World) -> None:
    create(world)
    ask = world.indigo.volunteer.get
    assert [row["name"] for row in ask("/v1/programmes?q=bujanovac").json()["items"]] == [NEW["name"]]
    assert [row["name"] for row in ask("/v1/programmes?q=nis&kind=online_learning_support").json()["items"]] == ["Niš"]
    assert [row["name"] for row in ask("/v1/programmes?sort=name").json()["items"]] == [NEW["name"], "Niš"]
    assert ask("/v1/programmes?status=closed,planned").json()["items"] == []
