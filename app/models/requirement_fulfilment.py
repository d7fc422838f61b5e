"""Fulfilments: what a person has shown for a requirement, who looked at it, and until when it counts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import MaxLen
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import Id, coded, day, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Prose, Reason, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.requirement import RequirementCode


class FulfilmentState(StrEnum):
    """`missing` and `expired` are never stored: the one is the absence of a row, the other follows from a date."""

    MISSING = "missing"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    EXEMPTED = "exempted"


class FulfilmentFields(Body):
    requirement_id: Annotated[UUID, C2] = ref("requirement")
    user_id: Annotated[UUID, C2] = ref("user")
    issued_on: Annotated[date, C3] = day(description="The day on the paper, of the signature, of the training")
    note: Annotated[Prose, C4] = sealed()
    training_record_id: Annotated[UUID | None, C2] = Field(
        default=None,
        sa_type=Id,
        nullable=True,
        description="The person's own training record, where one is asked for; the fulfilment ends with it",
    )


class RequirementFulfilment(FulfilmentFields, Row, table=True):
    """One showing; a renewal is a new row, and what was approved before counts until its own end.

    Of a clearance the result alone is kept: `issued_on`, `inspected_on`, who inspected (`decided_by_id`) and `clear`.
    `warned` is nobody's any more: reminders are kept (reminder.py), and the version before this one still writes it.
    """

    __resource__: ClassVar[str] = "requirement-fulfilments"
    __table_args__ = (
        index("user_id", "requirement_id", "id"),
        index("requirement_id", "state", "id"),
        index("state", "id"),
        index("valid_until", "id", where="valid_until IS NOT NULL"),
        index("training_record_id", "id", where="training_record_id IS NOT NULL"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "approve": Move((FulfilmentState.SUBMITTED,), FulfilmentState.APPROVED),
            "reject": Move((FulfilmentState.SUBMITTED,), FulfilmentState.REJECTED),
            "revoke": Move((FulfilmentState.APPROVED, FulfilmentState.EXEMPTED), FulfilmentState.REJECTED),
        },
    )

    code: RequirementCode = coded(RequirementCode)
    state: FulfilmentState = coded(FulfilmentState, FulfilmentState.SUBMITTED)
    decided_by_id: UUID | None = ref("user", nullable=True)
    decided_at: datetime | None = instant(None)
    decision_note: str = sealed()
    inspected_on: date | None = day(None)
    clear: bool | None = None
    valid_until: date | None = day(None)
    warned: int | None = None


class FulfilmentCreate(Create, FulfilmentFields):
    user_id: Annotated[UUID | None, C2] = Field(default=None, description="Whose it is; yours, when absent")  # type: ignore[assignment]
    issued_on: Annotated[date | None, C3] = Field(
        default=None, description="Today, or the day of the training, when absent"
    )  # type: ignore[assignment]
    attachment_ids: Annotated[list[UUID], MaxLen(5)] = Field(
        default=[], description="Files sent for purpose `other`; only where the requirement asks for a document"
    )


class FulfilmentApprove(Body):
    inspected_on: date | None = Field(default=None, description="The day on which it was looked at; today, when absent")


class FulfilmentReject(Body):
    reason: Reason
    not_clear: bool = Field(
        default=False, description="A clearance speaks against the person; what was approved before ends too"
    )


class FulfilmentRevoke(Body):
    reason: Reason


class ExemptionCreate(Create):
    user_id: UUID
    reason: Reason
    until: date = Field(description="The last day of the exemption, within ten years")


class FulfilmentRead(Shown, FulfilmentFields):
    code: Annotated[RequirementCode, C2]
    state: Annotated[FulfilmentState, C3] = Field(description="What was approved has `expired` after `valid_until`")
    created_by: Annotated[UUID | None, C2] = Field(description="Who handed it in")
    decided_by_id: Annotated[UUID | None, C2] = Field(description="Who looked at it and decided")
    decided_at: Annotated[datetime | None, C2]
    decision_note: Annotated[str, C4]
    inspected_on: Annotated[date | None, C2]
    clear: Annotated[bool | None, C3] = Field(description="Of a clearance: whether it speaks for the person")
    valid_until: Annotated[date | None, C2] = Field(description="The last day on which it counts; null: no end")


class RequirementStanding(BaseModel):
    """How a person stands to one requirement of their roles."""

    requirement_id: UUID
    code: RequirementCode
    name: str
    blocking: bool
    course_id: UUID | None = Field(description="The course that fulfils it, where one does")
    state: FulfilmentState
    valid_until: date | None = Field(description="Of what counts now, or did last")
    fulfilment_id: UUID | None = Field(description="What the state is told of")
    waiting: bool = Field(description="Whether something was handed in and waits for a decision")


class RequirementStandings(BaseModel):
    cleared: bool = Field(description="Whether all blocking requirements hold now, for each role that has any")
    items: list[RequirementStanding]
