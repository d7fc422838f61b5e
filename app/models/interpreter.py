"""Interpreters: users who speak for others, what they speak, how and when, and whose relatives they are."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import model_validator
from sqlmodel import Field

from app.core.columns import coded, day, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.child import LanguageLevel
from app.models.schedule import LocalTime
from app.models.weekday import Weekday


class InterpreterState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class InterpretationMode(StrEnum):
    PHONE = "phone"
    VIDEO = "video"
    IN_PERSON = "in_person"
    WRITTEN = "written"


# Who speaks it less well does not speak for others in it.
WELL_ENOUGH = (LanguageLevel.NATIVE, LanguageLevel.FLUENT)


class SpokenLanguage(Body):
    tag: LanguageTag
    level: LanguageLevel


class FreeTime(Body):
    """Local time of the organisation."""

    weekday: Weekday
    begins: LocalTime
    ends: LocalTime

    @model_validator(mode="after")
    def in_order(self) -> "FreeTime":
        if self.begins >= self.ends:
            raise ValueError("ends must be later than begins")
        return self


class InterpreterTimes(Body):
    modes: Annotated[list[InterpretationMode], C2] = document(list)
    availability: Annotated[list[FreeTime], C2] = document(list)


class InterpreterVouched(Body):
    """What a coordinator answers for."""

    languages: Annotated[list[SpokenLanguage], C2("vouched")] = document(list)
    adult: Annotated[bool, C2("vouched")] = Field(default=False, description="Of age: a child never interprets")
    confidentiality_signed_on: Annotated[date | None, C2("vouched")] = day(None)


class InterpreterFields(InterpreterTimes, InterpreterVouched):
    user_id: Annotated[UUID, C2] = ref("user")


class Interpreter(InterpreterFields, Row, table=True):
    """A user's profile. Its row is locked where an interpreter is assigned, so that nobody is booked twice at once."""

    __resource__: ClassVar[str] = "interpreters"
    __table_args__ = (index("user_id", unique=True), index("state", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "pause": Move((InterpreterState.ACTIVE,), InterpreterState.PAUSED),
            "resume": Move((InterpreterState.PAUSED,), InterpreterState.ACTIVE),
        },
    )

    state: InterpreterState = coded(InterpreterState, InterpreterState.ACTIVE)


class InterpreterCreate(Create, Body):
    user_id: Annotated[UUID, C2] = ref("user")
    languages: Annotated[list[SpokenLanguage], C2("vouched")] = Field(min_length=1, max_length=20)
    modes: Annotated[list[InterpretationMode], C2] = Field(min_length=1, max_length=4)
    availability: Annotated[list[FreeTime], C2] = Field(
        default_factory=list, max_length=50, description="When free; empty: asked each time"
    )
    adult: Annotated[bool, C2("vouched")] = Field(default=False, description="Of age: a child never interprets")
    confidentiality_signed_on: Annotated[date | None, C2("vouched")] = None


class InterpreterUpdate(Patch, Body):
    languages: Annotated[list[SpokenLanguage], C2("vouched")] = Field(min_length=1, max_length=20)
    modes: Annotated[list[InterpretationMode], C2] = Field(min_length=1, max_length=4)
    availability: Annotated[list[FreeTime], C2] = Field(max_length=50)
    adult: Annotated[bool, C2("vouched")]
    confidentiality_signed_on: Annotated[date | None, C2("vouched")]


class InterpreterRead(Shown, InterpreterFields):
    given_name: Annotated[str, C2]
    state: Annotated[InterpreterState, C2]


class InterpreterRelative(Row, table=True):
    """A family to which an interpreter belongs or is bound: declared, so that they never interpret for it."""

    __resource__: ClassVar[str] = "interpreter-relatives"
    __table_args__ = (index("interpreter_id", "family_id", unique=True), index("family_id"))

    interpreter_id: UUID = ref("interpreter")
    family_id: UUID = ref("family")


class RelativeCreate(Create, Body):
    family_id: UUID = ref("family")


class RelativeRead(Shown):
    interpreter_id: Annotated[UUID, C2]
    family_id: Annotated[UUID, C2]
