"""Outreach: partners, campaigns and their contact log are for coordination; opportunities are everybody's to know."""

from sqlmodel import SQLModel, col

from app.auth.relations import my_programmes
from app.auth.rights.grammar import ALL, Facet, Reach, reaches
from app.models import Campaign, CampaignContact, CampaignOpportunity, Opportunity, OutreachPartner
from app.models.membership import Role
from app.models.opportunity import OpportunityState

WRITERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR)
READERS = tuple(role for role in Role if role not in WRITERS)
RUNNING = (Role.ADMINISTRATOR, Role.COORDINATOR)
OVERSEEING = (Role.DATA_PROTECTION_OFFICER, Role.SUPERVISOR)

OFFERING: dict[type, str] = {Opportunity: "read create update open pause resume close"}
CAMPAIGNING: dict[type, str] = {
    OutreachPartner: "read create update delete",
    Campaign: "read create update",
    CampaignOpportunity: "read create delete",
    CampaignContact: "read create update delete",
}
TOLD: dict[type, str] = dict.fromkeys(CAMPAIGNING, "read")

MAY: dict[Role, dict[type, str]] = {
    **{role: {Opportunity: "read"} for role in READERS},
    Role.ADMINISTRATOR: {**OFFERING, **CAMPAIGNING},
    Role.COORDINATOR: {**OFFERING, **CAMPAIGNING},
    Role.SUPERVISOR: {**OFFERING, **TOLD},
    Role.MEDIATOR: OFFERING,
    Role.DATA_PROTECTION_OFFICER: {Opportunity: "read", **TOLD},
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Opportunity: {
        **reaches(WRITERS, ALL),
        Role.COORDINATOR: Reach(ALL.read, col(Opportunity.programme_id).in_(my_programmes)),
        **reaches(READERS, Reach(col(Opportunity.state) != OpportunityState.DRAFT)),
    },
    **{model: reaches((*RUNNING, *OVERSEEING), ALL) for model in CAMPAIGNING},
}

FACETS: dict[type, dict[str, Facet]] = {
    Opportunity: {"places": Facet("administrator data_protection_officer coordinator supervisor mediator", "")},
}
