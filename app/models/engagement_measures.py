"""Who is reached and takes part, in numbers: always how many of how many. Nothing of this is stored."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2
from app.models.engagement import EngagementKind
from app.models.guardian import Gender, GuardianRelation
from app.models.participation import ParticipationBarrier

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class Share(BaseModel):
    """So many of so many; null where the number is withheld because it is small."""

    numerator: Annotated[int | None, C2]
    denominator: Annotated[int | None, C2]


class GuardianShares(BaseModel):
    """Of guardians: invited; spoken with, so that they answered, declined or took part; took part."""

    invited: Annotated[Share, C2]
    reached: Annotated[Share, C2]
    took_part: Annotated[Share, C2]


class GenderShares(GuardianShares):
    gender: Annotated[Gender, C2]


class RelationShares(GuardianShares):
    relation: Annotated[GuardianRelation, C2]


class KindShares(GuardianShares):
    kind: Annotated[EngagementKind, C2]


class BarrierShare(Share):
    barrier: Annotated[ParticipationBarrier, C2]


class EngagementMeasures(BaseModel):
    """Over the guardians of children who take part now, known, contactable and not excluded for safety."""

    threshold: Annotated[int | None, C2] = Field(
        description="Numbers from one to below this are withheld, with those that they could be computed back from"
    )
    guardians: Annotated[GuardianShares, C2]
    by_gender: Annotated[list[GenderShares], C2]
    by_relation: Annotated[list[RelationShares], C2]
    by_kind: Annotated[list[KindShares], C2] = Field(description="Of all guardians")
    by_barrier: Annotated[list[BarrierShare] | None, C2] = Field(
        description="Guardians who named it, of all guardians; null for roles that are not told of barriers"
    )
    fathers: Annotated[Share, C2] = Field(
        description="Children of whom a known, contactable, not excluded father took part, of those who have one"
    )


class EngagementMeasuresQuery(BaseModel):
    """Local days of the organisation, both included; at most 366. Whole months where small numbers are withheld."""

    model_config = ConfigDict(extra="forbid")

    first_day: date = Field(alias="from", ge=EARLIEST, le=LATEST)
    last_day: date = Field(alias="to", ge=EARLIEST, le=LATEST)
    programme_id: UUID | None = None
    school_id: UUID | None = None
    group_id: UUID | None = None
