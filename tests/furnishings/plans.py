"""Child plans: Mila's is at work and published, Luka's and Ada's are drafts."""

from typing import Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core import clock
from app.models import ChildPlan, PlanAction, PlanAgreement, PlanVersion
from app.models.child_plan import DoneBy, PlanSide, PlanState
from app.models.plan_version import VersionKind

GOAL = {
    "id": "01900000-0000-7000-8000-0000000000a1", "area": "literacy", "aim": "Reads a page aloud",
    "baseline": "Reads words", "target": "A page in five minutes", "target_on": None, "status": "open",
    "audience": ["guardian"],
}  # fmt: skip


def indigo(db: OwnedSession, place: Any) -> None:
    plan = plan_of(db, place, "mila", PlanState.ACTIVE)
    of = {"plan_id": plan.id, "child_id": plan.child_id, "programme_id": plan.programme_id}
    empty: dict[str, Any] = {"focus": "", "note": "", "goals": [], "actions": []}
    whole = {**empty, "goals": [GOAL]}
    version = PlanVersion(**of, number=1, kind=VersionKind.PUBLISHED, whole=whole, for_guardian=whole, for_school=empty)  # type: ignore[arg-type]
    place.ids["mila_version"] = db.put(version).id
    agreed = PlanAgreement(
        plan_id=plan.id, child_id=plan.child_id, revision=1, side=PlanSide.OVERSIGHT,
        user_id=place.people["coordinator"].user_id,
    )  # fmt: skip
    place.ids["mila_agreement"] = db.put(agreed).id
    place.ids["mila_action"] = action_of(db, plan, place.people["volunteer"].user_id)
    luka = plan_of(db, place, "luka", PlanState.DRAFT)
    place.ids["luka_action"] = action_of(db, luka, place.people["volunteer2"].user_id)


def red_cross(db: OwnedSession, place: Any) -> None:
    plan = plan_of(db, place, "ada", PlanState.DRAFT)
    place.ids["ada_action"] = action_of(db, plan, place.people["volunteer"].user_id)


def plan_of(db: OwnedSession, place: Any, child: str, state: PlanState) -> ChildPlan:
    plan = db.put(
        ChildPlan(
            child_id=place.ids[child], programme_id=place.programme, state=state, goals=[GOAL],
            latest=int(state is PlanState.ACTIVE), review_due_on=clock.today(),
        )
    )  # fmt: skip
    place.ids[f"{child}_plan"] = plan.id
    return plan


def action_of(db: OwnedSession, plan: ChildPlan, user_id: UUID) -> UUID:
    row = PlanAction(
        plan_id=plan.id, child_id=plan.child_id, programme_id=plan.programme_id, what="Read together every evening",
        done_by=DoneBy.USER, user_id=user_id,
    )  # fmt: skip
    return db.put(row).id
