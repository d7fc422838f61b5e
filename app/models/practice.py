"""Practices: what works and how well that is known, who took it up with which result, and what follows for policy."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from sqlmodel import Field

from app.core.columns import coded, day, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Line, Name, Patch, Prose, Reason, Shown
from app.core.tiers import C1
from app.models.base import Row, index
from app.models.organisation import Country


class PracticeEvidence(StrEnum):
    DESCRIBED = "described"
    EVALUATED = "evaluated"
    REPLICATED = "replicated"


class AdoptionResult(StrEnum):
    TOO_EARLY = "too_early"
    WORKED = "worked"
    WORKED_PARTLY = "worked_partly"
    DID_NOT_WORK = "did_not_work"


class PolicyAddressee(StrEnum):
    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    MINISTRY = "ministry"
    UNIVERSITY = "university"
    CIVIL_SOCIETY = "civil_society"
    INTERNATIONAL = "international"


class Indicator(StrEnum):
    """What is measured, by name; the definitions stand where it is counted."""

    CHILDREN = "children"
    SESSIONS_PLANNED = "sessions_planned"
    SESSIONS_HELD = "sessions_held"
    SESSIONS_REPORTED = "sessions_reported"
    ATTENDANCE = "attendance"
    HOMEWORK_TURNAROUND = "homework_turnaround"
    GUARDIANS_ENGAGED = "guardians_engaged"
    FATHERS_ENGAGED = "fathers_engaged"
    VOLUNTEERS_BY_SOURCE = "volunteers_by_source"
    HOURS = "hours"
    RETENTION = "retention"
    ENROLMENT_TIME = "enrolment_time"
    GROUPS_OUTSIDE_POLICY = "groups_outside_policy"


Points = Annotated[list[Annotated[Line, MinLen(1)]], C1, MaxLen(20)]


class PracticeAbout(Body):
    organisation: Annotated[Name, C1] = Field(description="Who practises it")
    country: Annotated[Country, C1] = Field(description="ISO 3166-1 alpha-2")
    principles: Points = document(list)
    challenges: Points = document(list)
    solutions: Points = document(list)


class PracticeFields(PracticeAbout):
    material_id: Annotated[UUID, C1] = ref("material")


class Practice(PracticeFields, Row, table=True):
    """Its words stand in a material of the kind `practice`, and who reads that reads this."""

    __resource__: ClassVar[str] = "practices"
    __table_args__ = (index("material_id", unique=True), index("country", "id"), index("evidence", "id"))
    __lifecycle__ = Lifecycle(
        "evidence",
        {
            "evaluate": Move((PracticeEvidence.DESCRIBED,), PracticeEvidence.EVALUATED, needs_reason=True),
            "replicate": Move((PracticeEvidence.EVALUATED,), PracticeEvidence.REPLICATED, needs_reason=True),
        },
    )

    evidence: PracticeEvidence = coded(PracticeEvidence, PracticeEvidence.DESCRIBED)


class PracticeCreate(Create, PracticeFields):
    pass


class PracticeUpdate(Patch, PracticeAbout):
    pass


class PracticeMove(Body):
    reason: Reason = Field(description="What the evidence is: who looked at it, where it is written")


class PracticeRead(Shown, PracticeFields):
    evidence: Annotated[PracticeEvidence, C1]


class AdoptionAbout(Body):
    organisation: Annotated[Name, C1] = Field(description="Who took it up")
    country: Annotated[Country, C1] = Field(description="ISO 3166-1 alpha-2")
    from_on: Annotated[date, C1] = day()
    to_on: Annotated[date | None, C1] = day(None, description="The last day")
    result: Annotated[AdoptionResult, C1] = coded(AdoptionResult, AdoptionResult.TOO_EARLY)
    findings: Annotated[Prose, C1] = Field(default="", description="What came of it; no names here")


class AdoptionFields(AdoptionAbout):
    practice_id: Annotated[UUID, C1] = ref("practice")


class PracticeAdoption(AdoptionFields, Row, table=True):
    """An organisation's taking up of a practice."""

    __resource__: ClassVar[str] = "practice-adoptions"
    __table_args__ = (index("practice_id", "id"),)


class AdoptionCreate(Create, AdoptionFields):
    pass


class AdoptionUpdate(Patch, AdoptionAbout):
    pass


class AdoptionRead(Shown, AdoptionFields):
    pass


class RecommendationAbout(Body):
    addressed_to: Annotated[PolicyAddressee, C1] = coded(PolicyAddressee)
    indicators: Annotated[list[Indicator], C1, MinLen(1), MaxLen(13)] = document(list)


class RecommendationFields(RecommendationAbout):
    material_id: Annotated[UUID, C1] = ref("material")


class PolicyRecommendation(RecommendationFields, Row, table=True):
    """Its words stand in a material of the kind `policy_recommendation`, and who reads that reads this."""

    __resource__: ClassVar[str] = "policy-recommendations"
    __table_args__ = (index("material_id", unique=True), index("addressed_to", "id"))

    # What is read and written is Indicator; the column holds its JSON.
    indicators: list[Any] = document(list)


class RecommendationCreate(Create, RecommendationFields):
    pass


class RecommendationUpdate(Patch, RecommendationAbout):
    pass


class RecommendationRead(Shown, RecommendationFields):
    pass


class RecommendedPracticeFields(Body):
    recommendation_id: Annotated[UUID, C1] = ref("policy_recommendation")
    practice_id: Annotated[UUID, C1] = ref("practice")


class RecommendedPractice(RecommendedPracticeFields, Row, table=True):
    """A practice that a recommendation rests on."""

    __resource__: ClassVar[str] = "recommended-practices"
    __table_args__ = (index("recommendation_id", "practice_id", unique=True), index("practice_id", "id"))


class RecommendedPracticeCreate(Create, RecommendedPracticeFields):
    pass


class RecommendedPracticeRead(Shown, RecommendedPracticeFields):
    pass
