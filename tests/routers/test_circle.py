"""The circle of care: who can see a child is exactly who is told, and who has seen it stands in the log."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import GroupLeader, User
from app.models.account import UserStatus
from tests.consents import sharing
from tests.households import assign, end_membership, programme, wrong
from tests.world import Person, Place, World

ASKERS = ("coordinator", "guardian", "dpo")
RELATIONS = {
    "coordinator": "programme_coordinator",
    "supervisor": "team_supervisor",
    "educator": "group_educator",
    "mediator": "family_mediator",
    "volunteer": "group_leader",
    "assistant": "group_assistant",
    "teacher": "class_teacher",
    "guardian": "guardian",
}


def circle(world: World, child: str = "mila", asker: str = "dpo") -> Any:
    answer = world.indigo.people[asker].get(f"/v1/children/{world.indigo.ids[child]}/circle")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def who_really_sees(place: Place, child: Any) -> set[tuple[str, str]]:
    """Everyone of the organisation for whom the child is there."""
    found = set()
    for person in place.people.values():
        status = person.get(f"/v1/children/{child}").status_code
        assert status in (200, 403, 404)
        if status == 200:
            found.add((str(person.user_id), person.role.value))
    return found


def require_truth(world: World) -> set[str]:
    """That the circles of both children name exactly those who see them; gives the roles around Mila."""
    for child in ("mila", "luka"):
        told = [(row["user_id"], row["role"]) for row in circle(world, child)]
        assert len(told) == len(set(told))
        assert set(told) == who_really_sees(world.indigo, world.indigo.ids[child])
    return {row["role"] for row in circle(world)}


def test_the_circle_is_exactly_who_sees_the_child(world: World) -> None:
    assert require_truth(world) == RELATIONS.keys()
    assert {row["role"]: row["relation"] for row in circle(world)} == RELATIONS
    assert {row["role"] for row in circle(world, "luka")} == {"coordinator", "educator", "volunteer"}


def test_it_moves_with_every_relation(world: World) -> None:
    place, past = world.indigo, clock.now() - timedelta(seconds=1)
    people, everyone = place.people, set(RELATIONS)
    place.guardian.post(f"/v1/consents/{sharing(world)}/withdraw", {})
    assert everyone - require_truth(world) == {"teacher"}
    place.coordinator.patch(f"/v1/families/{place.petrovic}", {"mediator_id": None})
    assert everyone - require_truth(world) == {"teacher", "mediator"}
    place.coordinator.patch(f"/v1/guardians/{place.jelena}", {"safety_excluded": True})
    assert everyone - require_truth(world) == {"teacher", "mediator", "guardian"}
    with world.as_system(place) as db:
        db.find(GroupLeader, place.owls_leader).valid_to = past
        db.commit()
    assert everyone - require_truth(world) == {"teacher", "mediator", "guardian", "volunteer", "supervisor"}
    assign(world, people["educator"], programme_id=programme(world, place))
    assert require_truth(world) == {"coordinator", "assistant"}
    assign(world, people["educator"], programme_id=None, school_id=place.school)
    assert require_truth(world) == {"coordinator", "assistant", "educator"}
    place.coordinator.post(f"/v1/children/{place.mila}/leave", {"left_reason": "other"})
    assert require_truth(world) == {"coordinator"}
    assign(world, people["coordinator"], valid_to=past)
    assert require_truth(world) == set()


def test_it_does_not_name_who_can_no_longer_sign_in(world: World) -> None:
    end_membership(world, world.indigo, world.indigo.educator, clock.now() - timedelta(seconds=1))
    with world.as_system(world.indigo) as db:
        db.find(User, world.indigo.volunteer.user_id).status = UserStatus.DISABLED
        db.commit()
    assert RELATIONS.keys() - {row["role"] for row in circle(world)} == {"educator", "volunteer"}


def test_it_says_since_when(world: World) -> None:
    before = clock.now()
    for row in circle(world):
        assert row["since"] < before.isoformat()
    changed = world.indigo.coordinator.patch(f"/v1/families/{world.indigo.petrovic}", {"mediator_id": None})
    assert changed.status_code == 200
    mediator = {"mediator_id": str(world.indigo.mediator.user_id)}
    assert world.indigo.coordinator.patch(f"/v1/families/{world.indigo.petrovic}", mediator).status_code == 200
    since = {row["role"]: row["since"] for row in circle(world)}
    assert since["mediator"] > before.isoformat() > since["guardian"]
    verified = world.indigo.coordinator.get(f"/v1/guardianships?child_id={world.indigo.mila}").json()["items"][0]
    assert since["guardian"] == verified["verified_at"]


def test_guardians_are_told_roles_and_first_names(world: World) -> None:
    told = circle(world, asker="guardian")
    assert {row["role"] for row in told} == RELATIONS.keys()
    for row in told:
        assert row.keys() == {"given_name", "role", "relation", "since"}
    assert "Test" not in str(circle(world, asker="coordinator"))
    assert circle(world, asker="coordinator")[0].keys() == {"user_id", "given_name", "role", "relation", "since"}


@pytest.mark.parametrize("way", ["circle", "access-log"])
def test_who_may_ask(world: World, way: str) -> None:
    place = world.indigo

    def status(person: Person, child: Any) -> int:
        return int(person.get(f"/v1/children/{child}/{way}").status_code)

    for role, person in place.people.items():
        assert status(person, place.mila) == (200 if role in ASKERS else 403)
    assert [status(place.people[role], place.luka) for role in ASKERS] == [200, 404, 200]
    assert [status(place.people[role], world.red_cross.ada) for role in ASKERS] == [404, 404, 404]
    assert status(place.dpo, uuid7()) == 404
    assign(world, place.coordinator, programme_id=programme(world, place))
    assert status(place.coordinator, place.mila) == 404
    place.dpo.token_made = "x" + place.dpo.token
    assert status(place.dpo, place.mila) == 401


def test_nothing_else_can_be_asked_of_it(world: World) -> None:
    path = f"/v1/children/{world.indigo.mila}/circle"
    assert wrong(world.indigo.dpo.get(f"{path}?fields=role")) == (422, "query/fields", "unknown")


def test_a_circle_that_has_not_changed_is_not_sent_again(world: World) -> None:
    path = f"/v1/children/{world.indigo.mila}/circle"
    tag = world.indigo.guardian.get(path).headers["etag"]
    assert world.indigo.guardian.get(path, headers={"if-none-match": tag}).status_code == 304
    world.indigo.guardian.post(f"/v1/consents/{sharing(world)}/withdraw", {})
    assert world.indigo.guardian.get(path, headers={"if-none-match": tag}).status_code == 200


def log(world: World, asker: str = "dpo", query: str = "", child: str = "mila") -> Any:
    answer = world.indigo.people[asker].get(f"/v1/children/{world.indigo.ids[child]}/access-log{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_log_names_who_has_seen_or_changed_the_child(world: World) -> None:
    place = world.indigo
    mila = f"/v1/children/{place.mila}"
    assert place.teacher.get(mila).status_code == 200
    assert place.mediator.get("/v1/children").status_code == 200
    assert place.volunteer.get(mila).status_code == 200
    assert place.educator.patch(mila, {"grade": 4}).status_code == 200
    assert place.coordinator.get(f"/v1/children/{place.luka}").status_code == 200
    entries = log(world)
    assert [(row["role"], row["verb"]) for row in entries][:4] == [
        ("educator", "update"),
        ("educator", "read"),
        ("mediator", "read"),
        ("teacher", "read"),
    ]
    assert {row["role"] for row in entries[4:]} <= {"system"}
    assert [row["user_id"] for row in entries[2:4]] == [str(place.mediator.user_id), str(place.teacher.user_id)]
    assert entries[3]["tiers"] == [2, 3]
    assert [row["at"] for row in entries] == sorted((row["at"] for row in entries), reverse=True)
    assert {row["role"] for row in log(world, child="luka")} == {"coordinator", "system"}


def test_asking_is_itself_in_the_log(world: World) -> None:
    assert {row["role"] for row in log(world)} == {"system"}
    circle(world, asker="guardian")
    assert {row["role"] for row in log(world)} == {"system", "guardian", "data_protection_officer"}


def test_guardians_are_told_roles_and_days_each_once(world: World) -> None:
    for _ in range(3):
        world.indigo.teacher.get(f"/v1/children/{world.indigo.mila}")
    today = clock.today().isoformat()
    assert log(world, "guardian") == [{"on": today, "role": "teacher"}, {"on": today, "role": "system"}]


def test_the_log_is_of_a_period(world: World) -> None:
    def on(days: float) -> str:
        return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert log(world, query=f"?at_from={on(-300)}&at_to={on(-1)}") == []
    assert log(world, query=f"?at_to={on(-1)}") == []
    assert len(log(world, query=f"?at_from={on(-1)}")) >= 1
    for period in (f"at_from={on(-400)}", f"at_from={on(1)}", f"at_from={on(0)}&at_to={on(-1)}"):
        refused = world.indigo.dpo.get(f"/v1/children/{world.indigo.mila}/access-log?{period}")
        assert wrong(refused) == (422, "query/at_to", "out_of_range")
    for query, name in (("at_from=yesterday", "at_from"), ("at_to=2026-01-01T00:00:00", "at_to"), ("limit=5", "limit")):
        refused = world.indigo.dpo.get(f"/v1/children/{world.indigo.mila}/access-log?{query}")
        assert wrong(refused)[:2] == (422, f"query/{name}")


def test_the_log_is_of_two_hundred_rows_at_most(world: World) -> None:
    for _ in range(205):
        world.indigo.teacher.get(f"/v1/children/{world.indigo.mila}")
    entries = log(world)
    assert len(entries) == 200
    assert {row["role"] for row in entries} == {"teacher"}
