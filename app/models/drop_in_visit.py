"""Drop-in visits: how many children came to an open group, by grade and language, without any name."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from app.core.columns import day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, LanguageTag, Shown
from app.core.tiers import C2
from app.models.base import Row, index

UNKNOWN_GRADE, UNKNOWN_LANGUAGE = -1, "und"


class HeadCount(Body):
    """So many children of one grade and language."""

    grade: Annotated[int, C2] = Field(default=UNKNOWN_GRADE, ge=-1, le=13, description="-1 where unknown")
    language: Annotated[LanguageTag, C2] = Field(default=UNKNOWN_LANGUAGE, description="`und` where unknown")
    count: Annotated[int, C2] = Field(ge=1, le=500)


class HeadCounts(Body):
    """The whole count of a session: sent again and again, the result is the same; a line left out goes."""

    counts: list[HeadCount] = Field(max_length=200)
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


# All that the totals read, so that they read nothing else.
TOTALS = [
    "organisation_id", "month", "programme_id", "group_id", "site_id", "session_id", "grade", "language", "count",
]  # fmt: skip


class DropInVisit(HeadCount, Row, table=True):
    """Programme, group, site and month are copied here, so that reach and sums are index ranges."""

    __resource__: ClassVar[str] = "drop-in-visits"
    __table_args__ = (
        index("session_id", "grade", "language", unique=True),
        index("group_id", "month", "id"),
        index("month", "id"),
        sa.Index("ix_drop_in_visit_totals", *TOTALS),
    )

    session_id: UUID = ref("session")
    group_id: UUID = ref("mentor_group")
    programme_id: UUID = ref("programme")
    site_id: UUID | None = ref("site", nullable=True)
    month: date = day()
    recorded_at: datetime | None = instant(None)


class DropInVisitRead(Shown, HeadCount):
    session_id: Annotated[UUID, C2]
    group_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    site_id: Annotated[UUID | None, C2]
    month: Annotated[date, C2] = Field(description="First day of the month")
    recorded_at: Annotated[datetime | None, C2]


class VisitTotal(BaseModel):
    """Visits of a month, with what they are split by."""

    month: date = Field(description="First day of the month")
    site_id: UUID | None = Field(default=None, description="With `by=place`")
    group_id: UUID | None = Field(default=None, description="With `by=place`")
    grade: int | None = Field(default=None, description="With `by=grade`; -1 where unknown")
    language: str | None = Field(default=None, description="With `by=language`; `und` where unknown")
    visits: int
    sessions: int = Field(description="Sessions in which these were counted")


class VisitTotals(BaseModel):
    """By month, then by what was asked."""

    items: list[VisitTotal]


Month = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class MonthsQuery(BaseModel):
    """At most 24 months; the last twelve when none are named."""

    model_config = ConfigDict(extra="forbid")

    programme_id: UUID | None = None
    group_id: UUID | None = None
    site_id: UUID | None = None
    month_from: Month | None = None
    month_to: Month | None = Field(default=None, description="Before this day")


class VisitTotalsQuery(MonthsQuery):
    by: Literal["place", "grade", "language"] = "place"
