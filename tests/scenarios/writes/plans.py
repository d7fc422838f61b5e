"""Child plans: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.models import ChildPlan, PlanAction
from app.models.child_plan import DoneBy, PlanState
from app.models.membership import Role
from tests.groups import child as new_child
from tests.scenarios.stage import Stage, case
from tests.scenarios.writes.groups import hares


def sibling(at: Stage) -> UUID:
    """A child of Mila's family in a group of the volunteer, so that everybody who reaches Mila reaches this one too."""
    with at.world.as_system(at.place) as db:
        id = new_child(db, at.place, consented=True, family_id=at.place.petrovic)
        db.commit()
    seat = at.place.coordinator.post(f"/v1/mentor-groups/{hares(at)}/members", {"child_id": str(id)})
    assert seat.status_code == 201, seat.text
    return id


def plan(at: Stage, state: PlanState) -> str:
    return f"child-plans/{plan_id(at, state)}"


def plan_id(at: Stage, state: PlanState) -> UUID:
    due = clock.today()
    return at.arrange(ChildPlan(child_id=sibling(at), programme_id=at.place.programme, state=state, review_due_on=due))


@case
def create_child_plan(at: Stage) -> Any:
    return at.post("child-plans", child_id=str(sibling(at)), focus="Reading")


@case
def update_child_plan(at: Stage) -> Any:
    return at.patch(plan(at, PlanState.DRAFT), focus="Reading and friends")


@case
def agree_to_child_plan(at: Stage) -> Any:
    path = plan(at, PlanState.DRAFT)
    if at.me.role is Role.EDUCATOR:
        child_id = at.me.get(f"/v1/{path}").json()["child_id"]
        group = at.place.coordinator.get(f"/v1/children/{child_id}?include=group_members").json()["group_members"][0]
        leader = {"user_id": str(at.me.user_id), "role": "co_lead"}
        at.place.coordinator.post(f"/v1/mentor-groups/{group['group_id']}/leaders", leader)
    return at.post(f"{path}/agree", revision=1)


@case
def publish_child_plan(at: Stage) -> Any:
    return at.me.post(f"/v1/{plan(at, PlanState.AGREED)}/publish")


@case
def review_child_plan(at: Stage) -> Any:
    return at.post(f"{plan(at, PlanState.ACTIVE)}/review", note="Reads a page now.")


@case
def resume_child_plan(at: Stage) -> Any:
    return at.me.post(f"/v1/{plan(at, PlanState.REVIEWED)}/resume")


@case
def revise_child_plan(at: Stage) -> Any:
    return at.me.post(f"/v1/{plan(at, PlanState.REVIEWED)}/revise")


@case
def close_child_plan(at: Stage) -> Any:
    return at.post(f"{plan(at, PlanState.REVIEWED)}/close", reason="reached")


def action(at: Stage, state: PlanState) -> UUID:
    with at.world.as_system(at.place) as db:
        of = db.find(ChildPlan, plan_id(at, state))
    user_id = at.place.volunteer.user_id
    row = {
        "plan_id": of.id,
        "child_id": of.child_id,
        "programme_id": of.programme_id,
        "what": "Read",
        "user_id": user_id,
    }
    return at.arrange(PlanAction(**row, done_by=DoneBy.USER))


@case
def create_plan_action(at: Stage) -> Any:
    of = {"plan_id": str(plan_id(at, PlanState.DRAFT)), "user_id": str(at.place.volunteer.user_id)}
    return at.post("plan-actions", **of, what="Read together")


@case
def update_plan_action(at: Stage) -> Any:
    return at.patch(f"plan-actions/{action(at, PlanState.DRAFT)}", what="Read together twice a week")


@case
def delete_plan_action(at: Stage) -> Any:
    return at.delete(f"plan-actions/{action(at, PlanState.DRAFT)}")


@case
def complete_plan_action(at: Stage) -> Any:
    return at.me.post(f"/v1/plan-actions/{action(at, PlanState.ACTIVE)}/complete")


@case
def reopen_plan_action(at: Stage) -> Any:
    path = f"/v1/plan-actions/{action(at, PlanState.ACTIVE)}"
    at.me.post(f"{path}/complete")
    return at.me.post(f"{path}/reopen")
