"""Hours: the minutes that a person gave, by kind; those of sessions come by rule, others are entered and verified."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index

# A day has no more.
MOST_MINUTES = 24 * 60


class HoursKind(StrEnum):
    SESSION = "session"
    PREPARATION = "preparation"
    TRAINING = "training"
    SUPERVISION = "supervision"
    INTERPRETATION = "interpretation"
    ADMIN = "admin"
    TRAVEL = "travel"


class HoursState(StrEnum):
    LOGGED = "logged"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


# What counts, or may still come to count.
STANDING = (HoursState.LOGGED, HoursState.VERIFIED, HoursState.DISPUTED)
CONTESTABLE = (HoursState.LOGGED, HoursState.DISPUTED)


class HoursTimes(Body):
    minutes: Annotated[int, C2] = Field(ge=1, le=MOST_MINUTES)
    done_on: Annotated[date | None, C2] = day(None, description="The day, where the hour of it is not known")
    starts_at: Annotated[Moment | None, C2] = instant(None, description="When it began; gives the day")
    note: Annotated[Line, C3] = Field(default="", description="What was done, without names of children")


class HoursFields(HoursTimes):
    kind: Annotated[HoursKind, C2] = coded(HoursKind)
    programme_id: Annotated[UUID, C2] = ref("programme")


class HoursEntry(HoursFields, Row, table=True):
    """One stretch of work of one person. What replaces an entry names it; nothing that was entered is ever lost.

    Of a session there is one entry for each who led it: corrected ones and those that were annulled with the children's
    presence are history and stand beside it. One that its person has withdrawn keeps the rule from making it anew.
    """

    __resource__: ClassVar[str] = "hours"
    __table_args__ = (
        index("user_id", "done_on", "id"),
        index("programme_id", "done_on", "id"),
        index("done_on", "id"),
        index(
            "session_id", "user_id", unique=True,
            where="session_id IS NOT NULL AND state NOT IN ('corrected', 'annulled')",
        ),
        index("replaces_id", unique=True),
        sa.CheckConstraint("(kind = 'session') = (session_id IS NOT NULL)", name="of_a_session"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="within_a_day"),
    )  # fmt: skip
    __lifecycle__ = Lifecycle(
        "state",
        {
            "verify": Move(CONTESTABLE, HoursState.VERIFIED),
            "dispute": Move((HoursState.LOGGED, HoursState.VERIFIED), HoursState.DISPUTED, True),
            "correct": Move(CONTESTABLE, HoursState.CORRECTED),
            "withdraw": Move(CONTESTABLE, HoursState.WITHDRAWN),
            "annul": Move(STANDING, HoursState.ANNULLED, by_system=True),
        },
    )

    user_id: UUID = ref("user")
    done_on: date = day()
    month: date = day()
    session_id: UUID | None = ref("session", nullable=True)
    replaces_id: UUID | None = ref("hours_entry", nullable=True)
    state: HoursState = coded(HoursState, HoursState.LOGGED)
    disputed_because: str = Field(default="", sa_column_kwargs={"server_default": ""})


class HoursCreate(Create, HoursFields):
    """Entered by the person whose hours they are, for a day that has come."""


class HoursCorrect(Create, HoursTimes):
    """What the entry should have said; of a session, no more minutes than were held."""


class HoursDispute(Body):
    reason: Reason


class HoursVerifyMany(Body):
    ids: list[UUID] = Field(min_length=1, max_length=200, description="All of them, or none")


class HoursRead(Shown, HoursFields):
    user_id: Annotated[UUID, C2]
    done_on: Annotated[date, C2]
    starts_at: Annotated[datetime | None, C2]
    session_id: Annotated[UUID | None, C2] = Field(description="The session that the hours come from")
    replaces_id: Annotated[UUID | None, C2] = Field(description="The entry that this one corrects")
    state: Annotated[HoursState, C2]
    disputed_because: Annotated[str, C3] = Field(description="What somebody else said of it; empty: nobody did")


class HoursSum(BaseModel):
    """Minutes in each state; what was corrected, withdrawn or annulled is in none."""

    verified_minutes: Annotated[int, C2]
    waiting_minutes: Annotated[int, C2] = Field(description="Logged and not verified yet")
    disputed_minutes: Annotated[int, C2]


class HoursTotal(HoursSum):
    month: Annotated[date, C2] = Field(description="First day of the month")
    programme_id: Annotated[UUID, C2]
    kind: Annotated[HoursKind, C2]
    entries: Annotated[int, C2]


class HoursTotals(HoursSum):
    """By month, programme and kind, in that order; above them the sum of all."""

    items: list[HoursTotal]


class HoursTotalQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user_id: UUID | None = None
    programme_id: UUID | None = None
    month_from: date | None = None
    month_to: date | None = Field(default=None, description="Before this day")
