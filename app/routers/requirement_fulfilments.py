"""Fulfilments: what people have shown for a requirement, and what was decided about it."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import RequirementFulfilment
from app.models.requirement import RequirementCode
from app.models.requirement_fulfilment import (
    ExemptionCreate,
    FulfilmentApprove,
    FulfilmentCreate,
    FulfilmentRead,
    FulfilmentReject,
    FulfilmentRevoke,
    FulfilmentState,
)
from app.services.volunteers import fulfilling_requirements as fulfilling
from app.services.volunteers.fulfilling_requirements import STATE_NOW
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="requirements")


class FulfilmentQuery(ListQuery):
    requirement_id: Annotated[list[UUID] | None, Many, Where(RequirementFulfilment.requirement_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(RequirementFulfilment.user_id)] = None
    code: Annotated[list[RequirementCode] | None, Many, Where(RequirementFulfilment.code)] = None
    state: Annotated[list[FulfilmentState] | None, Many, Where(STATE_NOW)] = None


FULFILMENTS = Reads(FulfilmentRead, RequirementFulfilment, FulfilmentQuery, computed={"state": STATE_NOW})


@router.get("/requirement-fulfilments", Access(RequirementFulfilment, "read"))
async def list_requirement_fulfilments(reader: Reader, query: FulfilmentQuery) -> Answer[Page[FulfilmentRead]]:
    """List what was handed in for requirements, and exemptions.

    `state=submitted` waits for a decision. What nobody has handed in is not here: see a person's standings.
    """
    return await reader.page(FULFILMENTS, query)


@router.post("/requirement-fulfilments", Access(RequirementFulfilment, "create"), 201)
def create_requirement_fulfilment(db: Db, new: FulfilmentCreate) -> Answer[FulfilmentRead]:
    """Hand in what fulfils a requirement, one's own or, for coordinators, that of somebody else.

    It counts once another person has approved it. For a clearance neither file nor note is taken: the result alone is
    kept, by whoever inspects the paper.
    """
    return db.created(FULFILMENTS, fulfilling.submit(db, new))


@router.get("/requirement-fulfilments/{id}", Access(RequirementFulfilment, "read"))
async def read_requirement_fulfilment(reader: Reader, id: UUID, query: RowQuery) -> Answer[FulfilmentRead]:
    """Read a fulfilment."""
    return await reader.one(FULFILMENTS, id, query)


@router.post("/requirement-fulfilments/{id}/approve", Access(RequirementFulfilment, "approve"))
def approve_requirement_fulfilment(db: Db, id: UUID, approval: FulfilmentApprove) -> Answer[FulfilmentRead]:
    """Find it right.

    By somebody other than who handed it in and whose it is: 409 `second-person-needed`. It counts for the requirement's
    days from the day of issue on; 409 `evidence-outdated` when these are over.
    """
    return db.shown(FULFILMENTS, fulfilling.approve(db, id, approval).id)


@router.post("/requirement-fulfilments/{id}/reject", Access(RequirementFulfilment, "reject"))
def reject_requirement_fulfilment(db: Db, id: UUID, refusal: FulfilmentReject) -> Answer[FulfilmentRead]:
    """Find it wanting.

    What was approved earlier counts on, unless a clearance is found `not_clear`.
    """
    return db.shown(FULFILMENTS, fulfilling.reject(db, id, refusal).id)


@router.post("/requirement-fulfilments/{id}/revoke", Access(RequirementFulfilment, "revoke"))
def revoke_requirement_fulfilment(db: Db, id: UUID, revoking: FulfilmentRevoke) -> Answer[FulfilmentRead]:
    """Take back an approval or an exemption; unless something else counts, the person is suspended at once."""
    return db.shown(FULFILMENTS, fulfilling.revoke(db, id, revoking.reason).id)


@router.post("/requirements/{id}/exemptions", Access(RequirementFulfilment, "approve"), 201)
def create_requirement_exemption(db: Db, id: UUID, new: ExemptionCreate) -> Answer[FulfilmentRead]:
    """Exempt somebody else from a requirement, for a reason and until a day.

    409 `not-exemptible` where the organisation's policy allows none: from a clearance it does not, unless it says so.
    """
    return db.created(FULFILMENTS, fulfilling.exempt(db, id, new))
