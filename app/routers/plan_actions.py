"""The actions of child plans: what, who, until when."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.child_plan import (
    PlanAction,
    PlanActionCreate,
    PlanActionRead,
    PlanActionState,
    PlanActionUpdate,
)
from app.services.plans import drafting_plans
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/plan-actions", tag="plans")


class PlanActionQuery(ListQuery):
    plan_id: Annotated[UUID | None, Where(PlanAction.plan_id, "is")] = None
    child_id: Annotated[UUID | None, Where(PlanAction.child_id, "is")] = None
    user_id: Annotated[UUID | None, Where(PlanAction.user_id, "is")] = None
    state: Annotated[list[PlanActionState] | None, Many, Where(PlanAction.state)] = None
    due_on_to: Annotated[date | None, Where(PlanAction.due_on, "until")] = None


ACTIONS = Reads(PlanActionRead, PlanAction, PlanActionQuery)


@router.get("", Access(PlanAction, "read"))
async def list_plan_actions(reader: Reader, query: PlanActionQuery) -> Answer[Page[PlanActionRead]]:
    """List the actions of child plans."""
    return await reader.page(ACTIONS, query)


@router.post("", Access(PlanAction, "create"), 201)
def create_plan_action(db: Db, new: PlanActionCreate) -> Answer[PlanActionRead]:
    """Add an action to a draft."""
    return db.created(ACTIONS, drafting_plans.add_action(db, new))


@router.get("/{id}", Access(PlanAction, "read"))
async def read_plan_action(reader: Reader, id: UUID, query: RowQuery) -> Answer[PlanActionRead]:
    """Read an action."""
    return await reader.one(ACTIONS, id, query)


@router.patch("/{id}", Access(PlanAction, "update"))
def update_plan_action(db: Db, id: UUID, changes: PlanActionUpdate) -> Answer[PlanActionRead]:
    """Change an action of a draft."""
    return db.shown(ACTIONS, drafting_plans.change_action(db, db.matching(ACTIONS, id), changes).id)


@router.delete("/{id}", Access(PlanAction, "delete"))
def delete_plan_action(db: Db, id: UUID) -> Answer[None]:
    """Take an action out of a draft; published versions keep it."""
    drafting_plans.drop_action(db, id)
    return Answer.nothing()


@router.post("/{id}/complete", Access(PlanAction, "complete"))
def complete_plan_action(db: Db, id: UUID) -> Answer[PlanActionRead]:
    """Tell that an action is done. Volunteers tell it of their own."""
    return db.shown(ACTIONS, drafting_plans.tell(db, id, "complete").id)


@router.post("/{id}/reopen", Access(PlanAction, "reopen"))
def reopen_plan_action(db: Db, id: UUID) -> Answer[PlanActionRead]:
    """Tell that an action is not done after all."""
    return db.shown(ACTIONS, drafting_plans.tell(db, id, "reopen").id)
