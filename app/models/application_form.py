"""What applicants send and see without a sign-in: the form, its receipt, and how an application stands."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from annotated_types import MaxLen
from pydantic import BaseModel, StringConstraints, model_validator
from sqlmodel import Field

from app.core.shapes import Body, Line, Name
from app.core.strict_json import refusal
from app.core.tiers import C1, C2, C3
from app.models.application import ApplicantProfile, ApplicationState
from app.models.contact_point import ContactChannel
from app.models.user import Email

Ref = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,64}$")]
SixDigits = Annotated[str, StringConstraints(pattern="^[0-9]{6}$")]


class ApplicationForm(ApplicantProfile):
    """An address is needed, e-mail or telephone: a code goes there."""

    organisation_id: Annotated[UUID, C1]
    opportunity_id: Annotated[UUID, C1]
    email: Annotated[Email | None, C3] = None
    phone: Annotated[Line, C3] = ""
    ref: Annotated[Ref | None, C2] = Field(default=None, description="The code of the link through which they came")
    processing_text: Annotated[Name, C2] = Field(
        description="Version of the text about what happens to the data, which the applicant has agreed to"
    )
    website: Annotated[str, MaxLen(1000), C2] = Field(default="", description="Leave it empty, and out of sight")

    @model_validator(mode="after")
    def reachable(self) -> "ApplicationForm":
        """One cannot be written to nowhere."""
        if self.email is None and not self.phone:
            raise refusal("missing", "Give an e-mail address or a telephone number.")
        return self


class ApplicationFields(Body):
    """What the form of a page sends: text alone, which becomes an ApplicationForm."""

    given_name: str = ""
    surname: str = ""
    short_name: str = ""
    email: str = ""
    phone: str = ""
    university: str = ""
    field_of_study: str = ""
    motivation: str = ""
    agree: str = Field(default="", description="The version of the text that was agreed to")
    website: str = Field(default="", description="Leave it empty, and out of sight")


class ApplicantStep(Body):
    """What the page of a link sends: one of these."""

    code: str = Field(default="", max_length=20)
    again: str = Field(default="", max_length=1, description="Send a new code")
    slot_id: UUID | None = None
    withdraw: str = Field(default="", max_length=1)

    @model_validator(mode="after")
    def one_step(self) -> "ApplicantStep":
        """A form of the page is for one thing."""
        if sum(map(bool, (self.code, self.again, self.slot_id, self.withdraw))) != 1:
            raise refusal("one_of_both", "Send one of these.")
        return self


class ApplicationReceipt(BaseModel):
    """The same for everybody: it does not tell whether the address is known."""

    link: Annotated[str, C2] = Field(description="Secret, shown once: to confirm and follow the application")
    code_sent_by: Annotated[ContactChannel, C2] = Field(
        description="`e_mail`: it is on its way; `phone`: somebody rings and tells it"
    )
    confirm_until: Annotated[datetime, C2] = Field(description="What is not confirmed by then is deleted")


class ApplicationConfirm(Body):
    code: SixDigits


class SlotChoice(Body):
    slot_id: UUID


class OfferedSlot(BaseModel):
    """Without the interviewer's name: a link may be passed on."""

    id: Annotated[UUID, C2]
    starts_at: Annotated[datetime, C2]
    minutes: Annotated[int, C2]
    online: Annotated[bool, C2]
    place: Annotated[str, C2]


class ApplicationStatus(BaseModel):
    """No name of anybody: a link may be passed on."""

    organisation: Annotated[str, C1]
    opportunity: Annotated[str, C1] = Field(description="Its title, in the applicant's language where there is one")
    language: Annotated[str, C2] = Field(description="In which the applicant wants to be written to")
    code_sent_by: Annotated[ContactChannel, C2] = Field(description="`phone`: a code is told by whoever rings")
    state: Annotated[ApplicationState, C2]
    submitted_at: Annotated[datetime | None, C2]
    time_zone: Annotated[str, C2]
    slot: Annotated[OfferedSlot | None, C2] = Field(description="The interview that was chosen")
    slots: Annotated[list[OfferedSlot], C2] = Field(description="Times for an interview that are free")
