"""From where applicants come and how far they get, in numbers. Nothing of this is stored."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2
from app.models.homework_turnaround import EARLIEST, LATEST


class FunnelCounts(BaseModel):
    """Of the applications that were confirmed in the period; each counts in every state that it has reached."""

    submitted: Annotated[int, C2]
    screening: Annotated[int, C2]
    interview: Annotated[int, C2]
    waiting_list: Annotated[int, C2] = Field(description="Who wait now")
    accepted: Annotated[int, C2]
    active: Annotated[int, C2] = Field(description="Of the accepted: volunteers who are active or on a pause now")
    rejected: Annotated[int, C2]
    withdrawn: Annotated[int, C2]
    days_to_screening: Annotated[float | None, C2] = Field(description="Median, from the confirmation")
    days_to_interview: Annotated[float | None, C2] = Field(description="Median, from the confirmation")
    days_to_acceptance: Annotated[float | None, C2] = Field(description="Median, from the confirmation")


class CampaignFunnel(FunnelCounts):
    campaign_id: Annotated[UUID | None, C2] = Field(description="Null: no link named a campaign")
    name: Annotated[str, C2]
    partner_id: Annotated[UUID | None, C2]


class PartnerFunnel(FunnelCounts):
    partner_id: Annotated[UUID | None, C2] = Field(description="Null: no link named a campaign")
    name: Annotated[str, C2]


class ApplicationFunnel(BaseModel):
    """By campaign, by the partners of the campaigns, and altogether."""

    campaigns: list[CampaignFunnel]
    partners: list[PartnerFunnel]
    total: FunnelCounts


class ApplicationFunnelQuery(BaseModel):
    """Local days of the organisation, both included; at most 366."""

    model_config = ConfigDict(extra="forbid")

    first_day: date = Field(alias="from", ge=EARLIEST, le=LATEST)
    last_day: date = Field(alias="to", ge=EARLIEST, le=LATEST)
    programme_id: UUID | None = None
    opportunity_id: UUID | None = None
