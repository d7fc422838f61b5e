"""What campaigns seek people for."""

from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Page
from app.models import Campaign, CampaignOpportunity
from app.models.campaign import CampaignOpportunityCreate, CampaignOpportunityRead
from app.services import records
from app.services.recruitment import running_campaigns
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="outreach")

NAMED = Reads(CampaignOpportunityRead, CampaignOpportunity, parent=(Campaign, CampaignOpportunity.campaign_id))


@router.get("/campaigns/{id}/opportunities", Access(CampaignOpportunity, "read"))
async def list_campaign_opportunities(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[CampaignOpportunityRead]]:
    """List the opportunities that a campaign seeks people for."""
    return await reader.page(NAMED, query, parent=id)


@router.post("/campaigns/{id}/opportunities", Access(CampaignOpportunity, "create"), 201)
def create_campaign_opportunity(db: Db, id: UUID, new: CampaignOpportunityCreate) -> Answer[CampaignOpportunityRead]:
    """Let a campaign seek people for an opportunity: its link then shows only those that it names."""
    return db.created(NAMED, running_campaigns.name_opportunity(db, id, new))


@router.delete("/campaign-opportunities/{id}", Access(CampaignOpportunity, "delete"))
def delete_campaign_opportunity(db: Db, id: UUID) -> Answer[None]:
    """Take an opportunity off a campaign."""
    records.remove(db, CampaignOpportunity, id)
    return Answer.nothing()
