"""A person's hours on one page: sums, what is to be settled, how far a credit is, certificates."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2
from app.models.certificate import CertificateRead
from app.models.credit_agreement import CreditProgress
from app.models.hours_entry import HoursKind, HoursRead, HoursSum


class HoursPageQuery(BaseModel):
    """Whose page: the caller's unless another person in reach is named."""

    model_config = ConfigDict(extra="forbid")

    user_id: UUID | None = None


class KindSum(HoursSum):
    kind: Annotated[HoursKind, C2]


class MonthSum(HoursSum):
    month: Annotated[date, C2] = Field(description="First day of the month")


class ProgrammeSum(HoursSum):
    programme_id: Annotated[UUID, C2]


class HoursPage(HoursSum):
    """Sums of all time, and beside them by kind, month and programme."""

    user_id: Annotated[UUID, C2]
    by_kind: list[KindSum]
    by_month: list[MonthSum] = Field(description="The latest month first")
    by_programme: list[ProgrammeSum]
    disputed: list[HoursRead] = Field(description="To be corrected, withdrawn or talked about; at most 50")
    latest: list[HoursRead] = Field(description="The latest 20 entries that stand")
    credits: list[CreditProgress]
    certificates: list[CertificateRead] = Field(description="Those that stand")
