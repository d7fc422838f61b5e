"""Confirming that an application's address is the applicant's own, by the code that went there.

Whoever has applied for the same before is led to that application: only now, since only now it is known to be theirs.
"""

from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import attempts
from app.auth.links import link_of, opened
from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition
from app.core.secret_texts import Presented
from app.models import Application, Opportunity
from app.models.application import UNCONFIRMED, WITHDRAWN
from app.models.application_form import ApplicationStatus
from app.models.one_time_code import CodePurpose
from app.models.secret_link import LinkPurpose
from app.services import records
from app.services.recruitment.applying import send_code, sending
from app.services.recruitment.following_applications import status_of
from app.services.recruitment.writing_to_applicants import tell
from app.services.sign_in import confirming
from app.services.sign_in.confirming import CodeRefused
from app.services.sign_in.issuing_tokens import Door

REASON = "an application is confirmed"


async def confirm(door: Door, link: str, code: str) -> ApplicationStatus:
    """How the application stands then. Raises NotFound for a link that is not good, CodeRefused, TooManyRequests."""
    status = await door.database.write(partial(try_code, door, link_of(link), code))
    if status is None:
        raise CodeRefused
    return status


def try_code(door: Door, shown: Presented, code: str) -> ApplicationStatus | None:
    """None where the code is not good; the try counts in either case."""
    with door.session(shown.organisation_id, REASON) as db:
        link = opened(db, shown, LinkPurpose.FOLLOW_APPLICATION)
        row = db.find(Application, link.subject_id)
        tried = attempts.guess(f"application {row.id}", door.host, door.settings.issuer)
        if not confirming.confirm(db, tried, CodePurpose.CONFIRM_APPLICATION, row.id, code):
            db.commit()
            return None
        link.subject_id = submit(db, row)
        status = status_of(db, link.subject_id)
        db.commit()
    return status


def submit(db: OwnedSession, new: Application) -> UUID:
    """The id of the person's application for the same: this one, or the one that is there already."""
    db.find(Opportunity, new.opportunity_id, lock=True)  # so that of two at once one is the first
    row = db.find(Application, new.id, lock=True)
    if row.state is not UNCONFIRMED:
        return row.id
    same = [col(Application.opportunity_id) == row.opportunity_id, col(Application.contact) == row.contact]
    there = sa.select(Application).where(*same, col(Application.state).not_in((UNCONFIRMED, WITHDRAWN)))
    known: Application | None = db.execute(there).scalar_one_or_none()
    if known is not None:
        db.delete(row)
        db.flush()
        return known.id
    row.submitted_at = db.at
    records.move(db, row, "submit")
    tell(db, row)
    return row.id


def send_again(db: OwnedSession, id: UUID, door: Door) -> ApplicationStatus:
    """A new code, by e-mail, for whoever holds the link. Raises TooManyRequests."""
    with db.beyond_reach("an application's code goes to its address") as wide:
        row = wide.find(Application, id, lock=True)
        require_unconfirmed(row)
        attempts.count(wide, sending(door, row.contact))
        if row.email:
            send_code(wide, row)
        return status_of(wide, id)


def tell_code(db: OwnedSession, id: UUID) -> str:
    """A new code to be told by whoever rings an applicant who gave a telephone number alone."""
    row = db.find(Application, id, lock=True)
    require_unconfirmed(row)
    db.witness("issue_code", row)
    return confirming.issue(db, CodePurpose.CONFIRM_APPLICATION, row.id)


def require_unconfirmed(row: Application) -> None:
    if row.state is not UNCONFIRMED:
        raise IllegalTransition(state=row.state, allowed=Application.__lifecycle__.open_from(row.state))
