"""The contact log of campaigns: who was written to, what they answered, what is due next."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import CampaignContact
from app.models.campaign import CampaignContactCreate, CampaignContactRead, CampaignContactUpdate
from app.services import records
from app.services.recruitment import running_campaigns
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/campaign-contacts", tag="outreach")


class CampaignContactQuery(ListQuery):
    campaign_id: Annotated[list[UUID] | None, Many, Where(CampaignContact.campaign_id)] = None
    contacted_on_from: Annotated[date | None, Where(CampaignContact.contacted_on, "from")] = None
    answered: Annotated[bool | None, Where(CampaignContact.answered_on, "set")] = None
    next_step_due_on_to: Annotated[date | None, Where(CampaignContact.next_step_due_on, "until")] = None


CONTACTS = Reads(
    CampaignContactRead, CampaignContact, CampaignContactQuery, sorts={"contacted_on": CampaignContact.contacted_on}
)


@router.get("", Access(CampaignContact, "read"))
async def list_campaign_contacts(reader: Reader, query: CampaignContactQuery) -> Answer[Page[CampaignContactRead]]:
    """List entries of the contact log; `next_step_due_on_to` finds what is due before a day."""
    return await reader.page(CONTACTS, query)


@router.post("", Access(CampaignContact, "create"), 201)
def create_campaign_contact(db: Db, new: CampaignContactCreate) -> Answer[CampaignContactRead]:
    """Enter a contact into the log."""
    return db.created(CONTACTS, running_campaigns.log_contact(db, new))


@router.get("/{id}", Access(CampaignContact, "read"))
async def read_campaign_contact(reader: Reader, id: UUID, query: RowQuery) -> Answer[CampaignContactRead]:
    """Read an entry of the contact log."""
    return await reader.one(CONTACTS, id, query)


@router.patch("/{id}", Access(CampaignContact, "update"))
def update_campaign_contact(db: Db, id: UUID, changes: CampaignContactUpdate) -> Answer[CampaignContactRead]:
    """Change an entry: the answer that came, or `next_step_due_on: null` once the step was taken."""
    return db.shown(CONTACTS, running_campaigns.change_contact(db, db.matching(CONTACTS, id), changes).id)


@router.delete("/{id}", Access(CampaignContact, "delete"))
def delete_campaign_contact(db: Db, id: UUID) -> Answer[None]:
    """Delete an entry of the contact log."""
    records.remove(db, CampaignContact, id)
    return Answer.nothing()
