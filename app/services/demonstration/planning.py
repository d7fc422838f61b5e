"""What is planned for three children of INDIGO, one plan due for review; and a concern that its lead has taken up."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.models import (
    Child,
    ChildPlan,
    ConcernEntry,
    DesignatedLead,
    Membership,
    PlanAction,
    PlanAgreement,
    Programme,
    SafeguardingConcern,
)
from app.models.child_plan import DoneBy, PlanAudience, PlanSide, PlanState
from app.models.designated_lead import DesignatedLeadState
from app.models.membership import Role
from app.models.plan_version import VersionKind
from app.models.safeguarding_concern import ACKNOWLEDGE_WITHIN, ConcernCategory, ConcernEntryKind, ConcernState
from app.services.demonstration.grouping import Circle
from app.services.demonstration.stage import Stage
from app.services.plans.reviewing_plans import version_of

GUARDIAN, SCHOOL = PlanAudience.GUARDIAN, PlanAudience.SCHOOL
# Area, aim, how it is now, by what it will be seen, who is shown it.
GOALS: tuple[tuple[str, str, str, str, list[PlanAudience]], ...] = (
    ("literacy", "Čita naglas celu stranu", "Čita reč po reč", "Jedna strana za pet minuta", [GUARDIAN, SCHOOL]),
    ("attendance", "Dolazi na sve časove", "Izostaje jednom nedeljno", "Najviše jedan izostanak mesečno", [GUARDIAN]),
    ("social", "Javlja se u grupi", "Ćuti kad su svi tu", "Kaže bar jednu rečenicu na času", []),
)
STEPS: tuple[tuple[str, DoneBy, list[PlanAudience]], ...] = (
    ("Čita s volonterkom deset minuta na početku časa", DoneBy.USER, []),
    ("Sluša dete dok čita, svako veče", DoneBy.GUARDIAN, [GUARDIAN]),
    ("Šalje tekst za čitanje u ponedeljak", DoneBy.SCHOOL, [SCHOOL]),
)
STATES = (PlanState.ACTIVE, PlanState.ACTIVE, PlanState.DRAFT)


def look_after(stage: Stage, programme: Programme, circles: Sequence[Circle]) -> None:
    """Plans for children of the first group, and the concern."""
    circle = circles[0]
    for place, (child, state) in enumerate(zip(circle.children, STATES, strict=False)):
        plan_for(stage, programme, (circle, child), state, overdue=place == 0)
    take_up_a_concern(stage, programme, circle.children[0])


def plan_for(stage: Stage, programme: Programme, of: tuple[Circle, Child], state: PlanState, *, overdue: bool) -> None:
    circle, child = of
    dice, days = stage.dice, programme.rules().plan_review_days
    names = ("area", "aim", "baseline", "target", "audience")
    goals: list[dict[str, Any]] = [
        {"id": str(dice.id()), **dict(zip(names, goal, strict=True)), "target_on": None} for goal in GOALS
    ]
    plan = ChildPlan(
        id=dice.id(), child_id=child.id, programme_id=programme.id, state=state, focus="Poverenje u čitanje",
        goals=[{**goal, "status": "under_way" if state is PlanState.ACTIVE else "open"} for goal in goals],
        latest=int(state is PlanState.ACTIVE),
        review_due_on=stage.today + timedelta(days=-3 if overdue else days // 2),
    )  # fmt: skip
    stage.put([plan])
    leader_id = stage.people[circle.leaders[0]]
    steps = steps_of(stage, plan, leader_id)
    if state is PlanState.ACTIVE:
        publish(stage, plan, steps, leader_id)


def steps_of(stage: Stage, plan: ChildPlan, leader_id: UUID) -> list[PlanAction]:
    steps = [
        PlanAction(
            id=stage.dice.id(), plan_id=plan.id, child_id=plan.child_id, programme_id=plan.programme_id, what=what,
            done_by=done_by, audience=audience, user_id=leader_id if done_by is DoneBy.USER else None,
            goal_id=UUID(plan.goals[0]["id"]),
        )
        for what, done_by, audience in STEPS
    ]  # fmt: skip
    stage.put(steps)
    return steps


def publish(stage: Stage, plan: ChildPlan, steps: list[PlanAction], leader_id: UUID) -> None:
    of: dict[str, Any] = {"plan_id": plan.id, "child_id": plan.child_id, "revision": 1}
    sides = {PlanSide.OVERSIGHT: stage.people["supervisor"], PlanSide.LEADER: leader_id}
    stage.put([PlanAgreement(**of, id=stage.dice.id(), side=side, user_id=user) for side, user in sides.items()])
    version = version_of(plan, steps, VersionKind.PUBLISHED, tuple(PlanAudience))
    version.id = stage.dice.id()
    stage.put([version])


def take_up_a_concern(stage: Stage, programme: Programme, child: Child) -> None:
    """The coordinator is the designated lead; the volunteer's concern was acknowledged within the hour."""
    dice, lead_id, at = stage.dice, stage.people["coordinator"], stage.now - timedelta(days=1)
    lead = DesignatedLead(
        id=dice.id(), user_id=lead_id, state=DesignatedLeadState.ACTIVE, proposed_as=Role.ADMINISTRATOR
    )
    author = stage.people["volunteer"]
    wanted = sa.select(Membership).where(col(Membership.user_id) == author, col(Membership.role) == Role.VOLUNTEER)
    membership = stage.db.execute(wanted).scalars().one()
    concern = SafeguardingConcern(
        id=dice.id(), facts="Dete kaže da noću ostaje samo sa mlađim bratom. Deluje uplašeno.",
        category=ConcernCategory.NEGLECT, child_id=child.id, programme_id=programme.id,
        state=ConcernState.ACKNOWLEDGED, raised_at=at, raised_as_id=membership.id, raised_as=Role.VOLUNTEER,
        assigned_to_id=lead_id, acknowledge_due_at=at + ACKNOWLEDGE_WITHIN[False],
        escalates_at=at + ACKNOWLEDGE_WITHIN[False], acknowledged_at=at + timedelta(minutes=40),
        acknowledged_by_id=lead_id, created_by=author,
    )  # fmt: skip
    stage.put([lead, concern])
    told = ("Zvala sam majku, sutra idem u posetu s medijatorkom.", "")
    kinds = (ConcernEntryKind.ACKNOWLEDGEMENT, ConcernEntryKind.ASSIGNMENT)
    entries = [
        ConcernEntry(id=dice.id(), concern_id=concern.id, kind=kind, text=text, to_user_id=to, created_by=by)
        for kind, text, to, by in zip(kinds[::-1], told[::-1], (lead_id, None), (author, lead_id), strict=True)
    ]
    stage.put(entries)
