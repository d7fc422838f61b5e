"""Letters to applicants: that there is news, with a link that shows it."""

from datetime import timedelta

from app.auth.session import OwnedSession
from app.models import Application
from app.models.notice import NoticeKind
from app.models.secret_link import LinkPurpose
from app.services.notices.notifying import Address, notify
from app.services.sign_in import linking

LINK_LIFE = timedelta(days=180)


def tell(db: OwnedSession, row: Application) -> None:
    """Lets the applicant know that their application has moved; links of earlier letters go on."""
    link = linking.make(db, LinkPurpose.FOLLOW_APPLICATION, row.id, db.at + LINK_LIFE)
    to = Address(row.email, row.phone, [row.language], row.programme_id)
    notify(db, NoticeKind.APPLICATION_STATUS, to, {"link": f"/v1/application-links/{link}"})
