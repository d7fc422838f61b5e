"""Outreach and opportunities: one write that succeeds for each operation."""

from typing import Any

from app.models import OutreachPartner
from app.models.opportunity import OpportunityState
from app.models.outreach_partner import OutreachPartnerKind
from tests.furnishings.outreach import opportunity
from tests.scenarios.stage import Stage, case

ABOUT = {
    "role": "mentor", "weekly_hours": 3, "places_wanted": 2, "online": True, "starts_on": "2026-10-01",
    "texts": [{"language": "sr-Latn", "title": "Pomoć oko učenja"}],
}  # fmt: skip


def offered(at: Stage, state: OpportunityState) -> str:
    return f"opportunities/{at.arrange(opportunity(at.place, 'Pomoć', state))}"


@case
def create_outreach_partner(at: Stage) -> Any:
    return at.post("outreach-partners", name="Radio Niš", kind="media")


@case
def update_outreach_partner(at: Stage) -> Any:
    return at.patch(f"outreach-partners/{at.place.university}", agreements="Two lectures a year")


@case
def delete_outreach_partner(at: Stage) -> Any:
    return at.delete(f"outreach-partners/{at.arrange(OutreachPartner(name='Gone', kind=OutreachPartnerKind.OTHER))}")


@case
def create_campaign(at: Stage) -> Any:
    partner = str(at.place.university)
    return at.post("campaigns", partner_id=partner, name="Spring", channel="poster", starts_on="2027-02-01")


@case
def update_campaign(at: Stage) -> Any:
    return at.patch(f"campaigns/{at.place.campaign}", ends_on="2026-12-01")


@case
def create_campaign_opportunity(at: Stage) -> Any:
    named = str(at.place.drafted_opportunity)
    return at.post(f"campaigns/{at.place.campaign}/opportunities", opportunity_id=named)


@case
def delete_campaign_opportunity(at: Stage) -> Any:
    return at.delete(f"campaign-opportunities/{at.place.campaign_opportunity}")


@case
def create_campaign_contact(at: Stage) -> Any:
    to = {"campaign_id": str(at.place.campaign), "person": "The dean's office"}
    return at.post("campaign-contacts", **to, contacted_on="2026-09-05", channel="e_mail")


@case
def update_campaign_contact(at: Stage) -> Any:
    return at.patch(f"campaign-contacts/{at.place.campaign_contact}", answer="Yes", answered_on="2026-09-08")


@case
def delete_campaign_contact(at: Stage) -> Any:
    return at.delete(f"campaign-contacts/{at.place.campaign_contact}")


@case
def create_opportunity(at: Stage) -> Any:
    return at.post("opportunities", programme_id=str(at.place.programme), **ABOUT)


@case
def update_opportunity(at: Stage) -> Any:
    return at.patch(offered(at, OpportunityState.OPEN), places_wanted=5)


@case
def open_opportunity(at: Stage) -> Any:
    return at.me.post(f"/v1/{offered(at, OpportunityState.DRAFT)}/open")


@case
def pause_opportunity(at: Stage) -> Any:
    return at.me.post(f"/v1/{offered(at, OpportunityState.OPEN)}/pause")


@case
def resume_opportunity(at: Stage) -> Any:
    return at.me.post(f"/v1/{offered(at, OpportunityState.PAUSED)}/resume")


@case
def close_opportunity(at: Stage) -> Any:
    return at.post(f"{offered(at, OpportunityState.OPEN)}/close", reason="The school has its own helpers now")
