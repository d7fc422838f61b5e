"""Peer support: children helping children, in one session or as a standing pair; it is the helper's contribution."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.school_subject import SchoolSubject


class Helping(Body):
    subject: Annotated[SchoolSubject | None, C2] = coded(SchoolSubject, None)
    topic: Annotated[Line, C2] = ""


class PeerSupportFields(Helping):
    helper_child_id: Annotated[UUID, C2] = ref("child")
    helped_child_id: Annotated[UUID, C2] = ref("child")
    session_id: Annotated[UUID | None, C2] = ref("session", nullable=True)
    group_id: Annotated[UUID | None, C2] = ref("mentor_group", nullable=True)
    first_on: Annotated[date | None, C2] = day(None, description="Of a pair; of a session its day")
    last_on: Annotated[date | None, C2] = day(None, description="Of a pair, absent while it stands")
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class PeerSupport(PeerSupportFields, Row, table=True):
    """Of a session, or of a standing pair in a group. Both have their days, so that a period finds both alike."""

    __resource__: ClassVar[str] = "peer-support"
    __table_args__ = (
        index("group_id", "first_on", "id"),
        index("programme_id", "first_on", "id"),
        index("first_on", "id"),
        index("helper_child_id", "id"),
        index("helped_child_id", "id"),
        index("session_id", "helper_child_id", "helped_child_id", unique=True, where="session_id IS NOT NULL"),
        index(
            "group_id", "helper_child_id", "helped_child_id", unique=True,
            where="session_id IS NULL AND last_on IS NULL",
        ),
        sa.CheckConstraint("helper_child_id <> helped_child_id", name="of_two"),
        sa.CheckConstraint("session_id IS NULL OR first_on = last_on", name="one_day"),
    )  # fmt: skip

    group_id: UUID = ref("mentor_group")
    programme_id: UUID = ref("programme")
    first_on: date = day()


class PeerSupportCreate(Create, PeerSupportFields):
    pass


class PeerSupportUpdate(Patch, Helping):
    last_on: Annotated[date | None, C2]


class PeerSupportRead(Shown, PeerSupportFields):
    programme_id: Annotated[UUID, C2]
    recorded_at: Annotated[datetime | None, C2]


class Contribution(BaseModel):
    """What a child gave to others in a period."""

    child_id: UUID
    sessions: int = Field(description="Times the child helped in a session")
    pairs: int = Field(description="Standing pairs in which the child helped")
    helped: int = Field(description="How many different children it helped")


class Contributions(BaseModel):
    """By child, at most 1,000."""

    items: list[Contribution]


Within = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class ContributionQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    group_id: UUID | None = None
    day_from: Within
    day_to: Within = Field(description="Before this day; at most 366 days later")
