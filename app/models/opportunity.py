"""Opportunities: what somebody who gives time can do, in which languages it is told, and the places that are left."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator
from sqlmodel import Field

from app.core.columns import DOCUMENT, coded, day, document, folded, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Prose, Reason, Shown
from app.core.strict_json import refusal
from app.core.tiers import C1, C2
from app.models.base import Row, index
from app.models.requirement import RequirementCode
from app.models.school import Grade
from app.models.school_subject import SchoolSubject


class OpportunityRole(StrEnum):
    MENTOR = "mentor"
    GROUP_ASSISTANT = "group_assistant"
    DROP_IN_HELPER = "drop_in_helper"
    INTERPRETER = "interpreter"
    TRANSLATOR = "translator"
    FAMILY_COMPANION = "family_companion"
    TRAINER = "trainer"
    ORGANISER = "organiser"
    OTHER = "other"


class FieldOfStudy(StrEnum):
    """The broad fields of ISCED-F 2013, with those that programmes ask for by name set apart."""

    EDUCATION = "education"
    PSYCHOLOGY = "psychology"
    SOCIAL_WORK = "social_work"
    LANGUAGES = "languages"
    ARTS_AND_HUMANITIES = "arts_and_humanities"
    SOCIAL_SCIENCES = "social_sciences"
    LAW_AND_BUSINESS = "law_and_business"
    NATURAL_SCIENCES = "natural_sciences"
    INFORMATION_TECHNOLOGY = "information_technology"
    ENGINEERING = "engineering"
    HEALTH = "health"
    SERVICES = "services"


class OpportunityState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"


class OpportunityText(Body):
    """The opportunity in one language."""

    language: LanguageTag
    title: Name
    description: Prose = ""
    tasks: list[Line] = Field(default=[], max_length=20)


def each_language_once(texts: list[OpportunityText]) -> list[OpportunityText]:
    if len({text.language for text in texts}) < len(texts):
        raise refusal("not_allowed", "Each language once.")
    return texts


Texts = Annotated[list[OpportunityText], MinLen(1), MaxLen(20), AfterValidator(each_language_once)]


class OpportunityTerms(Body):
    role: Annotated[OpportunityRole, C1] = coded(OpportunityRole)
    texts: Annotated[Texts, C1] = Field(sa_type=DOCUMENT, nullable=False)
    languages: Annotated[list[LanguageTag], MaxLen(20), C1] = document(list)
    grades: Annotated[list[Grade], MaxLen(14), C1] = document(list)
    subjects: Annotated[list[SchoolSubject], MaxLen(14), C1] = document(list)
    fields_of_study: Annotated[list[FieldOfStudy], MaxLen(12), C1] = document(list)
    online: Annotated[bool, C1] = Field(default=False, description="Can be done from anywhere")
    site_id: Annotated[UUID | None, C1] = ref("site", nullable=True)
    municipality: Annotated[Line, C1] = ""
    weekly_hours: Annotated[int, C1] = Field(ge=1, le=40)
    places_wanted: Annotated[int, C1] = Field(ge=1, le=1000)
    starts_on: Annotated[date, C1] = day()
    ends_on: Annotated[date | None, C1] = day(None, description="The last day")
    apply_until: Annotated[date | None, C1] = day(None, description="The last day on which one can apply")
    requirements: Annotated[list[RequirementCode], MaxLen(6), C1] = document(list)
    credit: Annotated[bool, C1] = Field(default=False, description="A university gives course credit for it")


class OpportunityFields(OpportunityTerms):
    programme_id: Annotated[UUID, C1] = ref("programme")


class Opportunity(OpportunityFields, Row, table=True):
    """`places_taken` moves with who is accepted and who leaves (`filling_opportunities`), and `filled` with it."""

    __resource__: ClassVar[str] = "opportunities"
    __folds__ = {"search_key": ("title",)}
    __table_args__ = (
        index("search_key", "id"),
        index("state", "id"),
        index("programme_id", "id"),
        index("starts_on", "id"),
        sa.CheckConstraint("places_taken >= 0 AND places_taken <= places_wanted", name="places_taken"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "open": Move((OpportunityState.DRAFT,), OpportunityState.OPEN),
            "pause": Move((OpportunityState.OPEN,), OpportunityState.PAUSED),
            "resume": Move((OpportunityState.PAUSED,), OpportunityState.OPEN),
            "fill": Move((OpportunityState.OPEN,), OpportunityState.FILLED, by_system=True),
            "refill": Move((OpportunityState.FILLED,), OpportunityState.OPEN, by_system=True),
            "close": Move(
                (OpportunityState.DRAFT, OpportunityState.OPEN, OpportunityState.PAUSED, OpportunityState.FILLED),
                OpportunityState.CLOSED,
                needs_reason=True,
            ),
        },
    )

    title: str = ""
    places_taken: int = 0
    state: OpportunityState = coded(OpportunityState, OpportunityState.DRAFT)
    search_key: str = folded()

    @property
    def places_left(self) -> int:
        """How many are still needed."""
        return self.places_wanted - self.places_taken


class OpportunityCreate(Create, OpportunityFields):
    pass


class OpportunityUpdate(Patch, OpportunityTerms):
    pass


class OpportunityClose(Body):
    reason: Reason


class OpportunityRead(Shown, OpportunityFields):
    title: Annotated[str, C1] = Field(description="In the first of its languages")
    state: Annotated[OpportunityState, C1]
    places_taken: Annotated[int, C2("places")]
    places_left: Annotated[int, C1] = Field(description="Still needed")
