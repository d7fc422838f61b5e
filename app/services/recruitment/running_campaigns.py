"""Running campaigns: the code that their links carry, what they seek people for, and what partners answered."""

import secrets
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import Conflict
from app.models import Campaign, CampaignContact, CampaignOpportunity, Opportunity
from app.models.campaign import (
    CampaignContactCreate,
    CampaignContactUpdate,
    CampaignCreate,
    CampaignOpportunityCreate,
    CampaignUpdate,
)
from app.services import records
from app.services.dating import require_order

# Without what is taken for something else when it is read from a poster.
LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH: Final = 10  # 31 ** 10, about 49 bits: a code cannot be guessed, so that sources stay true

LINK: Final = (
    sa.literal("/v1/open-opportunities/")
    + sa.cast(col(Campaign.organisation_id), sa.Text)
    + sa.literal("/page?ref=")
    + col(Campaign.code)
)


def begin(db: OwnedSession, new: CampaignCreate) -> Campaign:
    """A new campaign with a code of its own."""
    if (known := records.already(db, Campaign, new)) is not None:
        return known
    require_order(new.starts_on, new.ends_on, "ends_on")
    return db.put(records.made(db, Campaign, new, code=new_code()))


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def change(db: OwnedSession, row: Campaign, changes: CampaignUpdate) -> Campaign:
    """Changes a campaign; its code stays, since it stands on posters."""
    records.change(db, row, changes)
    require_order(row.starts_on, row.ends_on, "ends_on")
    return row


def name_opportunity(db: OwnedSession, campaign_id: UUID, new: CampaignOpportunityCreate) -> CampaignOpportunity:
    """Lets the campaign seek people for an opportunity; Conflict for one that it names already."""
    campaign = db.find(Campaign, campaign_id, lock=True)
    if (known := records.already(db, CampaignOpportunity, new)) is not None and known.campaign_id == campaign.id:
        return known
    opportunity = db.refer(Opportunity, new.opportunity_id, "opportunity_id")
    same = [
        col(CampaignOpportunity.campaign_id) == campaign.id,
        col(CampaignOpportunity.opportunity_id) == opportunity.id,
    ]
    if db.execute(sa.select(CampaignOpportunity).where(*same)).scalars().first() is not None:
        raise Conflict
    return db.put(records.made(db, CampaignOpportunity, new, campaign_id=campaign.id))


def log_contact(db: OwnedSession, new: CampaignContactCreate) -> CampaignContact:
    """A new entry of the contact log."""
    require_order(new.contacted_on, new.answered_on, "answered_on")
    return records.create(db, CampaignContact, new)


def change_contact(db: OwnedSession, row: CampaignContact, changes: CampaignContactUpdate) -> CampaignContact:
    """Adds an answer, or takes the next step off by its due day."""
    records.change(db, row, changes)
    require_order(row.contacted_on, row.answered_on, "answered_on")
    return row
