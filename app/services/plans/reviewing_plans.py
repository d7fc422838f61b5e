"""A child's plan at work: published, looked at again, revised, closed. What is published or reviewed stays for good."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import ChildPlan, PlanAction, PlanVersion, Programme
from app.models.child_plan import PlanAudience, PlanReview, PlanState
from app.models.plan_version import VersionKind
from app.services import records
from app.services.families import requiring_consent
from app.services.families.requiring_consent import Act

NOTHING: dict[str, Any] = {"goals": [], "actions": []}
# Plans at work whose review is due.
IS_DUE = sa.and_(col(ChildPlan.state) == PlanState.ACTIVE, col(ChildPlan.review_due_on) <= me.today)


def next_review(db: OwnedSession, programme_id: UUID) -> date:
    """As many days from today as the programme's policy says."""
    days = db.find(Programme, programme_id).rules().plan_review_days
    return db.at.date() + timedelta(days=days)


def publish(db: OwnedSession, id: UUID) -> ChildPlan:
    """Puts an agreed plan to work: what is agreed becomes a version that nobody can change.

    Raises ConsentMissing where a part of it is meant for the school and sharing with the school is not consented to.
    """
    plan = db.find(ChildPlan, id, lock=True)
    steps = steps_of(db, plan)
    if any(PlanAudience.SCHOOL in audience for audience in audiences(plan, steps)):
        requiring_consent.require(db, plan.child_id, Act.SHARE_PLAN_WITH_SCHOOL)
    plan.latest += 1
    plan.review_due_on = next_review(db, plan.programme_id)
    records.move(db, plan, "publish")
    keep(db, version_of(plan, steps, VersionKind.PUBLISHED, tuple(PlanAudience)))
    return plan


def review(db: OwnedSession, id: UUID, found: PlanReview) -> ChildPlan:
    """Tells how far each goal has come, and keeps the whole as it stands, with a note.

    Where the consent to share with the school has ended since the publication, this version has nothing for it.
    """
    plan = db.find(ChildPlan, id, lock=True)
    progress = {str(entry.goal_id): entry.status.value for entry in found.progress}
    if unknown := progress.keys() - {goal["id"] for goal in plan.goals}:
        places = [place for place, entry in enumerate(found.progress) if str(entry.goal_id) in unknown]
        detail = "The plan has no such goal."
        raise InvalidRequest(
            errors=[{"pointer": f"/progress/{n}/goal_id", "code": "not_found", "detail": detail} for n in places]
        )
    plan.goals = [{**goal, "status": progress.get(goal["id"], goal["status"])} for goal in plan.goals]
    plan.latest += 1
    records.move(db, plan, "review")
    shared = requiring_consent.given(db, plan.child_id, Act.SHARE_PLAN_WITH_SCHOOL)
    audience = tuple(PlanAudience) if shared else (PlanAudience.GUARDIAN,)
    keep(db, version_of(plan, steps_of(db, plan), VersionKind.REVIEWED, audience, found.note))
    return plan


def resume(db: OwnedSession, id: UUID) -> ChildPlan:
    """Goes on with a reviewed plan as it is, until the next review."""
    plan = db.find(ChildPlan, id, lock=True)
    plan.review_due_on = next_review(db, plan.programme_id)
    return records.move(db, plan, "resume")


def revise(db: OwnedSession, id: UUID) -> ChildPlan:
    """Back to a draft, for other words; what was published stays in force until the next version."""
    plan = db.find(ChildPlan, id, lock=True)
    plan.revision += 1
    return records.move(db, plan, "revise")


def steps_of(db: OwnedSession, plan: ChildPlan) -> Sequence[PlanAction]:
    with db.beyond_reach("a version keeps the whole of a plan that the caller publishes or reviews") as wide:
        steps: Any = sa.select(PlanAction).where(col(PlanAction.plan_id) == plan.id).order_by(col(PlanAction.id))
        return list(wide.execute(steps).scalars())


def keep(db: OwnedSession, version: PlanVersion) -> None:
    with db.beyond_reach("nobody makes a version but by publishing or reviewing") as wide:
        wide.put(version)


def audiences(plan: ChildPlan, steps: Sequence[PlanAction]) -> list[list[str]]:
    """For whom each part of a plan is meant, besides the staff."""
    return [*(goal["audience"] for goal in plan.goals), *(step.audience for step in steps)]


def version_of(
    plan: ChildPlan,
    steps: Sequence[PlanAction],
    kind: VersionKind,
    shared_with: Sequence[PlanAudience],
    note: str = "",
) -> PlanVersion:
    """The plan as it stands, whole and in the sections for those with whom it is shared."""
    whole = {"focus": plan.focus, "note": note, "goals": plan.goals, "actions": [frozen(step) for step in steps]}
    of: dict[str, Any] = {"plan_id": plan.id, "child_id": plan.child_id, "programme_id": plan.programme_id}
    sections: dict[str, Any] = {
        f"for_{audience.value}": sections_for(whole if audience in shared_with else NOTHING, audience)
        for audience in PlanAudience
    }
    return PlanVersion(**of, number=plan.latest, kind=kind, whole=whole, **sections)


def frozen(step: PlanAction) -> dict[str, Any]:
    return {
        "id": str(step.id),
        "what": step.what,
        "done_by": step.done_by.value,
        "user_id": None if step.user_id is None else str(step.user_id),
        "goal_id": None if step.goal_id is None else str(step.goal_id),
        "due_on": None if step.due_on is None else step.due_on.isoformat(),
        "audience": list(step.audience),
        "state": step.state.value,
    }


def sections_for(whole: dict[str, Any], audience: PlanAudience) -> dict[str, Any]:
    """The goals and actions that are meant for them. Focus and note are for the staff, and so are people's ids."""
    goals = [goal for goal in whole["goals"] if audience in goal["audience"]]
    shown = {goal["id"] for goal in goals}
    actions = [
        {**action, "user_id": None, "goal_id": action["goal_id"] if action["goal_id"] in shown else None}
        for action in whole["actions"]
        if audience in action["audience"]
    ]
    parts = {"goals": goals, "actions": actions}
    alone = {name: [{**part, "audience": [audience.value]} for part in of] for name, of in parts.items()}
    return {"focus": "", "note": "", **alone}


def compared(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What was added, taken out and changed from one version's content to another's; focus where it differs."""
    focus = [base["focus"], other["focus"]]
    parts = {name: parts_compared(base[name], other[name]) for name in ("goals", "actions")}
    return {"focus": None if focus[0] == focus[1] else focus, **parts}


def parts_compared(base: list[dict[str, Any]], other: list[dict[str, Any]]) -> dict[str, Any]:
    before, after = ({part["id"]: part for part in parts} for parts in (base, other))
    changed = [
        {"id": id, "members": {name: [part[name], after[id][name]] for name in part if part[name] != after[id][name]}}
        for id, part in before.items()
        if id in after and part != after[id]
    ]
    return {
        "added": [part for id, part in after.items() if id not in before],
        "removed": [part for id, part in before.items() if id not in after],
        "changed": changed,
    }
