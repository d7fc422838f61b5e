"""Applications: that somebody wants to give time, from the form without a sign-in to the decision of a person."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, folded, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, LanguageTag, Name, Prose, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.volunteer import VolunteerProfile


class ApplicationState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    INTERVIEW = "interview"
    WAITING_LIST = "waiting_list"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ApplicationRejectReason(StrEnum):
    NO_CAPACITY = "no_capacity"
    TIMES_DO_NOT_FIT = "times_do_not_fit"
    LANGUAGES_DO_NOT_FIT = "languages_do_not_fit"
    REQUIREMENTS_NOT_MET = "requirements_not_met"
    NOT_SUITABLE = "not_suitable"
    NOT_REACHED = "not_reached"
    DID_NOT_COME = "did_not_come"
    OTHER = "other"


UNCONFIRMED, SUBMITTED = ApplicationState.UNCONFIRMED, ApplicationState.SUBMITTED
SCREENING, INTERVIEW = ApplicationState.SCREENING, ApplicationState.INTERVIEW
WAITING_LIST, ACCEPTED = ApplicationState.WAITING_LIST, ApplicationState.ACCEPTED
REJECTED, WITHDRAWN = ApplicationState.REJECTED, ApplicationState.WITHDRAWN
# Of one address there is one application for the same; of forms and of what was withdrawn there may be more.
ONCE_EACH = "contact <> '' AND state NOT IN ('unconfirmed', 'withdrawn')"
UNDER_WAY = (SUBMITTED, SCREENING, INTERVIEW, WAITING_LIST)


class ApplicantProfile(VolunteerProfile):
    """What applicants say of themselves."""

    given_name: Annotated[Name, C3]
    surname: Annotated[Name, C3]
    language: Annotated[LanguageTag, C2("profile")] = Field(description="In which they want to be written to")
    motivation: Annotated[Prose, C4("profile")] = sealed("")


class Application(ApplicantProfile, Row, table=True):
    """`contact` is the address that a code went to: one of the two that were given. `campaign_id` is the source.

    Without a person after the policy's days: the row stays, so that what was counted stays right.
    """

    __resource__: ClassVar[str] = "applications"
    __folds__ = {"search_key": ("given_name", "surname", "short_name")}
    __table_args__ = (
        index("programme_id", "submitted_at", "id"),
        index("opportunity_id", "id"),
        index("campaign_id", "id"),
        index("user_id", "id"),
        index("state", "id"),
        index("search_key", "id"),
        index("opportunity_id", "contact", unique=True, where=ONCE_EACH),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "submit": Move((UNCONFIRMED,), SUBMITTED, by_system=True),
            "screen": Move((SUBMITTED,), SCREENING),
            "interview": Move((SCREENING, WAITING_LIST), INTERVIEW),
            "waitlist": Move((INTERVIEW,), WAITING_LIST),
            "accept": Move((INTERVIEW, WAITING_LIST), ACCEPTED),
            "reject": Move(UNDER_WAY, REJECTED),
            "withdraw": Move(UNDER_WAY, WITHDRAWN),
        },
    )

    opportunity_id: UUID = ref("opportunity")
    programme_id: UUID = ref("programme")
    campaign_id: UUID | None = ref("campaign", nullable=True)
    email: str = ""
    phone: str = ""
    contact: str
    processing_text: str
    state: ApplicationState = coded(ApplicationState, UNCONFIRMED)
    submitted_at: datetime | None = instant(None)
    screening_at: datetime | None = instant(None)
    interview_at: datetime | None = instant(None)
    decided_at: datetime | None = instant(None)
    reject_reason: ApplicationRejectReason | None = coded(ApplicationRejectReason, None)
    decision_note: str = sealed("")
    user_id: UUID | None = ref("user", nullable=True)
    place_freed_at: datetime | None = instant(None)
    erased_at: datetime | None = instant(None)
    search_key: str = folded()


class ApplicationReject(Body):
    """The applicant is told that it is so, not why."""

    reason: ApplicationRejectReason
    note: Prose = ""


class ApplicationAccept(Body):
    note: Prose = ""


class ApplicationRead(Shown, ApplicantProfile):
    opportunity_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    campaign_id: Annotated[UUID | None, C2] = Field(description="Through which they came; null where no link named one")
    email: Annotated[str, C3("profile")]
    phone: Annotated[str, C3("profile")]
    processing_text: Annotated[str, C2] = Field(description="Version of the text about data that they agreed to")
    state: Annotated[ApplicationState, C2]
    submitted_at: Annotated[datetime | None, C2] = Field(description="When the address was confirmed")
    screening_at: Annotated[datetime | None, C2]
    interview_at: Annotated[datetime | None, C2] = Field(description="When they were first invited to an interview")
    decided_at: Annotated[datetime | None, C2] = Field(description="When it was accepted, rejected or withdrawn")
    reject_reason: Annotated[ApplicationRejectReason | None, C3("decision")]
    decision_note: Annotated[str, C4("decision")]
    user_id: Annotated[UUID | None, C2] = Field(description="The volunteer that the applicant has become")
    place_freed_at: Annotated[datetime | None, C2] = Field(
        description="When they left before their onboarding was over: the place was free again"
    )
    erased_at: Annotated[datetime | None, C2] = Field(description="Since when the row is without a person")
