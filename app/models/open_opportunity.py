"""Opportunities as the public sees them: those that are open, in one language each, with nothing internal."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.shapes import LanguageTag, Line
from app.core.tiers import C1
from app.models.opportunity import FieldOfStudy, OpportunityRole
from app.models.organisation import ShortName
from app.models.requirement import RequirementCode
from app.models.school import Grade
from app.models.school_subject import SchoolSubject


class LanguageQuery(BaseModel):
    """In which language, and by which campaign's link."""

    model_config = ConfigDict(extra="forbid")

    lang: LanguageTag | None = Field(default=None, description="Goes before Accept-Language")
    ref: str | None = Field(default=None, max_length=100, description="A campaign's code; links carry it on")


class OpenOpportunityQuery(LanguageQuery):
    """What the public may ask for."""

    language: LanguageTag | None = Field(default=None, description="Spoken by whoever asks")
    field_of_study: FieldOfStudy | None = None
    online: bool | None = Field(default=None, description="Whether it can be done from anywhere")
    municipality: Line | None = Field(default=None, description="In any script, with or without diacritics")
    weekly_hours_to: int | None = Field(default=None, ge=1, le=40, description="At most so many hours a week")
    credit: bool | None = Field(default=None, description="Whether a university gives course credit")
    limit: int = Field(default=50, ge=1, le=200, description="Opportunities of a page")
    cursor: str | None = Field(default=None, max_length=1000, description="`next_cursor` of the page before")


class OpenSite(BaseModel):
    """A public place."""

    name: str
    municipality: str
    address: str
    accessibility: str


class OpenOpportunity(BaseModel):
    """One opportunity; `title`, `description` and `tasks` are in `text_language`."""

    id: Annotated[UUID, C1]
    role: Annotated[OpportunityRole, C1]
    text_language: Annotated[str, C1] = Field(description="BCP 47 tag: the best for the reader of those there are")
    text_languages: Annotated[list[str], C1] = Field(description="All that it is told in")
    title: Annotated[str, C1]
    description: Annotated[str, C1]
    tasks: Annotated[list[str], C1]
    languages: Annotated[list[str], C1] = Field(description="Wanted; none: any")
    grades: Annotated[list[Grade], C1]
    subjects: Annotated[list[SchoolSubject], C1]
    fields_of_study: Annotated[list[FieldOfStudy], C1] = Field(description="Wanted; none: any")
    online: Annotated[bool, C1]
    municipality: Annotated[str, C1]
    site: Annotated[OpenSite | None, C1]
    weekly_hours: Annotated[int, C1]
    places_left: Annotated[int, C1]
    starts_on: Annotated[date, C1]
    ends_on: Annotated[date | None, C1]
    apply_until: Annotated[date | None, C1]
    requirements: Annotated[list[RequirementCode], C1]
    credit: Annotated[bool, C1]
    created_at: Annotated[datetime, C1]
    updated_at: Annotated[datetime, C1]
    link: Annotated[str, C1] = Field(description="Path of its page, with `ref` and `lang` as they were given")


class OpenOrganisation(BaseModel):
    """Who offers the opportunities."""

    id: Annotated[UUID, C1]
    name: Annotated[str, C1]
    short_name: Annotated[ShortName | None, C1]
    country: Annotated[str, C1]


class OpenOpportunities(BaseModel):
    """Those that are open and fit, those first that begin first."""

    organisation: OpenOrganisation
    items: list[OpenOpportunity]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last one")
