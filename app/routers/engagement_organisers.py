"""Who organises an engagement."""

from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Page
from app.models import Engagement, EngagementOrganiser
from app.models.engagement import EngagementOrganiserCreate, EngagementOrganiserRead
from app.services import records
from app.services.engagement import planning_engagements as planning
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="engagements")

ORGANISERS = Reads(EngagementOrganiserRead, EngagementOrganiser, parent=(Engagement, EngagementOrganiser.engagement_id))


@router.get("/engagements/{id}/organisers", Access(EngagementOrganiser, "read"))
async def list_engagement_organisers(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[EngagementOrganiserRead]]:
    """List those who organise an engagement."""
    return await reader.page(ORGANISERS, query, parent=id)


@router.post("/engagements/{id}/organisers", Access(EngagementOrganiser, "create"), 201)
def create_engagement_organiser(db: Db, id: UUID, new: EngagementOrganiserCreate) -> Answer[EngagementOrganiserRead]:
    """Add someone who organises an engagement."""
    return db.created(ORGANISERS, planning.add_organiser(db, id, new))


@router.delete("/engagement-organisers/{id}", Access(EngagementOrganiser, "delete"))
def delete_engagement_organiser(db: Db, id: UUID) -> Answer[None]:
    """Take someone off those who organise an engagement."""
    records.remove(db, EngagementOrganiser, id)
    return Answer.nothing()
