"""Secret links for those who act without a sign-in: made for one purpose and one row, shown once, ended.

An operation is opened to the holders of links by app/web/visiting.py.
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.secret_texts import digest_of, new_secret
from app.models import SecretLink
from app.models.secret_link import LinkPurpose

# A link that was used up goes on for so long, for a phone that lost the answer.
GRACE = timedelta(minutes=2)


def make(db: OwnedSession, purpose: LinkPurpose, subject_id: UUID, until: datetime) -> str:
    """A new link in clear, for the only time; those made before for the same go on (`end_all` ends them)."""
    text = new_secret(db.organisation_id)
    with db.beyond_reach("a secret link is made for what the caller hands on") as wide:
        wide.put(SecretLink(purpose=purpose, subject_id=subject_id, digest=digest_of(text), expires_at=until))
    return text


def end_all(db: OwnedSession, purpose: LinkPurpose, subject_id: UUID) -> None:
    """Ends every link of a purpose to a row, from the next request on."""
    with db.beyond_reach("secret links end with what they are for") as wide:
        for link in still_good(wide, purpose, subject_id):
            link.ended_at = db.at


def still_good(db: OwnedSession, purpose: LinkPurpose, subject_id: UUID) -> list[SecretLink]:
    """Locked, in the order of their ids."""
    these = [col(SecretLink.subject_id) == subject_id, col(SecretLink.purpose) == purpose]
    good = [col(SecretLink.ended_at).is_(None), col(SecretLink.expires_at) > db.at]
    found = sa.select(SecretLink).where(*these, *good).order_by(col(SecretLink.id)).with_for_update()
    return list(db.execute(found).scalars())


def use_up(db: OwnedSession, link: SecretLink) -> None:
    """Lets a link end that is good for one use; a repeated request is still heard for a moment."""
    link.expires_at = min(link.expires_at, db.at + GRACE)
    db.flush()
