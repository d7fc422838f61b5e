"""Family observations: what somebody noticed of a family's situation, kept in case it affects learning."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref, sealed
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C2, C4
from app.models.base import Row, index
from app.models.release_state import RELEASE, ReleaseState


class ObservationCategory(StrEnum):
    HOUSING = "housing"
    INCOME = "income"
    FOOD = "food"
    HEALTH = "health"
    CHILDCARE = "childcare"
    SAFETY = "safety"
    DOCUMENTS = "documents"
    CONNECTIVITY = "connectivity"
    CONFLICT = "conflict"
    OTHER = "other"


Observed = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=4000)]


class ObservationDetails(Body):
    category: Annotated[ObservationCategory, C4] = coded(ObservationCategory)
    note: Annotated[Observed, C4] = sealed(...)
    affects_learning: Annotated[bool, C4] = Field(description="Whether it affects a child's learning, as it seems now")
    observed_on: Annotated[date, C2] = day()
    recorded_at: Annotated[Moment | None, C2("staff")] = instant(None, description="The device's clock")


class ObservationFields(ObservationDetails):
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)
    family_id: Annotated[UUID | None, C2] = ref("family", nullable=True)


class FamilyObservation(ObservationFields, Row, table=True):
    """Of a child, and then of its family too where it has one; or of a family as a whole."""

    __resource__: ClassVar[str] = "family-observations"
    __table_args__ = (
        index("family_id", "observed_on", "id"),
        index("child_id", "observed_on", "id"),
        index("programme_id", "id"),
        index("author_id", "id"),
        index("observed_on", "id"),
        sa.CheckConstraint("child_id IS NOT NULL OR family_id IS NOT NULL", name="of_someone"),
    )
    __lifecycle__ = RELEASE

    programme_id: UUID = ref("programme")
    author_id: UUID = ref("user")
    recorded_at: datetime | None = instant(None)
    release_state: ReleaseState = coded(ReleaseState, ReleaseState.WITHHELD)


class FamilyObservationCreate(Create, ObservationFields):
    pass


class FamilyObservationUpdate(Patch, ObservationDetails):
    """Whom it is about stays as it is."""


class FamilyObservationRead(Shown, ObservationFields):
    programme_id: Annotated[UUID, C2]
    author_id: Annotated[UUID, C2("staff")]
    release_state: Annotated[ReleaseState, C2("staff")] = Field(description="Whether the guardians are shown it")
