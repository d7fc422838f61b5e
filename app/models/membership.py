"""Memberships: one person in one role in one organisation, and the part of it that the role covers."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import model_validator
from sqlmodel import Field

from app.core.columns import ID, coded, instant, instant_text, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2
from app.models.base import Row, index

# Later than any instant that a client may send.
UNLIMITED = datetime(2200, 1, 1, tzinfo=UTC)


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    EDUCATOR = "educator"
    MEDIATOR = "mediator"
    VOLUNTEER = "volunteer"
    ASSISTANT = "assistant"
    TEACHER = "teacher"
    GUARDIAN = "guardian"
    PARTNER = "partner"


class MembershipFields(Body):
    user_id: Annotated[UUID, C2] = ref("user")
    role: Annotated[Role, C2] = coded(Role)
    valid_from: Annotated[Moment | None, C2] = instant(None)
    valid_to: Annotated[Moment | None, C2] = instant(None, description="The role ends by itself at this instant")


class Membership(MembershipFields, Row, table=True):
    """`cleared_until`: until when all that is required of the person in this role holds; UNLIMITED where nothing ends.

    Kept with what is required and what is fulfilled, in the same transaction, so that a reach need only compare it.
    """

    __resource__: ClassVar[str] = "memberships"
    __table_args__ = (index("user_id", "role"), index("role", "user_id"))

    account_id: UUID = Field(sa_type=ID, foreign_key="account.id")
    cleared_until: datetime = instant(UNLIMITED, sa_column_kwargs={"server_default": instant_text(UNLIMITED)})


class MembershipCreate(Create, MembershipFields):
    pass


class MembershipUpdate(Patch, Body):
    valid_to: Annotated[Moment | None, C2] = Field(description="Later than now; null: without an end")


class MembershipRead(Shown, MembershipFields):
    pass


class RoleAssignmentFields(Body):
    """The part that a role covers; neither programme nor school: the whole organisation."""

    programme_id: Annotated[UUID | None, C2] = ref("programme", nullable=True)
    school_id: Annotated[UUID | None, C2] = ref("school", nullable=True)
    valid_from: Annotated[Moment | None, C2] = instant(None)
    valid_to: Annotated[Moment | None, C2] = instant(None)


class RoleAssignment(RoleAssignmentFields, Row, table=True):
    __resource__: ClassVar[str] = "role-assignments"
    __table_args__ = (index("membership_id", "programme_id"),)

    membership_id: UUID = ref("membership")


class RoleAssignmentCreate(Create, RoleAssignmentFields):
    membership_id: UUID

    @model_validator(mode="after")
    def one_part(self) -> "RoleAssignmentCreate":
        """Both together would cover both, not what they have in common, and hardly anyone would read it so."""
        if self.programme_id is not None and self.school_id is not None:
            raise refusal("one_of_both", "Name a programme or a school, each in an assignment of its own.")
        return self


class RoleAssignmentUpdate(Patch, Body):
    valid_to: Annotated[Moment | None, C2] = Field(description="Later than now; null: without an end")


class RoleAssignmentRead(Shown, RoleAssignmentFields):
    membership_id: Annotated[UUID, C2]


class SupervisorAssignmentFields(Body):
    supervisor_id: Annotated[UUID, C2] = ref("user")
    volunteer_id: Annotated[UUID, C2] = ref("user")
    valid_from: Annotated[Moment | None, C2] = instant(None)
    valid_to: Annotated[Moment | None, C2] = instant(None)


class SupervisorAssignment(SupervisorAssignmentFields, Row, table=True):
    __resource__: ClassVar[str] = "supervisor-assignments"
    __table_args__ = (
        index("supervisor_id", "volunteer_id"),
        index("volunteer_id", "supervisor_id"),
        index("volunteer_id", unique=True, where="valid_to IS NULL"),
    )


class SupervisorAssignmentCreate(Create, SupervisorAssignmentFields):
    pass


class SupervisorAssignmentUpdate(Patch, Body):
    valid_to: Annotated[Moment | None, C2] = Field(description="Later than now; null: without an end")


class SupervisorAssignmentRead(Shown, SupervisorAssignmentFields):
    pass
