"""Materials: what the organisation hands out, teaches with and learns from; their words stand in translations."""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import Annotated, ClassVar

from annotated_types import MaxLen, MinLen
from pydantic import StringConstraints
from sqlmodel import Field

from app.core.columns import coded, document, folded
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Patch, Reason, Shown
from app.core.tiers import C1, C2
from app.models.base import Row, index
from app.models.organisation import Country


class MaterialKind(StrEnum):
    INFORMATION_PACK = "information_pack"
    GUIDANCE = "guidance"
    TRAINING = "training"
    PRACTICE = "practice"
    STORY = "story"
    POLICY_RECOMMENDATION = "policy_recommendation"


class MaterialAudience(StrEnum):
    GUARDIANS = "guardians"
    TEACHERS = "teachers"
    VOLUNTEERS = "volunteers"
    MEDIATORS = "mediators"
    EDUCATORS = "educators"
    CHILDREN = "children"
    PUBLIC = "public"


class MaterialTopic(StrEnum):
    SCHOOL_SYSTEM = "school_system"
    ENROLMENT = "enrolment"
    RIGHTS = "rights"
    HOMEWORK_AT_HOME = "homework_at_home"
    ONLINE_SAFETY = "online_safety"
    CONTACTS = "contacts"
    LANGUAGE_LEARNING = "language_learning"
    READING = "reading"
    NUMERACY = "numeracy"
    WELLBEING = "wellbeing"
    ATTENDANCE = "attendance"
    DIGITAL_SKILLS = "digital_skills"
    FATHERS = "fathers"
    WORKING_WITH_PARENTS = "working_with_parents"
    SAFEGUARDING = "safeguarding"
    INCLUSION = "inclusion"
    OTHER = "other"


class ReadingLevel(StrEnum):
    """How much the reader must be used to reading."""

    VERY_EASY = "very_easy"
    EASY = "easy"
    ORDINARY = "ordinary"
    DEMANDING = "demanding"


class MaterialState(StrEnum):
    IN_USE = "in_use"
    WITHDRAWN = "withdrawn"


class Openness(IntEnum):
    """Who reads a row of the library: each step takes in those before it."""

    WRITERS = 0
    STAFF = 1
    FAMILIES = 2
    EVERYBODY = 3

    @classmethod
    def of(cls, audiences: Sequence[str]) -> "Openness":
        """How far what is published for these goes."""
        if MaterialAudience.PUBLIC in audiences:
            return cls.EVERYBODY
        return cls.FAMILIES if MaterialAudience.GUARDIANS in audiences else cls.STAFF


Slug = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class MaterialAbout(Body):
    kind: Annotated[MaterialKind, C1] = coded(MaterialKind)
    audiences: Annotated[list[MaterialAudience], C1, MinLen(1), MaxLen(7)] = document(list)
    topics: Annotated[list[MaterialTopic], C1, MaxLen(8)] = document(list)
    country: Annotated[Country | None, C1] = Field(default=None, description="Where it holds, ISO 3166-1 alpha-2")
    municipality: Annotated[Line, C1] = ""
    made_by: Annotated[Line, C1] = Field(default="", description="The organisation that made it; empty: this one")
    year: Annotated[int, C1] = Field(ge=1950, le=2100, description="In which it was made")
    licence: Annotated[Line, C1] = Field(default="", description="For instance CC BY 4.0")
    reading_level: Annotated[ReadingLevel, C1] = coded(ReadingLevel, ReadingLevel.ORDINARY)


class MaterialFields(MaterialAbout):
    key: Annotated[Slug, C1] = Field(description="A short name of its own, for addresses")
    source_language: Annotated[LanguageTag, C1] = Field(description="Of the text that the translations follow")


class Material(MaterialFields, Row, table=True):
    """`edition` is the number of the source's latest published version; 0 before the first.

    `title` is that of the source as far as it has come. `openness` follows from state, audiences and what is published.
    """

    __resource__: ClassVar[str] = "materials"
    __folds__ = {"search_key": ("title",)}
    __table_args__ = (index("key", unique=True), index("search_key", "id"), index("kind", "id"), index("year", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "withdraw": Move((MaterialState.IN_USE,), MaterialState.WITHDRAWN, needs_reason=True),
            "restore": Move((MaterialState.WITHDRAWN,), MaterialState.IN_USE),
        },
    )

    title: str = ""
    edition: int = 0
    state: MaterialState = coded(MaterialState, MaterialState.IN_USE)
    openness: int = 0
    search_key: str = folded()


class MaterialCreate(Create, MaterialFields):
    pass


class MaterialUpdate(Patch, MaterialAbout):
    key: Annotated[Slug, C1]


class MaterialWithdraw(Body):
    reason: Reason


class MaterialRead(Shown, MaterialFields):
    title: Annotated[str, C1] = Field(description="Of the source; `include=translations` has those of the others")
    edition: Annotated[int, C1] = Field(description="Number of the source's published version; 0 before the first")
    state: Annotated[MaterialState, C2]
