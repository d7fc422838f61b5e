"""Drafting a child's plan: its words change in a draft alone, and each change makes agreements void."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition, InvalidRequest
from app.models import Child, ChildPlan, PlanAction, User
from app.models.child_plan import (
    ChildPlanCreate,
    ChildPlanUpdate,
    DoneBy,
    PlanActionCreate,
    PlanActionUpdate,
    PlanGoal,
    PlanState,
)
from app.services import records
from app.services.plans.agreeing_plans import leaders_of
from app.services.plans.reviewing_plans import next_review


def draft(db: OwnedSession, new: ChildPlanCreate) -> ChildPlan:
    """A plan for a child who has none that is open (Conflict otherwise)."""
    refuse_twice(new.goals)
    if (known := records.already(db, ChildPlan, new)) is not None:
        return known
    child = db.refer(Child, new.child_id, "child_id")
    due = next_review(db, child.programme_id)
    return db.put(records.made(db, ChildPlan, new, programme_id=child.programme_id, review_due_on=due))


def change(db: OwnedSession, plan: ChildPlan, changes: ChildPlanUpdate) -> ChildPlan:
    """Changes the words of a draft."""
    reword(plan)
    if "goals" in changes.model_fields_set:
        refuse_twice(changes.goals)
        left = {goal.id for goal in changes.goals}
        if any(step.goal_id is not None and step.goal_id not in left for step in actions_of(db, plan)):
            raise refused("goals", "still_referenced", "An action serves a goal that is not there any more.")
    return records.change(db, plan, changes)


def add_action(db: OwnedSession, new: PlanActionCreate) -> PlanAction:
    """A step of a draft, or the same one again."""
    db.refer(ChildPlan, new.plan_id, "plan_id")
    plan = db.find(ChildPlan, new.plan_id, lock=True)
    if (known := records.already(db, PlanAction, new)) is not None:
        return known
    reword(plan)
    check_action(db, plan, new.done_by, new.user_id, new.goal_id)
    of = {"plan_id": plan.id, "child_id": plan.child_id, "programme_id": plan.programme_id, "user_id": new.user_id}
    return db.put(records.made(db, PlanAction, new, **of))


def change_action(db: OwnedSession, step: PlanAction, changes: PlanActionUpdate) -> PlanAction:
    """Changes a step of a draft."""
    plan = db.find(ChildPlan, step.plan_id, lock=True)
    reword(plan)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    after = [given.get(name, getattr(step, name)) for name in ("done_by", "user_id", "goal_id")]
    check_action(db, plan, *after)
    if "user_id" in given:
        step.user_id = given["user_id"]
    return records.change(db, step, changes, leave_out=("user_id",))


def drop_action(db: OwnedSession, id: UUID) -> None:
    """Takes a step out of a draft; versions that were published keep it."""
    step = db.find(PlanAction, id)
    reword(db.find(ChildPlan, step.plan_id, lock=True))
    records.remove(db, PlanAction, id)


def tell(db: OwnedSession, id: UUID, move: str) -> PlanAction:
    """A step is done, or is not after all. It is no change of the words, so it asks for no new agreement."""
    step = db.find(PlanAction, id)
    plan = db.find(ChildPlan, step.plan_id, lock=True)
    if plan.state not in (PlanState.ACTIVE, PlanState.REVIEWED):
        raise IllegalTransition(state=plan.state, allowed=ChildPlan.__lifecycle__.open_from(plan.state))
    step = db.find(PlanAction, id, lock=True)
    step.done_at = db.at if move == "complete" else None
    return records.move(db, step, move)


def reword(plan: ChildPlan) -> None:
    """The next revision of a draft. Raises IllegalTransition for what is no draft."""
    if plan.state is not PlanState.DRAFT:
        raise IllegalTransition(state=plan.state, allowed=ChildPlan.__lifecycle__.open_from(plan.state))
    plan.revision += 1


def refuse_twice(goals: list[PlanGoal]) -> None:
    if len({goal.id for goal in goals}) < len(goals):
        raise refused("goals", "not_allowed", "Each goal has an id of its own.")


def check_action(
    db: OwnedSession, plan: ChildPlan, done_by: DoneBy, user_id: UUID | None, goal_id: UUID | None
) -> None:
    """A named person does it exactly where nobody else is said to: a leader of the child or whom the caller reaches."""
    if (done_by is DoneBy.USER) != (user_id is not None):
        raise refused("user_id", "not_allowed", "Name a person exactly where `done_by` is user.")
    if user_id is not None and user_id not in leaders_of(db, plan.child_id):
        db.refer(User, user_id, "user_id")
    if goal_id is not None and str(goal_id) not in {goal["id"] for goal in plan.goals}:
        raise refused("goal_id", "not_found", "The plan has no such goal.")


def actions_of(db: OwnedSession, plan: ChildPlan) -> list[PlanAction]:
    found: Any = sa.select(PlanAction).where(col(PlanAction.plan_id) == plan.id).order_by(col(PlanAction.id))
    return list(db.execute(found).scalars())


def refused(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
