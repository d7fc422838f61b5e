"""The library for a phone without a network: what stands in `index.json` of a bundle."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.listing import Many
from app.core.moments import Moment
from app.core.shapes import LanguageTag
from app.models.material import MaterialAudience, MaterialKind, MaterialTopic
from app.models.material_translation import MaterialFileRole, MaterialSection, TranslationState


class BundleQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    languages: Annotated[list[LanguageTag] | None, Many] = Field(
        default=None, max_length=5, description="Otherwise those of Accept-Language"
    )
    audience: Annotated[list[MaterialAudience] | None, Many] = Field(default=None, max_length=7)
    since: Moment | None = Field(
        default=None, description="`position` of the bundle that is held: only what was published after it comes whole"
    )


class BundleFile(BaseModel):
    """A file of a text; `path` within the bundle, null for one that is not in it and is fetched by itself."""

    id: UUID
    role: MaterialFileRole
    label: str
    content_type: str
    size: int
    path: str | None


class BundleText(BaseModel):
    """A text; `changed` is false, and its words are left out, where the phone has it by `since`."""

    translation_id: UUID
    language: str
    state: TranslationState
    title: str
    summary: str
    changed: bool
    sections: list[MaterialSection]
    files: list[BundleFile]


class BundleMaterial(BaseModel):
    id: UUID
    key: str
    kind: MaterialKind
    audiences: list[MaterialAudience]
    topics: list[MaterialTopic]
    fallback: bool = Field(description="None of the languages was there; it is in its source language")
    texts: list[BundleText]


class BundleIndex(BaseModel):
    """Everything that the phone should have: what is not named here any more is deleted there."""

    languages: list[str]
    position: str | None = Field(description="Send it as `since` the next time")
    complete: bool = Field(description="False where there was more than a bundle holds; the newest are in it")
    materials: list[BundleMaterial]
