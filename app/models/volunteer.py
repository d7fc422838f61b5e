"""Volunteers: what an organisation knows of a person who gives time, beside their login."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import MaxLen
from pydantic import model_validator
from sqlmodel import Field

from app.core.columns import ID, coded, document, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Line, Name, Patch, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2, C3
from app.models.availability import Availability
from app.models.base import Row, index
from app.models.child import SpokenLanguage
from app.models.school import Grade
from app.models.school_subject import SchoolSubject


class VolunteerState(StrEnum):
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class VolunteerEndReason(StrEnum):
    TIME = "time"
    STUDY_ENDED = "study_ended"
    INTERNSHIP_ENDED = "internship_ended"
    MOVED = "moved"
    CONDUCT = "conduct"
    OTHER = "other"


class VolunteerEndedBy(StrEnum):
    VOLUNTEER = "volunteer"
    ORGANISATION = "organisation"


class TaughtSubject(Body):
    """A subject that somebody can help with, from one grade to another."""

    subject: SchoolSubject
    from_grade: Grade = 0
    to_grade: Grade = 13

    @model_validator(mode="after")
    def upwards(self) -> "TaughtSubject":
        """A range of grades is never empty."""
        if self.to_grade < self.from_grade:
            raise refusal("out_of_range", "The last grade is below the first.")
        return self


class VolunteerProfile(Body):
    """What the person says of themselves."""

    short_name: Annotated[Line, C2] = Field(
        default="", sa_column_kwargs={"server_default": ""}, description="What they want to be called, if anything else"
    )
    field_of_study: Annotated[Line, C2("profile")] = ""
    university: Annotated[Line, C2("profile")] = ""
    study_year: Annotated[int | None, C2("profile")] = Field(default=None, ge=1, le=12)
    availability: Annotated[Availability, C2("profile")] = document(list)
    languages: Annotated[list[SpokenLanguage], MaxLen(20), C2("profile")] = document(list)
    subjects: Annotated[list[TaughtSubject], MaxLen(30), C2("profile")] = document(list)
    max_children: Annotated[int, C2("profile")] = Field(default=7, ge=0, le=100, description="At the same time")
    online: Annotated[bool, C2("profile")] = True
    places: Annotated[list[Name], MaxLen(20), C2("profile")] = document(list)


class VolunteerFields(VolunteerProfile):
    user_id: Annotated[UUID, C2("names")] = ref("user")


class Volunteer(VolunteerFields, Row, table=True):
    """One for each person. `source_campaign_id` is the campaign through which they came, when that is known."""

    __resource__: ClassVar[str] = "volunteers"
    __table_args__ = (index("user_id", unique=True), index("state", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "activate": Move((VolunteerState.ONBOARDING,), VolunteerState.ACTIVE),
            "pause": Move((VolunteerState.ACTIVE,), VolunteerState.PAUSED),
            "resume": Move((VolunteerState.PAUSED,), VolunteerState.ACTIVE),
            "end": Move(
                (VolunteerState.ONBOARDING, VolunteerState.ACTIVE, VolunteerState.PAUSED), VolunteerState.ENDED
            ),
            "rejoin": Move((VolunteerState.ENDED,), VolunteerState.ONBOARDING),
        },
    )

    source_campaign_id: UUID | None = Field(default=None, sa_type=ID, nullable=True)
    state: VolunteerState = coded(VolunteerState, VolunteerState.ONBOARDING)
    ended_at: datetime | None = instant(None)
    end_reason: VolunteerEndReason | None = coded(VolunteerEndReason, None)
    ended_by: VolunteerEndedBy | None = coded(VolunteerEndedBy, None)


class VolunteerCreate(Create, VolunteerFields):
    pass


class VolunteerUpdate(Patch, VolunteerProfile):
    pass


class VolunteerEnd(Body):
    """Ending a volunteer's time ends their leading of groups too."""

    reason: VolunteerEndReason
    by: VolunteerEndedBy
    note: Line = Field(default="", description="Kept with the move")


class VolunteerPause(Body):
    reason: Line = ""


class VolunteerRead(Shown, VolunteerFields):
    given_name: Annotated[str, C2]
    surname: Annotated[str, C3("names")]
    state: Annotated[VolunteerState, C2("profile")]
    source_campaign_id: Annotated[UUID | None, C2("profile")]
    ended_at: Annotated[datetime | None, C2("profile")]
    end_reason: Annotated[VolunteerEndReason | None, C3("profile")]
    ended_by: Annotated[VolunteerEndedBy | None, C2("profile")]
