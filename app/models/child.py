"""Children: the learners. There is no ethnicity or migration column, and taking part never needs one."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints
from sqlmodel import Field

from app.core.columns import coded, day, document, folded, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.guardian import Gender
from app.models.school import Grade


class ChildStatus(StrEnum):
    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    LEFT = "left"


class ChildLeftReason(StrEnum):
    MOVED_AWAY = "moved_away"
    COMPLETED = "completed"
    LOST_CONTACT = "lost_contact"
    FAMILY_DECISION = "family_decision"
    OTHER_SUPPORT = "other_support"
    AGED_OUT = "aged_out"
    OTHER = "other"


class LanguageLevel(StrEnum):
    NATIVE = "native"
    FLUENT = "fluent"
    EVERYDAY = "everyday"
    BASIC = "basic"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    UNDER_6 = "under_6"
    FROM_6_TO_7 = "from_6_to_7"
    FROM_8_TO_9 = "from_8_to_9"
    FROM_10_TO_11 = "from_10_to_11"
    FROM_12_TO_14 = "from_12_to_14"
    FROM_15_TO_17 = "from_15_to_17"
    ADULT = "adult"
    UNKNOWN = "unknown"


class SpokenLanguage(Body):
    tag: LanguageTag
    level: LanguageLevel = LanguageLevel.UNKNOWN


ChildCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,19}$")]


class ChildFields(Body):
    programme_id: Annotated[UUID, C2] = ref("programme")
    family_id: Annotated[UUID | None, C2("household")] = ref("family", nullable=True)
    code: Annotated[ChildCode, C2] = Field(description="Short code for lists without names")
    first_name: Annotated[Name, C2]
    surname: Annotated[Line, C3("identity")] = ""
    birth_date: Annotated[date | None, C3("identity")] = day(None)
    birth_year: Annotated[int | None, C3("identity")] = Field(default=None, ge=1990, le=2100)
    gender: Annotated[Gender, C2("profile")] = coded(Gender, Gender.UNKNOWN)
    languages: Annotated[list[SpokenLanguage], C2("profile")] = document(list)
    grade: Annotated[Grade | None, C2("profile")] = None


class Child(ChildFields, Row, table=True):
    __resource__: ClassVar[str] = "children"
    __folds__ = {"search_key": ("first_name", "code"), "search_full": ("first_name", "surname", "code")}
    __table_args__ = (
        index("programme_id", "id"),
        index("family_id", "id"),
        index("code", unique=True),
        index("search_key", "id"),
    )
    __lifecycle__ = Lifecycle(
        "status",
        {
            "activate": Move(
                (ChildStatus.WAITING, ChildStatus.PAUSED, ChildStatus.LEFT, ChildStatus.COMPLETED), ChildStatus.ACTIVE
            ),
            "pause": Move((ChildStatus.WAITING, ChildStatus.ACTIVE), ChildStatus.PAUSED),
            "complete": Move((ChildStatus.ACTIVE,), ChildStatus.COMPLETED),
            "leave": Move((ChildStatus.WAITING, ChildStatus.ACTIVE, ChildStatus.PAUSED), ChildStatus.LEFT),
        },
    )

    status: ChildStatus = coded(ChildStatus, ChildStatus.WAITING)
    left_reason: ChildLeftReason | None = coded(ChildLeftReason, None)
    search_key: str = folded()
    search_full: str = folded()


class ChildCreate(Create, ChildFields):
    code: Annotated[ChildCode | None, C2] = Field(  # type: ignore[assignment]  # optional here alone
        default=None, description="Made by the server when absent"
    )


class ChildUpdate(Patch, Body):
    code: Annotated[ChildCode, C2]
    family_id: Annotated[UUID | None, C2("household")]
    first_name: Annotated[Name, C2]
    surname: Annotated[Line, C3("identity")]
    birth_date: Annotated[date | None, C3("identity")]
    birth_year: Annotated[int | None, Field(ge=1990, le=2100), C3("identity")]
    gender: Annotated[Gender, C2("profile")]
    languages: Annotated[list[SpokenLanguage], C2("profile")]
    grade: Annotated[Grade | None, C2("profile")]


class ChildLeave(Body):
    left_reason: ChildLeftReason
    reason: Line = Field(default="", description="More about it, for the staff")


class ChildRead(Shown, ChildFields):
    status: Annotated[ChildStatus, C2("profile")]
    left_reason: Annotated[ChildLeftReason | None, C2("profile")]
    age_band: Annotated[AgeBand, C2("profile")] = Field(
        description="By the age reached in this calendar year: what those see who may not see the birth date"
    )
