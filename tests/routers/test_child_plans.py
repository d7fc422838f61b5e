"""Child plans: drafted, agreed by two, published for good, reviewed, compared, and shown to each as far as is meant."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.ids import uuid7
from app.models import ChildPlan, PlanVersion
from tests.consents import state
from tests.world import World

PLANS, ACTIONS = "/v1/child-plans", "/v1/plan-actions"


def goal(aim: str, *audience: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "area": "literacy", "aim": aim, "audience": list(audience), **more}


def close_mila(world: World) -> None:
    """The plan that the world has for Mila makes room for a new one."""
    closed = world.indigo.coordinator.post(f"{PLANS}/{world.indigo.mila_plan}/close", {"reason": "a new year"})
    assert closed.json()["state"] == "closed"


def agreed(world: World, path: str, revision: int) -> str:
    """By the supervisor and the child's volunteer."""
    for name in ("supervisor", "volunteer"):
        answer = world.indigo.people[name].post(f"{path}/agree", {"revision": revision})
        assert answer.status_code == 200, answer.text
    return str(answer.json()["state"])


def test_a_plan_from_the_draft_to_its_second_version(world: World):
    place = world.indigo
    boss, helper, mother, teacher = place.supervisor, place.volunteer, place.guardian, place.teacher
    close_mila(world)
    goals = [goal("Reads aloud", "guardian"), goal("Knows the clock", "school"), goal("Trusts the group")]
    body = {"id": str(uuid7()), "child_id": str(place.mila), "focus": "Courage", "goals": goals}
    made = boss.post(PLANS, body)
    assert made.status_code == 201, made.text
    assert [boss.post(PLANS, body).status_code, boss.post(PLANS, {**body, "id": None}).status_code] == [200, 409]
    path = f"{PLANS}/{made.json()['id']}"
    assert mother.get(path).status_code == 404, "a draft is nothing for a guardian"
    steps = [
        {"what": "Reads at home", "done_by": "guardian", "audience": ["guardian"], "goal_id": goals[0]["id"]},
        {"what": "Brings books", "user_id": str(helper.user_id), "audience": ["guardian"], "goal_id": goals[2]["id"]},
        {"what": "Asks the clock", "done_by": "school", "audience": ["school"]},
    ]
    ids = [boss.post(ACTIONS, {"plan_id": made.json()["id"], **step}).json()["id"] for step in steps]
    assert boss.post(ACTIONS, {"plan_id": made.json()["id"], "what": "Somebody"}).status_code == 422
    assert helper.post(f"{ACTIONS}/{ids[1]}/complete").json()["state"] == "draft", "not yet at work"

    revision = boss.get(path).json()["revision"]
    assert helper.post(f"{path}/agree", {"revision": revision}).json()["state"] == "draft"
    changed = boss.patch(path, {"focus": "Courage and letters"}).json()
    late = boss.post(f"{path}/agree", {"revision": revision})
    assert (late.json()["type"], late.json()["revision"]) == ("/problems/plan-reworded", changed["revision"])
    assert boss.post(f"{path}/publish").status_code == 409
    assert agreed(world, path, changed["revision"]) == "agreed"
    assert place.volunteer2.post(f"{path}/agree", {"revision": changed["revision"]}).status_code == 404
    assert place.educator.post(f"{path}/agree", {"revision": 1}).json()["type"] == "/problems/leader-needed"
    assert boss.patch(path, {"focus": "x"}).json()["allowed"] == ["publish", "revise", "close"]
    first = boss.post(f"{path}/publish").json()
    due = (clock.today() + timedelta(days=60)).isoformat()
    assert (first["state"], first["latest"], first["review_due_on"]) == ("active", 1, due)
    both = boss.get(f"{path}?include=agreements,actions").json()
    assert [(one["revision"], one["side"]) for one in both["agreements"]] == [
        (revision, "leader"),
        (changed["revision"], "oversight"),
        (changed["revision"], "leader"),
    ]

    # Who tells that it is done: the volunteer of the own action, nobody else's.
    assert helper.post(f"{ACTIONS}/{ids[1]}/complete").json()["state"] == "done"
    assert helper.post(f"{ACTIONS}/{ids[0]}/complete").status_code == 403
    assert boss.get(path).json()["state"] == "active", "that is no change of words"

    # Each is shown what is meant for them, and no more.
    row = mother.get(f"{path}/versions").json()["items"][0]
    mine = row["for_guardian"]
    assert [part["aim"] for part in mine["goals"]] == ["Reads aloud"]
    assert [(part["what"], part["goal_id"]) for part in mine["actions"]] == [
        ("Reads at home", goals[0]["id"]),
        ("Brings books", None),
    ]
    school = teacher.get(f"{path}/versions").json()["items"][0]
    assert [part["aim"] for part in school["for_school"]["goals"]] == ["Knows the clock"]
    for shown in (str(row), str(school), mother.get(path).text, teacher.get(path).text):
        assert not any(word in shown for word in ("Courage", "Trusts", "whole", str(helper.user_id)))
    assert [mother.get(ACTIONS).status_code, place.assistant.get(PLANS).status_code] == [403, 403]

    # Looked at again, and put into other words; what was published stays as it was.
    progress = {"progress": [{"goal_id": goals[0]["id"], "status": "reached"}], "note": "She dares"}
    assert (
        boss.post(f"{path}/review", {"progress": [{"goal_id": str(uuid7()), "status": "reached"}]}).status_code == 422
    )
    assert boss.post(f"{path}/review", progress).json()["state"] == "reviewed"
    assert boss.post(f"{path}/revise").json()["state"] == "draft"
    kept = [{**goals[0], "target": "A whole book", "status": "reached"}, goals[2], goal("Helps others", "guardian")]
    assert boss.patch(path, {"goals": kept}).status_code == 200
    assert boss.delete(f"{ACTIONS}/{ids[0]}").status_code == 204
    before = boss.get(f"{path}/versions").json()["items"]
    assert agreed(world, path, boss.get(path).json()["revision"]) == "agreed"
    assert boss.post(f"{path}/publish").json()["latest"] == 3
    after = boss.get(f"{path}/versions").json()["items"]
    assert (after[:2], [row["kind"] for row in after]) == (before, ["published", "reviewed", "published"])

    found = boss.get(f"{path}/comparison?base=1&other=3").json()
    assert [part["aim"] for part in found["goals"]["added"]] == ["Helps others"]
    assert [part["aim"] for part in found["goals"]["removed"]] == ["Knows the clock"]
    members = {"status": ["open", "reached"], "target": ["", "A whole book"]}
    assert found["goals"]["changed"] == [{"id": goals[0]["id"], "members": members}]
    assert [part["what"] for part in found["actions"]["removed"]] == ["Reads at home"]
    assert found["actions"]["changed"] == [{"id": ids[1], "members": {"state": ["open", "done"]}}]
    hers = teacher.get(f"{path}/comparison").json()
    assert (hers["base"], hers["other"], [part["aim"] for part in hers["goals"]["removed"]]) == (
        2,
        3,
        ["Knows the clock"],
    )
    assert "Helps others" not in str(hers)
    assert boss.get(f"{path}/comparison?base=1&other=9").status_code == 404
    assert boss.get(f"{path}/comparison?base=1&other=3", headers={"if-none-match": "*"}).status_code == 304


