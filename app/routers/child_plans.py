"""Child plans, and their published versions."""

from typing import Annotated
from uuid import UUID

import orjson
from pydantic import Field

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.problems import NotFound
from app.models import ChildPlan, PlanAction, PlanAgreement, PlanVersion, Transition
from app.models.child_plan import (
    ChildPlanCreate,
    ChildPlanRead,
    ChildPlanUpdate,
    PlanActionRead,
    PlanAgree,
    PlanAgreementRead,
    PlanClose,
    PlanReview,
    PlanState,
)
from app.models.plan_version import PlanComparison, PlanVersionRead
from app.models.trail import TransitionRead
from app.services import records
from app.services.plans import agreeing_plans, drafting_plans, reviewing_plans
from app.services.plans.reviewing_plans import IS_DUE
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import shown

router = Api("/v1/child-plans", tag="plans")

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ChildPlanQuery(ListQuery):
    child_id: Annotated[UUID | None, Where(ChildPlan.child_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(ChildPlan.programme_id, "is")] = None
    state: Annotated[list[PlanState] | None, Many, Where(ChildPlan.state)] = None


class VersionQuery(ListQuery):
    number: Annotated[list[Number] | None, Many, Where(PlanVersion.number)] = None


class ComparisonQuery(RowQuery):
    base: Number | None = None
    other: Number | None = None


SORTS = {"review_due_on": ChildPlan.review_due_on}
INCLUDES = {
    "agreements": Include(PlanAgreementRead, PlanAgreement, PlanAgreement.plan_id),
    "actions": Include(PlanActionRead, PlanAction, PlanAction.plan_id),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
PLANS = Reads(ChildPlanRead, ChildPlan, ChildPlanQuery, sorts=SORTS, includes=INCLUDES)
DUE = Reads(ChildPlanRead, ChildPlan, ChildPlanQuery, sorts=SORTS, where=IS_DUE)
VERSIONS = Reads(
    PlanVersionRead,
    PlanVersion,
    VersionQuery,
    sorts={"number": PlanVersion.number},
    parent=(ChildPlan, PlanVersion.plan_id),
)


@router.get("", Access(ChildPlan, "read"))
async def list_child_plans(reader: Reader, query: ChildPlanQuery) -> Answer[Page[ChildPlanRead]]:
    """List child plans.

    Guardians and teachers find those that were published; what is meant for them stands in the versions.
    """
    return await reader.page(PLANS, query)


@router.get("/review-due", Access(ChildPlan, "read"))
async def list_child_plans_due(reader: Reader, query: ChildPlanQuery) -> Answer[Page[ChildPlanRead]]:
    """List plans at work whose review is due."""
    return await reader.page(DUE, query)


@router.post("", Access(ChildPlan, "create"), 201)
def create_child_plan(db: Db, new: ChildPlanCreate) -> Answer[ChildPlanRead]:
    """Draft a plan for a child. A child has one plan that is not closed."""
    return db.created(PLANS, drafting_plans.draft(db, new))


@router.get("/{id}", Access(ChildPlan, "read"))
async def read_child_plan(reader: Reader, id: UUID, query: RowQuery) -> Answer[ChildPlanRead]:
    """Read a child's plan."""
    return await reader.one(PLANS, id, query)


@router.patch("/{id}", Access(ChildPlan, "update"))
def update_child_plan(db: Db, id: UUID, changes: ChildPlanUpdate) -> Answer[ChildPlanRead]:
    """Change the words of a draft; agreements given so far are void.

    `goals` is the whole list; a goal keeps its id.
    """
    return db.shown(PLANS, drafting_plans.change(db, db.matching(PLANS, id), changes).id)


@router.post("/{id}/agree", Access(ChildPlan, "agree"))
def agree_to_child_plan(db: Db, id: UUID, words: PlanAgree) -> Answer[ChildPlanRead]:
    """Agree to a draft as it stands.

    Two persons must: a supervisor or coordinator, and one who leads the child's group. With the second agreement the
    plan is agreed.
    """
    agreeing_plans.agree(db, id, words.revision)
    return db.shown(PLANS, id)


@router.post("/{id}/publish", Access(ChildPlan, "publish"))
def publish_child_plan(db: Db, id: UUID) -> Answer[ChildPlanRead]:
    """Publish an agreed plan: it goes to work, and becomes a version that nobody can change."""
    return db.shown(PLANS, reviewing_plans.publish(db, id).id)


@router.post("/{id}/review", Access(ChildPlan, "review"))
def review_child_plan(db: Db, id: UUID, found: PlanReview) -> Answer[ChildPlanRead]:
    """Review a plan: how far each goal has come. The plan as it stands becomes a version."""
    return db.shown(PLANS, reviewing_plans.review(db, id, found).id)


@router.post("/{id}/resume", Access(ChildPlan, "resume"))
def resume_child_plan(db: Db, id: UUID) -> Answer[ChildPlanRead]:
    """Go on with a reviewed plan as it is, until the next review."""
    return db.shown(PLANS, reviewing_plans.resume(db, id).id)


@router.post("/{id}/revise", Access(ChildPlan, "revise"))
def revise_child_plan(db: Db, id: UUID) -> Answer[ChildPlanRead]:
    """Take a plan back to a draft, for other words; the published version stays as it is."""
    return db.shown(PLANS, reviewing_plans.revise(db, id).id)


@router.post("/{id}/close", Access(ChildPlan, "close"))
def close_child_plan(db: Db, id: UUID, closed: PlanClose) -> Answer[ChildPlanRead]:
    """Close a plan and say why."""
    plan = db.find(ChildPlan, id, lock=True)
    return db.shown(PLANS, records.move(db, plan, "close", closed.reason).id)


@router.get("/{id}/versions", Access(PlanVersion, "read"))
async def list_plan_versions(reader: Reader, id: UUID, query: VersionQuery) -> Answer[Page[PlanVersionRead]]:
    """List what was published and reviewed: to guardians and teachers the sections that are meant for them."""
    return await reader.page(VERSIONS, query, parent=id)


@router.get("/{id}/comparison", Access(PlanVersion, "read"))
async def compare_plan_versions(reader: Reader, id: UUID, query: ComparisonQuery) -> Answer[PlanComparison]:
    """Compare two versions: which goals and actions were added, taken out and changed, as far as you are shown them.

    The last two, unless `base` and `other` name them.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the comparison, not of the versions
    named = [query.base, query.other]
    last = VersionQuery(sort="-number", limit=2, number=None if None in named else named)  # type: ignore[arg-type]
    page = await reader.page(VERSIONS, last, parent=id)
    found = {item["number"]: content_of(item) for item in orjson.loads(page.body)["items"]}
    reader.call.headers[b"if-none-match"] = held
    if None in named:
        named = [*sorted(found)]
    if len(named) < 2 or not set(named) <= found.keys():
        raise NotFound
    base, other = named
    compared = reviewing_plans.compared(found[base], found[other])
    return shown(reader, json_text({"plan_id": str(id), "base": base, "other": other, **compared}))


def content_of(version: dict[str, dict[str, object]]) -> dict[str, object]:
    """The one content that the caller is shown of a version."""
    return next(version[name] for name in ("whole", "for_guardian", "for_school") if name in version)
