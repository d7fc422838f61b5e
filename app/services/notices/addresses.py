"""Where a person is reached by e-mail today, if they may be written to and want to be."""

from typing import Any

from app.auth.session import OwnedSession
from app.models import Guardian, User
from app.models.account import UserStatus
from app.models.contact_point import ContactChannel
from app.models.notice import Manner, NoticeHindrance, NoticeKind, manner_of


def users_address(user: User, manner: Manner) -> str | NoticeHindrance:
    """Of somebody who signs in; wishes do not hold back what they have asked for."""
    if user.status is not UserStatus.ACTIVE:
        return NoticeHindrance.NOT_CONTACTABLE
    if not user.email:
        return NoticeHindrance.NO_ADDRESS
    return NoticeHindrance.NOT_WANTED if declined(user, manner) else user.email


def guardians_address(db: OwnedSession, guardian: Guardian, manner: Manner) -> str | NoticeHindrance:
    """The first e-mail address among the contact points. The session reaches the guardian's login."""
    if guardian.safety_excluded or not guardian.contactable:
        return NoticeHindrance.NOT_CONTACTABLE
    user = None if guardian.user_id is None else db.find(User, guardian.user_id)
    if user is not None and declined(user, manner):
        return NoticeHindrance.NOT_WANTED
    points: list[Any] = guardian.contact_points
    addresses = (point["value"] for point in points if point["channel"] == ContactChannel.E_MAIL)
    return next(addresses, NoticeHindrance.NO_ADDRESS)


def declined(user: User, manner: Manner) -> bool:
    """Whether the person wants no letters, and may refuse those that are sent in this manner."""
    return manner.may_be_declined and not user.email_notices


def reaches(db: OwnedSession, kind: NoticeKind, guardian: Guardian) -> bool:
    """Whether a notice of the kind would find its way to a guardian, as far as is known now."""
    found = guardians_address(db, guardian, manner_of(kind))
    return db.database.post is not None and not isinstance(found, NoticeHindrance)
