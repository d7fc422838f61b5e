"""Invitations: a link and a code by which somebody comes to sign in who has no password."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, SecretStr, StringConstraints, model_validator
from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Line, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2, C3, C5
from app.models.base import Row, index


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Invitation(Row, table=True):
    """Of a guardian, who then signs in by one-time codes, or of a user of the staff, who chooses a password.

    The link and the code belong to this row and end with it (app/models/secret_link.py, one_time_code.py).
    """

    __resource__: ClassVar[str] = "invitations"
    __lifecycle__ = Lifecycle(
        "state",
        {
            "accept": Move((InvitationState.OPEN,), InvitationState.ACCEPTED, by_system=True),
            "withdraw": Move((InvitationState.OPEN,), InvitationState.WITHDRAWN),
        },
    )
    __table_args__ = (index("guardian_id", "id"), index("user_id", "id"), index("programme_id", "id"))

    guardian_id: UUID | None = ref("guardian", nullable=True)
    user_id: UUID = ref("user")
    programme_id: UUID | None = ref("programme", nullable=True)
    state: InvitationState = coded(InvitationState, InvitationState.OPEN)
    expires_at: datetime = instant()
    accepted_at: datetime | None = instant(None)


class InvitationCreate(Body):
    guardian_id: Annotated[UUID | None, C2] = Field(default=None, description="By coordinators and mediators")
    user_id: Annotated[UUID | None, C2] = Field(default=None, description="By administrators: chooses a password")

    @model_validator(mode="after")
    def one_person(self) -> "InvitationCreate":
        """An invitation is for one person."""
        if (self.guardian_id is None) is (self.user_id is None):
            raise refusal("one_of_both", "Name a guardian or a user.")
        return self


class InvitationRead(Shown):
    guardian_id: Annotated[UUID | None, C2]
    user_id: Annotated[UUID, C2]
    state: Annotated[InvitationState, C2] = Field(description="An open one is over all the same after `expires_at`")
    expires_at: Annotated[datetime, C2]
    accepted_at: Annotated[datetime | None, C2]
    created_by: Annotated[UUID | None, C2]


class NewInvitation(BaseModel):
    """What is handed to the invited person, shown once: the link by one way, the code by another."""

    id: Annotated[UUID, C2]
    link: Annotated[str, C5] = Field(description="For POST /v1/invitations/{link}/accept; to be sent, or printed")
    code: Annotated[str, C5] = Field(description="Six digits; tell it in person or by phone")
    sign_in_name: Annotated[str, C3] = Field(description="What the person signs in with later")
    expires_at: Annotated[datetime, C2]


Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class InvitationAcceptance(Body):
    code: Code
    device: Line = Field(default="", description="Your own name for the device, shown among the sign-ins")
    password: SecretStr | None = Field(default=None, description="For people of the staff, who sign in with one later")


class SignInCode(BaseModel):
    """A code by which a guardian signs in anew, shown once."""

    sign_in_name: Annotated[str, C3]
    code: Annotated[str, C5] = Field(description="Six digits, good for ten minutes and five tries")
    expires_at: Annotated[datetime, C2]
