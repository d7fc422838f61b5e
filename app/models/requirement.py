"""Requirements: what an organisation asks of people before they may work with children, and how long it holds."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator
from sqlmodel import Field

from app.core.columns import Id, coded, document
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Line, Patch, Reason, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.membership import Role
from app.models.programme import ProgrammeKind

# Those who come near children by their role; coordinators, who decide about requirements, cannot lock themselves out.
GATED_ROLES = (Role.VOLUNTEER, Role.ASSISTANT, Role.EDUCATOR, Role.MEDIATOR, Role.SUPERVISOR)


class RequirementCode(StrEnum):
    CLEARANCE = "clearance"
    CODE_OF_CONDUCT = "code_of_conduct"
    SAFEGUARDING_TRAINING = "safeguarding_training"
    ROLE_TRAINING = "role_training"
    REFERENCE = "reference"
    CONFIDENTIALITY = "confidentiality"


class EvidenceKind(StrEnum):
    NONE = "none"
    DOCUMENT = "document"
    NOTE = "note"
    TRAINING_RECORD = "training_record"


class RequirementStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


def near_children(role: Role) -> Role:
    """A role that requirements can be made for."""
    if role not in GATED_ROLES:
        raise refusal("not_allowed", "Nothing can be required of this role.")
    return role


GatedRole = Annotated[Role, AfterValidator(near_children)]


class RequirementTerms(Body):
    name: Annotated[Line, C2] = Field(default="", description="As people of the organisation know it")
    roles: Annotated[list[GatedRole], MinLen(1), MaxLen(5), C2] = document(list)
    programme_kinds: Annotated[list[ProgrammeKind], MaxLen(5), C2] = document(list)
    evidence: Annotated[EvidenceKind, C2] = coded(EvidenceKind, EvidenceKind.NONE)
    course_id: Annotated[UUID | None, C2] = Field(
        default=None,
        sa_type=Id,
        nullable=True,
        description="Where the evidence is a training record: of this course; null: any record of the same purpose",
    )
    validity_days: Annotated[int | None, C2] = Field(
        default=None, ge=1, le=3650, description="Counted from the day of issue; null: without an end"
    )
    blocking: Annotated[bool, C2] = Field(default=True, description="Nobody comes near a child before it holds")


class Requirement(RequirementTerms, Row, table=True):
    """`may_exempt`: whether the organisation's policy lets a coordinator exempt somebody from it."""

    __resource__: ClassVar[str] = "requirements"
    __table_args__ = (index("status", "id"),)
    __lifecycle__ = Lifecycle(
        "status", {"end": Move((RequirementStatus.ACTIVE,), RequirementStatus.ENDED, needs_reason=True)}
    )

    code: RequirementCode = coded(RequirementCode)
    may_exempt: bool = True
    status: RequirementStatus = coded(RequirementStatus, RequirementStatus.ACTIVE)


class RequirementCreate(Create, RequirementTerms):
    code: Annotated[RequirementCode, C2]
    roles: Annotated[list[GatedRole], MinLen(1), MaxLen(5), C2]
    may_exempt: Annotated[bool | None, C2] = Field(
        default=None, description="When absent: yes, but not from a clearance"
    )


class RequirementUpdate(Patch, RequirementTerms):
    may_exempt: Annotated[bool, C2]


class RequirementEnd(Body):
    reason: Reason


class RequirementRead(Shown, RequirementTerms):
    code: Annotated[RequirementCode, C2]
    may_exempt: Annotated[bool, C2]
    status: Annotated[RequirementStatus, C2]