def test_reviews_that_are_due_and_plans_that_are_not(world: World):
    place = world.indigo
    due = [row["id"] for row in place.coordinator.get(f"{PLANS}/review-due").json()["items"]]
    assert due == [str(place.mila_plan)]
    path = f"{PLANS}/{place.mila_plan}"
    assert place.coordinator.post(f"{path}/review", {}).json()["state"] == "reviewed"
    assert place.coordinator.post(f"{path}/resume").json()["state"] == "active"
    assert place.coordinator.get(f"{PLANS}/review-due").json()["items"] == []
    with world.as_system(place) as db:
        db.find(ChildPlan, place.mila_plan).review_due_on = clock.today()
        db.commit()
    assert len(place.mediator.get(f"{PLANS}/review-due").json()["items"]) == 1
    assert place.mediator.post(f"{path}/review", {}).status_code == 403
    assert place.coordinator.post(f"{path}/close", {}).status_code == 422, "why"


def test_a_version_is_guarded_by_the_database_and_sharing_by_consent(world: World):
    place = world.indigo
    path = f"{PLANS}/{place.mila_plan}/versions"
    assert place.teacher.get(path).status_code == 200
    consents = place.coordinator.get(f"/v1/consents?child_id={place.mila}&purpose=share_with_school").json()["items"]
    withdrawn = place.coordinator.post(f"/v1/consents/{consents[-1]['id']}/withdraw", {})
    assert withdrawn.status_code == 201, withdrawn.text
    assert place.teacher.get(path).status_code == 404
    for change in (lambda db, row: db.delete(row), lambda db, row: setattr(row, "number", 7)):
        with world.as_system(place) as db:
            change(db, db.execute(sa.select(PlanVersion)).scalars().first())
            with pytest.raises(DBAPIError):
                db.flush()
    assert UUID(place.guardian.get(path).json()["items"][0]["plan_id"]) == place.mila_plan


