"""A page of the library as readers turn it: each material in the best language there is, and what it is narrowed by."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.listing import Many
from app.core.shapes import LanguageTag, Line
from app.core.tiers import C1, C2, C3
from app.models.material import MaterialAudience, MaterialKind, MaterialTopic, ReadingLevel
from app.models.material_translation import TranslationState
from app.models.organisation import Country

Year = Annotated[int, Field(ge=1950, le=2100)]


class LibraryNarrowing(BaseModel):
    """What a page is narrowed by: of each member one of the values must hold."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(
        default=None, min_length=1, max_length=200, description="Any script, with or without diacritics, mistyped too"
    )
    kind: Annotated[list[MaterialKind] | None, Many] = Field(default=None, max_length=10)
    language: Annotated[list[LanguageTag] | None, Many] = Field(default=None, max_length=10)
    topic: Annotated[list[MaterialTopic] | None, Many] = Field(default=None, max_length=20)
    audience: Annotated[list[MaterialAudience] | None, Many] = Field(default=None, max_length=10)
    year: Annotated[list[Year] | None, Many] = Field(default=None, max_length=50)
    organisation: Line | None = Field(default=None, description="That made it; empty: this one")
    country: Annotated[list[Country] | None, Many] = Field(default=None, max_length=20)


class LibraryQuery(LibraryNarrowing):
    limit: int = Field(default=20, ge=1, le=100, description="Materials of a page")
    cursor: str | None = Field(default=None, max_length=1000, description="`next_cursor` of the page before")
    count: bool = Field(default=False, description="Also count all that match")
    facets: bool = Field(default=False, description="Also count the values that the page can be narrowed by")


class LibraryText(BaseModel):
    """A material in one language."""

    translation_id: Annotated[UUID | None, C1] = Field(description="The version; null of a story")
    language: Annotated[str, C1]
    fallback: Annotated[bool, C1] = Field(description="Another language than the first one that was asked for")
    title: Annotated[str, C1]
    summary: Annotated[str, C1]
    state: Annotated[TranslationState, C1]
    languages: Annotated[list[str], C1] = Field(description="In which it can be read")
    audible: Annotated[bool, C1] = Field(description="There is a recording of this version")


class LibraryItem(LibraryText):
    """A material, or a published story, which has no key, audience or licence."""

    id: Annotated[UUID, C1]
    key: Annotated[str, C1]
    kind: Annotated[MaterialKind, C1]
    audiences: Annotated[list[MaterialAudience], C1]
    topics: Annotated[list[MaterialTopic], C1]
    country: Annotated[str | None, C1]
    municipality: Annotated[str, C1]
    made_by: Annotated[str, C1]
    year: Annotated[int, C1]
    licence: Annotated[str, C1]
    reading_level: Annotated[ReadingLevel | None, C1] = Field(description="Null of a story")
    story_id: Annotated[UUID | None, C2] = Field(description="Of a story that somebody has told: read it at `stories`")
    told_by: Annotated[str, C3] = Field(description="The narrator's alias; empty of a material")


class FacetValue(BaseModel):
    """A value, and how many of the materials have it: of those that match all the other narrowings."""

    value: str
    count: int


class LibraryPage(BaseModel):
    """The best first; without `q` the newest. `count` and `facets` are there when they were asked for."""

    items: list[LibraryItem]
    next_cursor: str | None
    count: int | None = None
    facets: dict[str, list[FacetValue]] | None = None
