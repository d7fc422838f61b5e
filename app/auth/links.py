"""Secret links, opened: which row of which purpose a link is for, while it is good."""

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Visitor
from app.auth.session import OwnedSession
from app.core.problems import NotFound
from app.core.secret_texts import Presented, presented
from app.models import SecretLink
from app.models.secret_link import LinkPurpose


def link_of(text: str) -> Presented:
    """Reads a link. Raises NotFound for what is none of ours."""
    found = presented(text)
    if found is None:
        raise NotFound
    return found


def opened(db: OwnedSession, shown: Presented, purpose: LinkPurpose) -> SecretLink:
    """The link, locked to the end of the transaction. Raises NotFound where it is over or for something else.

    The session is one of the system: nobody is signed in.
    """
    good = [col(SecretLink.ended_at).is_(None), col(SecretLink.expires_at) > db.at]
    this = [col(SecretLink.digest) == shown.digest, col(SecretLink.purpose) == purpose]
    link: SecretLink | None = db.execute(
        sa.select(SecretLink).where(*this, *good).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if link is None:
        raise NotFound
    return link


def holder_of(link: SecretLink) -> Visitor:
    """Who acts with the link."""
    return Visitor(link.organisation_id, link.id, link.purpose, link.subject_id)
