"""Campaigns: one effort with one partner, known by the code in its links; its opportunities, its contact log."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, ref
from app.core.shapes import Body, Create, Line, Name, Patch, Prose, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.contact_point import ContactChannel


class CampaignChannel(StrEnum):
    LECTURE = "lecture"
    FAIR = "fair"
    POSTER = "poster"
    MAILING = "mailing"
    WEBSITE = "website"
    SOCIAL_MEDIA = "social_media"
    PRESS_AND_RADIO = "press_and_radio"
    WORD_OF_MOUTH = "word_of_mouth"
    OTHER = "other"


class CampaignPlan(Body):
    name: Annotated[Name, C2]
    channel: Annotated[CampaignChannel, C2] = coded(CampaignChannel)
    starts_on: Annotated[date, C2] = day()
    ends_on: Annotated[date | None, C2] = day(None, description="The last day")
    note: Annotated[Prose, C2] = ""


class CampaignFields(CampaignPlan):
    partner_id: Annotated[UUID, C2] = ref("outreach_partner")


class Campaign(CampaignFields, Row, table=True):
    """`code` is what links carry as `ref=`: whoever applies through one keeps this campaign as the source."""

    __resource__: ClassVar[str] = "campaigns"
    __table_args__ = (index("partner_id", "starts_on", "id"), index("starts_on", "id"), index("code", unique=True))

    code: str = ""


class CampaignCreate(Create, CampaignFields):
    pass


class CampaignUpdate(Patch, CampaignPlan):
    pass


class CampaignRead(Shown, CampaignFields):
    code: Annotated[str, C2] = Field(description="The `ref` of links")
    link: Annotated[str, C2] = Field(
        description="Path of the public page of its opportunities, or of all where it names none"
    )


class CampaignOpportunity(Row, table=True):
    """That a campaign seeks people for an opportunity."""

    __resource__: ClassVar[str] = "campaign-opportunities"
    __table_args__ = (index("campaign_id", "opportunity_id", unique=True), index("opportunity_id", "campaign_id"))

    campaign_id: UUID = ref("campaign")
    opportunity_id: UUID = ref("opportunity")


class CampaignOpportunityCreate(Create, Body):
    opportunity_id: Annotated[UUID, C2] = ref("opportunity")


class CampaignOpportunityRead(Shown):
    campaign_id: Annotated[UUID, C2]
    opportunity_id: Annotated[UUID, C2]


class CampaignContactNotes(Body):
    contacted_on: Annotated[date, C2] = day()
    channel: Annotated[ContactChannel, C2] = coded(ContactChannel)
    person: Annotated[Name, C3] = Field(description="Who was written to or spoken with")
    about: Annotated[Prose, C3] = ""
    answered_on: Annotated[date | None, C2] = day(None)
    answer: Annotated[Prose, C3] = ""
    next_step: Annotated[Line, C3] = ""
    next_step_due_on: Annotated[date | None, C2] = day(None, description="While the next step is still to be taken")


class CampaignContactFields(CampaignContactNotes):
    campaign_id: Annotated[UUID, C2] = ref("campaign")


class CampaignContact(CampaignContactFields, Row, table=True):
    """One entry of the contact log."""

    __resource__: ClassVar[str] = "campaign-contacts"
    __table_args__ = (
        index("campaign_id", "contacted_on", "id"),
        index("contacted_on", "id"),
        index("next_step_due_on", "id"),
    )


class CampaignContactCreate(Create, CampaignContactFields):
    pass


class CampaignContactUpdate(Patch, CampaignContactNotes):
    pass


class CampaignContactRead(Shown, CampaignContactFields):
    pass
