"""Recruitment in the demonstration: partners, campaigns, what is open to the public, applications in every state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.models import (
    Application,
    Campaign,
    CampaignContact,
    CampaignOpportunity,
    InterviewSlot,
    Opportunity,
    OutreachPartner,
    Programme,
)
from app.models.application import (
    ACCEPTED,
    INTERVIEW,
    REJECTED,
    SUBMITTED,
    WAITING_LIST,
    WITHDRAWN,
    ApplicationRejectReason,
    ApplicationState,
)
from app.models.campaign import CampaignChannel
from app.models.contact_point import ContactChannel
from app.models.interview_slot import FREE, TAKEN
from app.models.opportunity import OpportunityRole, OpportunityState
from app.models.outreach_partner import OutreachPartnerKind
from app.models.volunteer import VolunteerProfile
from app.services.demonstration.stage import Stage
from app.services.recruitment.accepting_applicants import give_seat, person
from app.services.volunteers import welcoming_volunteers

DECIDED = (ACCEPTED, REJECTED, WITHDRAWN)
INVITED = (INTERVIEW, WAITING_LIST, ACCEPTED)
SLOT_MINUTES = 30


class Effort(NamedTuple):
    """A campaign with its partner and the code of its links."""

    partner: str
    kind: OutreachPartnerKind
    municipality: str
    contact: str
    channel: CampaignChannel
    name: str
    code: str
    about: str
    answer: str = ""
    next_step: str = ""


class Offer(NamedTuple):
    """An opportunity. texts: language, title, description, tasks. `begins`: in so many days."""

    role: OpportunityRole
    texts: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    places: int
    begins: int
    more: dict[str, Any]
    state: OpportunityState = OpportunityState.OPEN


class Applicant(NamedTuple):
    """Who applied, for which opportunity, through which campaign (None: nobody), how many days ago, how far it is.

    `becomes`: the sign-in of the volunteer they became; None: accepted, they are in onboarding.
    """

    given_name: str
    surname: str
    language: str
    offer: int
    effort: int | None
    days: int
    state: ApplicationState
    motivation: str = ""
    becomes: str | None = None


class Recruitment(NamedTuple):
    """All that an organisation does to find people."""

    efforts: tuple[Effort, ...]
    offers: tuple[Offer, ...]
    applicants: tuple[Applicant, ...]


def recruit(stage: Stage, programme: Programme, facts: Recruitment) -> None:
    """Writes it all; the opportunity that came first is sought by every campaign."""
    campaigns = [campaign(stage, effort) for effort in facts.efforts]
    offers = [opportunity(stage, programme, offer) for offer in facts.offers]
    stage.put(offers)
    boss = stage.people["coordinator"]
    for one in campaigns:
        stage.put([CampaignOpportunity(id=stage.dice.id(), campaign_id=one.id, opportunity_id=offers[0].id)])
    applications = [application(stage, of, campaigns, offers) for of in facts.applicants]
    stage.put(applications)
    for of, row in zip(facts.applicants, applications, strict=True):
        take_in(stage, of, row, offers[of.offer])
    stage.db.flush()
    waiting = [row for row in applications if row.state is INTERVIEW]
    stage.put(list(slots(stage, offers[0], waiting, boss)))


def campaign(stage: Stage, of: Effort) -> Campaign:
    """With its partner and what was spoken."""
    dice, boss = stage.dice, stage.people["coordinator"]
    points = [{"channel": "e_mail", "value": f"{of.code}@partner.example"}]
    contacts: Any = [{"name": of.contact, "position": "", "points": points}]
    partner = OutreachPartner(
        id=dice.id(), name=of.partner, kind=of.kind, municipality=of.municipality, languages=[],
        contacts=contacts, created_by=boss,
    )  # fmt: skip
    begun = stage.begun.date()
    row = Campaign(
        id=dice.id(), partner_id=partner.id, name=of.name, channel=of.channel, starts_on=begun, code=of.code,
        created_by=boss,
    )  # fmt: skip
    said: dict[str, Any] = {"about": of.about, "answer": of.answer, "person": of.contact}
    if of.answer:
        said["answered_on"] = begun + timedelta(days=9)
    else:
        said |= {"next_step": of.next_step, "next_step_due_on": stage.today + timedelta(days=6)}
    log = CampaignContact(
        id=dice.id(), campaign_id=row.id, contacted_on=begun + timedelta(days=2), channel=ContactChannel.E_MAIL,
        created_by=boss, **said,
    )  # fmt: skip
    for rows in ([partner], [row], [log]):
        stage.put(rows)
    return row


def opportunity(stage: Stage, programme: Programme, of: Offer) -> Opportunity:
    texts: Any = [
        {"language": tag, "title": title, "description": about, "tasks": list(tasks)}
        for tag, title, about, tasks in of.texts
    ]
    starts_on = stage.today + timedelta(days=of.begins)
    return Opportunity(
        id=stage.dice.id(), programme_id=programme.id, role=of.role, texts=texts, title=of.texts[0][1],
        places_wanted=of.places, starts_on=starts_on, state=of.state, created_by=stage.people["coordinator"],
        **{"apply_until": stage.today + timedelta(days=60), **of.more},
    )  # fmt: skip


def application(stage: Stage, of: Applicant, campaigns: list[Campaign], offers: list[Opportunity]) -> Application:
    """Each step some days after the one before."""
    at = [stage.now - timedelta(days=of.days) + timedelta(days=days) for days in (0, 2, 5, 9)]
    row = Application(
        id=stage.dice.id(), opportunity_id=offers[of.offer].id, programme_id=offers[of.offer].programme_id,
        campaign_id=None if of.effort is None else campaigns[of.effort].id, given_name=of.given_name,
        surname=of.surname, language=of.language, motivation=of.motivation, processing_text="2026-1", state=of.state,
        contact=address(of, stage), email=address(of, stage), created_at=at[0], submitted_at=at[0],
    )  # fmt: skip
    if of.state is not SUBMITTED:
        row.screening_at = at[1]
    if of.state in INVITED:
        row.interview_at = at[2]
    if of.state in DECIDED:
        row.decided_at = at[3]
    if of.state is REJECTED:
        row.reject_reason = ApplicationRejectReason.TIMES_DO_NOT_FIT
    return row


def address(of: Applicant, stage: Stage) -> str:
    return f"{of.becomes}@{stage.domain}" if of.becomes else f"applicant{of.days}@students.example"


def take_in(stage: Stage, of: Applicant, row: Application, offer: Opportunity) -> None:
    """Whoever was accepted has a place, and begins as a volunteer or is one by now."""
    if row.state is not ACCEPTED:
        return
    offer.places_taken += 1
    row.user_id = stage.people[of.becomes] if of.becomes else person(stage.db, row)
    if not of.becomes:
        give_seat(stage.db, row.user_id, row.programme_id)
        said = {name: getattr(row, name) for name in VolunteerProfile.model_fields}
        welcoming_volunteers.welcome(stage.db, row.user_id, source_campaign_id=row.campaign_id, **said)
    elif (known := welcoming_volunteers.volunteer_of(stage.db, row.user_id)) is not None:
        known.source_campaign_id = row.campaign_id


def slots(stage: Stage, offer: Opportunity, waiting: list[Application], boss: Any) -> Iterator[InterviewSlot]:
    """Four times in the next days; the first is taken by whoever waits first."""
    noon = stage.now.replace(hour=14, minute=0, second=0, microsecond=0)
    for place in range(4):
        begins: datetime = noon + timedelta(days=2 + place // 2, minutes=SLOT_MINUTES * (place % 2))
        taken = waiting[0].id if waiting and place == 0 else None
        yield InterviewSlot(
            id=stage.dice.id(), opportunity_id=offer.id, programme_id=offer.programme_id, starts_at=begins,
            ends_at=begins + timedelta(minutes=SLOT_MINUTES), minutes=SLOT_MINUTES, online=True,
            interviewer_id=stage.people["supervisor"], place="https://call.example/room", created_by=boss,
            application_id=taken, state=FREE if taken is None else TAKEN,
        )  # fmt: skip
