"""Certificates: what somebody gave or learned, frozen as it was verified, to be checked by anybody who holds one."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import ID, coded, day, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Reason, Shown
from app.core.tiers import C1, C2, C3
from app.models.base import Global, Row, index
from app.models.hours_entry import HoursKind


class CertificateKind(StrEnum):
    SERVICE_HOURS = "service_hours"
    COURSE_CREDIT = "course_credit"
    TRAINING = "training"


class CertificateState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


class CertificateFields(Body):
    kind: Annotated[CertificateKind, C2] = coded(CertificateKind)
    programme_id: Annotated[UUID | None, C2] = ref("programme", nullable=True)
    candidate_id: Annotated[UUID | None, C2] = ref("credit_candidate", nullable=True)
    training_record_id: Annotated[UUID | None, C2] = ref("training_record", nullable=True)
    first_on: Annotated[date | None, C2] = day(None)
    last_on: Annotated[date | None, C2] = day(None)
    replaces_id: Annotated[UUID | None, C2] = ref("certificate", nullable=True)


class Certificate(CertificateFields, Row, table=True):
    """`facts` is all that the paper says, as it was when it was issued; the paper is made of it again at any time."""

    __resource__: ClassVar[str] = "certificates"
    __table_args__ = (
        index("user_id", "id"),
        index("programme_id", "id"),
        index("candidate_id", "id"),
        index("training_record_id", "id"),
        index("replaces_id", unique=True),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "revoke": Move((CertificateState.ISSUED,), CertificateState.REVOKED, True),
            "replace": Move((CertificateState.ISSUED,), CertificateState.REPLACED, by_system=True),
        },
    )

    user_id: UUID = ref("user")
    first_on: date = day()
    last_on: date = day()
    total_minutes: int
    totals: dict[str, int] = document(dict)
    languages: list[str] = document(list)
    facts: dict[str, Any] = document(dict)
    code: str
    state: CertificateState = coded(CertificateState, CertificateState.ISSUED)


class CertificateCode(Global, table=True):
    """Where a code that somebody types belongs: asked before any organisation is known. Only its hash is kept here."""

    __tablename__ = "certificate_code"

    digest: str = Field(primary_key=True)
    organisation_id: UUID = Field(sa_type=ID, foreign_key="organisation.id")
    certificate_id: UUID = Field(sa_type=ID)


class CertificateCreate(Create, CertificateFields):
    """service_hours: a programme and a period; course_credit: a candidate, whose agreement says the period; training: a
    record.
    """

    user_id: Annotated[UUID | None, C2] = Field(default=None, description="The caller unless another is named")
    languages: Annotated[list[LanguageTag], MaxLen(2), C2] = Field(
        default=[], description="One page each; by default the person's own, and the university's"
    )


class CertificateRevoke(Body):
    reason: Reason


class CertificateRead(Shown, CertificateFields):
    user_id: Annotated[UUID, C2]
    first_on: Annotated[date, C2]
    last_on: Annotated[date, C2]
    total_minutes: Annotated[int, C2]
    totals: Annotated[dict[HoursKind, int], C2] = Field(description="Minutes by kind, as they were when it was issued")
    languages: Annotated[list[str], C2]
    code: Annotated[str, C3] = Field(description="As it is printed; whoever has it may check the certificate")
    state: Annotated[CertificateState, C2]
    created_by: Annotated[UUID | None, C2] = Field(description="Who issued it")


class CertificateStanding(StrEnum):
    """How a certificate stands to whoever checks it."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"


class CertificateCheck(BaseModel):
    """What anybody with the code is told: nobody's name."""

    standing: Annotated[CertificateStanding, C1]
    kind: Annotated[CertificateKind, C1]
    initials: Annotated[str, C1]
    programme: Annotated[str, C1]
    issuer: Annotated[str, C1]
    first_on: Annotated[date, C1]
    last_on: Annotated[date, C1]
    total_minutes: Annotated[int, C1]
    totals: Annotated[dict[HoursKind, int], C1]
    issued_on: Annotated[date, C1]
    ended_on: Annotated[date | None, C1] = Field(description="When it was revoked or replaced")
