"""The words of materials: one row for each version of a text in a language, and the files that go with it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen
from pydantic import AfterValidator, BaseModel, StringConstraints
from sqlmodel import Field

from app.core.columns import coded, document, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Prose, Reason, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C1, C2
from app.models.base import Row, index


class TranslationState(StrEnum):
    DRAFT = "draft"
    CHECKED = "checked"
    PUBLISHED = "published"
    OUTDATED = "outdated"


class MaterialFileRole(StrEnum):
    DOCUMENT = "document"
    SLIDES = "slides"
    AUDIO = "audio"
    IMAGE = "image"
    SUBTITLES = "subtitles"


DRAFT, CHECKED, PUBLISHED = TranslationState.DRAFT, TranslationState.CHECKED, TranslationState.PUBLISHED
SectionText = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=10_000)]


class MaterialSection(Body):
    """A part of a text; paragraphs are parted by empty lines."""

    heading: Line = ""
    text: SectionText


class MaterialWords(Body):
    title: Annotated[Name, C1]
    summary: Annotated[Prose, C1] = ""
    sections: Annotated[list[MaterialSection], C1, MaxLen(60)] = document(list)
    translator: Annotated[Line, C1] = Field(default="", description="Who translated it, where that is nobody here")


class MaterialTranslationFields(MaterialWords):
    material_id: Annotated[UUID, C1] = ref("material")
    language: Annotated[LanguageTag, C1]


class MaterialTranslation(MaterialTranslationFields, Row, table=True):
    """A version in a language; the source is one too. Published words are never changed: others are a new version.

    `number` counts from 1 in its language; `source_edition` is the edition of the material that it says in words.
    `current`: the latest of its language that was published. `authors`: who worded it; none of them checks it.
    """

    __resource__: ClassVar[str] = "material-translations"
    __table_args__ = (
        index("material_id", "language", "number", unique=True),
        index("material_id", "language", unique=True, where="published_at IS NULL"),
        index("state", "id"),
        index("language", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "check": Move((DRAFT,), CHECKED),
            "send_back": Move((CHECKED,), DRAFT, needs_reason=True),
            "publish": Move((CHECKED,), PUBLISHED),
            "outdate": Move((DRAFT, CHECKED, PUBLISHED), TranslationState.OUTDATED, by_system=True),
            "catch_up": Move((TranslationState.OUTDATED,), DRAFT),
        },
    )

    # What is read and written is MaterialSection; the column holds its JSON.
    sections: list[Any] = document(list)
    number: int
    source_edition: int
    state: TranslationState = coded(TranslationState, TranslationState.DRAFT)
    current: bool = False
    openness: int = 0
    translated_by_id: UUID | None = ref("user", nullable=True)
    checked_by_id: UUID | None = ref("user", nullable=True)
    authors: list[str] = document(list)
    checked_at: datetime | None = instant(None)
    published_at: datetime | None = instant(None)


class MaterialTranslationCreate(Create, MaterialTranslationFields):
    pass


class MaterialTranslationUpdate(Patch, MaterialWords):
    """Only of a draft."""


class TranslationSendBack(Body):
    reason: Reason


class MaterialTranslationHead(BaseModel):
    """A version without its text (`include=translations` of a material)."""

    id: Annotated[UUID, C1]
    language: Annotated[str, C1]
    title: Annotated[str, C1]
    summary: Annotated[str, C1]
    number: Annotated[int, C1]
    source_edition: Annotated[int, C1]
    state: Annotated[TranslationState, C1]
    current: Annotated[bool, C1]


class MaterialTranslationRead(Shown, MaterialTranslationFields):
    number: Annotated[int, C1] = Field(description="Counts the versions in this language")
    source_edition: Annotated[int, C1] = Field(description="The edition of the material that this is a wording of")
    state: Annotated[TranslationState, C1]
    current: Annotated[bool, C1] = Field(description="The latest published version in its language")
    translated_by_id: Annotated[UUID | None, C2("people")]
    checked_by_id: Annotated[UUID | None, C2("people")]
    checked_at: Annotated[datetime | None, C2("people")]
    published_at: Annotated[datetime | None, C1]


class MaterialFileFields(Body):
    translation_id: Annotated[UUID, C1] = ref("material_translation")
    role: Annotated[MaterialFileRole, C1] = coded(MaterialFileRole)
    label: Annotated[Line, C1] = Field(default="", description="What it is, in the language of the text")
    position: Annotated[int, C1] = Field(default=0, ge=0, le=999, description="Order among the files")


class MaterialFile(MaterialFileFields, Row, table=True):
    """A file of a version. What is told of the attachment stands here too, since readers do not reach attachments."""

    __resource__: ClassVar[str] = "material-files"
    __table_args__ = (index("translation_id", "position", "id"), index("material_id", "id"))

    attachment_id: UUID = ref("attachment")
    material_id: UUID = ref("material")
    openness: int = 0
    content_type: str
    size: int


class MaterialFileCreate(Create, MaterialFileFields):
    attachment_id: Annotated[UUID, C2] = Field(description="A file that you have sent for the purpose `material`")


class MaterialFileRead(Shown, MaterialFileFields):
    material_id: Annotated[UUID, C1]
    content_type: Annotated[str, C1]
    size: Annotated[int, C1] = Field(description="Bytes of what is served")
