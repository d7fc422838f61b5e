"""Taking in applications: a form that anybody may send, heard a few times an hour, kept until its address is confirmed.

Nothing is looked up about the applicant here, so that no answer can tell whether an address is known: whoever proves
that it is theirs is led to what there is already (confirming_applications.py).
"""

from datetime import timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import attempts
from app.auth.attempts import Guess
from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest, NotFound, ReferenceNotFound
from app.core.secret_texts import new_secret
from app.models import Application, Campaign, Opportunity, Organisation
from app.models.application import ApplicantProfile
from app.models.application_form import ApplicationForm, ApplicationReceipt
from app.models.contact_point import ContactChannel
from app.models.notice import NoticeKind
from app.models.one_time_code import CodePurpose
from app.models.opportunity import OpportunityState
from app.models.organisation import OrganisationStatus
from app.models.secret_link import LinkPurpose
from app.services import records
from app.services.dating import local_day
from app.services.notices.notifying import Address, notify
from app.services.people import contacting
from app.services.recruitment.filling_opportunities import OpportunityNotOpen
from app.services.recruitment.writing_to_applicants import LINK_LIFE
from app.services.sign_in import confirming, linking
from app.services.sign_in.issuing_tokens import Door

REASON = "an application is sent"
# What is not confirmed by then is deleted (erasing_applications.py).
TO_CONFIRM = timedelta(hours=48)


class Ways(NamedTuple):
    """How the applicant is reached, in the one spelling of each; the code goes to `contact`."""

    email: str
    phone: str

    @property
    def contact(self) -> str:
        """Where the applicant proves to be at home."""
        return self.email or self.phone


async def apply(door: Door, form: ApplicationForm) -> ApplicationReceipt:
    """Takes a form in. Raises TooManyRequests, OpportunityNotOpen, InvalidRequest, ReferenceNotFound."""
    return await door.database.write(partial(take, door, form))


def take(door: Door, form: ApplicationForm) -> ApplicationReceipt:
    with door.session(form.organisation_id, REASON) as db:
        opportunity = open_opportunity(db, form)
        ways = ways_of(db, form)
        attempts.count(db, sending(door, ways.contact))
        # Only machines fill in what nobody sees: they are answered alike, and nothing is kept.
        link = new_secret(form.organisation_id) if form.website else kept(db, form, opportunity, ways)
        at = db.at
        db.commit()
    channel = ContactChannel.E_MAIL if ways.email else ContactChannel.PHONE
    return ApplicationReceipt(link=link, code_sent_by=channel, confirm_until=at + TO_CONFIRM)


def sending(door: Door, contact: str) -> Guess:
    """The counters of letters that a form makes us write: apart from those of signing in from the same network."""
    return attempts.guess(contact, door.host, f"{door.settings.issuer} applications")


def open_opportunity(db: OwnedSession, form: ApplicationForm) -> Opportunity:
    """What is applied for. A draft is as if it were not there."""
    try:
        organisation = db.find(Organisation, form.organisation_id)
        found = db.find(Opportunity, form.opportunity_id)
    except NotFound:
        organisation = found = None  # type: ignore[assignment]
    if found is None or found.state is OpportunityState.DRAFT or organisation.status is not OrganisationStatus.ACTIVE:
        detail = "There is no such opportunity."
        raise ReferenceNotFound(errors=[{"pointer": "/opportunity_id", "code": "not_found", "detail": detail}])
    over = found.apply_until is not None and found.apply_until < local_day(db, db.at)
    if found.state is not OpportunityState.OPEN or over:
        raise OpportunityNotOpen(state=found.state)
    return found


def ways_of(db: OwnedSession, form: ApplicationForm) -> Ways:
    """Raises InvalidRequest for a number that no telephone could ring."""
    if not form.phone:
        return Ways(form.email or "", "")
    number = contacting.number(form.phone, db.find(Organisation, form.organisation_id).country)
    if number is None:
        detail = "This is not in the expected format."
        raise InvalidRequest(errors=[{"pointer": "/phone", "code": "wrong_format", "detail": detail}])
    return Ways(form.email or "", number)


def kept(db: OwnedSession, form: ApplicationForm, opportunity: Opportunity, ways: Ways) -> str:
    """The application until it is confirmed, its code on the way; gives its link."""
    told = {name: value for name, value in records.plain(form).items() if name in ApplicantProfile.model_fields}
    row = Application(
        **told,
        opportunity_id=opportunity.id,
        programme_id=opportunity.programme_id,
        campaign_id=source(db, form.ref),
        email=ways.email,
        phone=ways.phone,
        contact=ways.contact,
        processing_text=form.processing_text,
    )
    db.put(row)
    if row.email:
        send_code(db, row)
    return linking.make(db, LinkPurpose.FOLLOW_APPLICATION, row.id, db.at + LINK_LIFE)


def source(db: OwnedSession, code: str | None) -> UUID | None:
    """The campaign of a link; a link that was copied wrongly is no reason to turn anybody away."""
    if code is None:
        return None
    this = sa.select(col(Campaign.id)).where(col(Campaign.code) == code)
    found: UUID | None = db.execute(this).scalar_one_or_none()
    return found


def send_code(db: OwnedSession, row: Application) -> None:
    """A new code by e-mail, in the place of the one before."""
    code = confirming.issue(db, CodePurpose.CONFIRM_APPLICATION, row.id)
    minutes = int(confirming.LIFE.total_seconds() // 60)
    to = Address(email=row.email, languages=[row.language], programme_id=row.programme_id)
    notify(db, NoticeKind.ONE_TIME_CODE, to, {"code": code, "minutes": minutes})