def withdraw_sharing(world: World) -> None:
    path = f"/v1/consents?child_id={world.indigo.mila}&purpose=share_with_school"
    latest = world.indigo.coordinator.get(path).json()["items"][-1]
    assert world.indigo.coordinator.post(f"/v1/consents/{latest['id']}/withdraw", {}).status_code == 201


@pytest.mark.parametrize("section", ["goal", "action"])
def test_sections_for_the_school_are_published_with_its_consent_alone(world: World, section: str):
    place = world.indigo
    boss = place.supervisor
    close_mila(world)
    for_goal, for_step = ("school", "guardian") if section == "goal" else ("guardian", "school")
    aim = goal("Knows the clock", for_goal)
    made = boss.post(PLANS, {"child_id": str(place.mila), "goals": [aim]}).json()
    step = {"plan_id": made["id"], "what": "Asks the clock", "done_by": "school", "audience": [for_step]}
    assert boss.post(ACTIONS, step).status_code == 201
    path = f"{PLANS}/{made['id']}"
    assert agreed(world, path, boss.get(path).json()["revision"]) == "agreed"
    withdraw_sharing(world)
    refused = boss.post(f"{path}/publish")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-required")
    assert refused.json()["purposes"] == ["share_with_school"]
    assert (boss.get(path).json()["state"], boss.get(f"{path}/versions").json()["items"]) == ("agreed", [])

    assert state(world, purpose="share_with_school").status_code == 201
    assert boss.post(f"{path}/publish").json()["state"] == "active"
    withdraw_sharing(world)
    assert boss.post(f"{path}/review", {}).json()["state"] == "reviewed"
    assert boss.get(f"{path}/versions").json()["items"][1]["whole"]["goals"][0]["aim"] == "Knows the clock"
    assert place.teacher.get(f"{path}/versions").status_code == 404
    assert state(world, purpose="share_with_school").status_code == 201
    first, second = (row["for_school"] for row in place.teacher.get(f"{path}/versions").json()["items"])
    assert len(first["goals" if section == "goal" else "actions"]) == 1
    assert (second["goals"], second["actions"]) == ([], []), "withdrawn before the review"


def test_a_plan_for_the_staff_and_the_family_needs_no_consent_of_the_school(world: World):
    boss = world.indigo.supervisor
    close_mila(world)
    withdraw_sharing(world)
    made = boss.post(PLANS, {"child_id": str(world.indigo.mila), "goals": [goal("Reads", "guardian")]}).json()
    path = f"{PLANS}/{made['id']}"
    agreed(world, path, made["revision"])
    assert boss.post(f"{path}/publish").json()["state"] == "active"
