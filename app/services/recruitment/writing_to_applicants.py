"""Letters to applicants: that there is news, with a link that shows it."""

from datetime import timedelta
from uuid import UUID

from app.auth.session import OwnedSession
from app.models import Application
from app.models.notice import NoticeKind
from app.models.secret_link import LinkPurpose
from app.services.notices.notifying import Address, notify
from app.services.sign_in import linking

LINK_LIFE = timedelta(days=180)


def tell(db: OwnedSession, row: Application) -> None:
    """Lets the applicant know that their application has moved; links of earlier letters go on."""
    notify(db, NoticeKind.APPLICATION_STATUS, address_of(row), {"link": link_for(db, row.id)})


def address_of(row: Application) -> Address:
    """Where an applicant is written to, in the language of the form."""
    return Address(row.email, row.phone, [row.language], row.programme_id)


def link_for(db: OwnedSession, application_id: UUID) -> str:
    """A new link by which the applicant sees how the application stands."""
    link = linking.make(db, LinkPurpose.FOLLOW_APPLICATION, application_id, db.at + LINK_LIFE)
    return f"/v1/application-links/{link}"
