"""Outreach: a university with a campaign that seeks mentors, what it answered, and a draft; one library elsewhere."""

from datetime import date
from typing import Any

from app.auth.session import OwnedSession
from app.models import Campaign, CampaignContact, CampaignOpportunity, Opportunity, OutreachPartner
from app.models.campaign import CampaignChannel
from app.models.contact_point import ContactChannel
from app.models.opportunity import OpportunityRole, OpportunityState
from app.models.outreach_partner import OutreachPartnerKind

PERSON = {"name": "Jelena Partner", "position": "", "points": [{"channel": "e_mail", "value": "j@partner.example"}]}


def indigo(db: OwnedSession, place: Any) -> None:
    partner = db.put(OutreachPartner(name="Univerzitet u Nišu", kind=OutreachPartnerKind.UNIVERSITY, contacts=[PERSON]))
    campaign = db.put(campaign_with(partner, "nis2026abc"))
    offered = db.put(opportunity(place, "Mentor za učenike", OpportunityState.OPEN))
    place.ids["university"], place.ids["campaign"], place.ids["opportunity"] = partner.id, campaign.id, offered.id
    place.ids["drafted_opportunity"] = db.put(opportunity(place, "Još se piše", OpportunityState.DRAFT)).id
    named = CampaignOpportunity(campaign_id=campaign.id, opportunity_id=offered.id)
    place.ids["campaign_opportunity"] = db.put(named).id
    place.ids["campaign_contact"] = db.put(contact_with(campaign)).id


def red_cross(db: OwnedSession, place: Any) -> None:
    partner = db.put(OutreachPartner(name="Kirjasto", kind=OutreachPartnerKind.LIBRARY))
    place.ids["library_partner"], place.ids["campaign"] = partner.id, db.put(campaign_with(partner, "hki2026abc")).id
    place.ids["opportunity"] = db.put(opportunity(place, "Läksyapu", OpportunityState.OPEN)).id


def campaign_with(partner: OutreachPartner, code: str) -> Campaign:
    day = date(2026, 9, 1)
    return Campaign(partner_id=partner.id, name="Jesen", channel=CampaignChannel.LECTURE, starts_on=day, code=code)


def contact_with(campaign: Campaign) -> CampaignContact:
    day = date(2026, 9, 2)
    return CampaignContact(
        campaign_id=campaign.id, contacted_on=day, channel=ContactChannel.E_MAIL, person="Jelena Partner",
        about="Predavanje", next_step="Pozvati", next_step_due_on=date(2026, 9, 9),
    )  # fmt: skip


def opportunity(place: Any, title: str, state: OpportunityState, **more: Any) -> Opportunity:
    known: dict[str, Any] = {
        "role": OpportunityRole.MENTOR, "weekly_hours": 4, "places_wanted": 3, "municipality": "Niš",
        "starts_on": date(2026, 10, 1), "languages": ["sr-Latn"], "fields_of_study": ["education"],
        "requirements": ["clearance"],
        "texts": [{"language": "sr-Latn", "title": title, "description": "Učimo zajedno.", "tasks": ["Čitanje"]}],
    }  # fmt: skip
    return Opportunity(programme_id=place.programme, title=title, state=state, **{**known, **more})
