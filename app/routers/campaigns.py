"""Campaigns with outreach partners."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Campaign, CampaignContact, CampaignOpportunity
from app.models.campaign import (
    CampaignChannel,
    CampaignContactRead,
    CampaignCreate,
    CampaignOpportunityRead,
    CampaignRead,
    CampaignUpdate,
)
from app.services.recruitment import running_campaigns
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/campaigns", tag="outreach")


class CampaignQuery(ListQuery):
    partner_id: Annotated[UUID | None, Where(Campaign.partner_id, "is")] = None
    channel: Annotated[list[CampaignChannel] | None, Many, Where(Campaign.channel)] = None
    code: Annotated[list[str] | None, Many, Where(Campaign.code)] = None
    starts_on_from: Annotated[date | None, Where(Campaign.starts_on, "from")] = None
    starts_on_to: Annotated[date | None, Where(Campaign.starts_on, "until")] = None


CAMPAIGNS = Reads(
    CampaignRead,
    Campaign,
    CampaignQuery,
    sorts={"starts_on": Campaign.starts_on},
    computed={"link": running_campaigns.LINK},
    includes={
        "opportunities": Include(CampaignOpportunityRead, CampaignOpportunity, CampaignOpportunity.campaign_id),
        "contacts": Include(
            CampaignContactRead,
            CampaignContact,
            CampaignContact.campaign_id,
            order=CampaignContact.contacted_on,
            down=True,
        ),
    },
)


@router.get("", Access(Campaign, "read"))
async def list_campaigns(reader: Reader, query: CampaignQuery) -> Answer[Page[CampaignRead]]:
    """List campaigns."""
    return await reader.page(CAMPAIGNS, query)


@router.post("", Access(Campaign, "create"), 201)
def create_campaign(db: Db, new: CampaignCreate) -> Answer[CampaignRead]:
    """Begin a campaign with a partner.

    It gets a `code`: put `ref=<code>` behind any public link, and every application that comes that way keeps the
    campaign as its source. `link` is such a link already.
    """
    return db.created(CAMPAIGNS, running_campaigns.begin(db, new))


@router.get("/{id}", Access(Campaign, "read"))
async def read_campaign(reader: Reader, id: UUID, query: RowQuery) -> Answer[CampaignRead]:
    """Read a campaign; `include=contacts` has its log, the newest first."""
    return await reader.one(CAMPAIGNS, id, query)


@router.patch("/{id}", Access(Campaign, "update"))
def update_campaign(db: Db, id: UUID, changes: CampaignUpdate) -> Answer[CampaignRead]:
    """Change a campaign; its code stays."""
    return db.shown(CAMPAIGNS, running_campaigns.change(db, db.matching(CAMPAIGNS, id), changes).id)
