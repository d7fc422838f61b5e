"""Credit agreements: what a university asks for a course, and who works towards it."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from app.core.columns import day, document, instant, ref
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Prose, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.hours_entry import HoursKind, HoursSum


class CreditTerms(Body):
    """What the university asks. Hours count from the first day to the last, of these kinds."""

    university: Annotated[Name, C2]
    language: Annotated[LanguageTag, C2] = Field(description="In which the university reads a certificate")
    course: Annotated[Name, C2]
    course_code: Annotated[Line, C2] = ""
    required_hours: Annotated[int, C2] = Field(ge=1, le=5000)
    kinds: Annotated[list[HoursKind], MinLen(1), MaxLen(len(HoursKind)), C2] = document(list)
    outcomes: Annotated[list[Name], MaxLen(10), C2] = document(list)
    statement_needed: Annotated[bool, C2] = Field(default=False, description="By somebody who supervises")
    first_on: Annotated[date, C2] = day()
    last_on: Annotated[date | None, C2] = day(None)


class CreditAgreementFields(CreditTerms):
    programme_id: Annotated[UUID, C2] = ref("programme")


class CreditAgreement(CreditAgreementFields, Row, table=True):
    __resource__: ClassVar[str] = "credit-agreements"
    __table_args__ = (index("programme_id", "id"), index("first_on", "id"))


class CreditAgreementCreate(Create, CreditAgreementFields):
    kinds: Annotated[list[HoursKind], MinLen(1), MaxLen(len(HoursKind)), C2]


class CreditAgreementUpdate(Patch, CreditTerms):
    pass


class CreditAgreementRead(Shown, CreditAgreementFields):
    pass


class CreditCandidateFields(Body):
    agreement_id: Annotated[UUID, C2] = ref("credit_agreement")


class CreditCandidate(CreditCandidateFields, Row, table=True):
    """Somebody who works towards the credit of an agreement, and what those who supervise say of it."""

    __resource__: ClassVar[str] = "credit-candidates"
    __table_args__ = (
        index("agreement_id", "user_id", unique=True),
        index("user_id", "id"),
        index("programme_id", "id"),
    )

    user_id: UUID = ref("user")
    programme_id: UUID = ref("programme")
    statement: str = ""
    stated_by_id: UUID | None = ref("user", nullable=True)
    stated_at: datetime | None = instant(None)


class CreditCandidateCreate(Create, CreditCandidateFields):
    """`user_id` is the caller unless another is named."""

    user_id: Annotated[UUID | None, C2] = ref("user", nullable=True)


class CreditCandidateUpdate(Patch, Body):
    statement: Annotated[Prose, C3("statement")]


class CreditCandidateRead(Shown, CreditCandidateFields):
    user_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    statement: Annotated[str, C3("statement")] = Field(description="Of those who supervise; the person reads it too")
    stated_by_id: Annotated[UUID | None, C2]
    stated_at: Annotated[datetime | None, C2]


class CreditProgress(HoursSum):
    """How far somebody is, in the kinds and the period that the agreement counts."""

    candidate_id: Annotated[UUID, C2]
    agreement_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]
    university: Annotated[str, C2]
    course: Annotated[str, C2]
    required_minutes: Annotated[int, C2]
    missing_minutes: Annotated[int, C2] = Field(description="Verified ones that are still needed")
    reached: Annotated[bool, C2]
    statement_missing: Annotated[bool, C2]


class CreditProgresses(BaseModel):
    """By candidate, in the order in which they began."""

    items: list[CreditProgress]


class CreditProgressQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user_id: UUID | None = None
    agreement_id: UUID | None = None
