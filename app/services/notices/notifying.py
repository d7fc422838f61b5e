"""Leaving a notice to a person, in the transaction of what it is about: `notify(db, NoticeKind.THANKS, ToUser(id))`.

A job sends it (`sending_notices`): in the person's language, outside the organisation's quiet hours. A guardian who is
excluded for safety gets nothing, and no row tells of it. Values are a closed set without people (`letter_values`).
Of two at the same instant to one person both may pass the bound.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.letters import language_of
from app.core.quiet_hours import QuietHours
from app.models import Guardian, Notice, Organisation, User
from app.models.contact_point import ContactChannel
from app.models.notice import NoticeHindrance, NoticeKind, NoticeState, manner_of
from app.services.notices import letter_values
from app.services.notices.letter_values import Value


class ToUser(NamedTuple):
    """Somebody who signs in, in the matter of a programme or of the organisation."""

    user_id: UUID
    programme_id: UUID | None = None


class ToGuardian(NamedTuple):
    """A guardian, by the contact points of their row; `about` is the row that hears of a letter that did not go."""

    guardian_id: UUID
    about: UUID | None = None


class Address(NamedTuple):
    """Somebody who is no row yet, an applicant for instance."""

    email: str = ""
    phone: str = ""
    languages: Sequence[str] = ()
    programme_id: UUID | None = None


To = ToUser | ToGuardian | Address
NOTHING: Mapping[str, Value] = {}


def notify(
    db: OwnedSession, kind: NoticeKind, to: To, values: Mapping[str, Value] = NOTHING, at: datetime | None = None
) -> UUID | None:
    """Queues a notice, not before `at`; gives its id, None where the person must not be written to at all.

    ValueError where the values are not those that the kind has places for.
    """
    packed = letter_values.pack(kind, values)
    with db.beyond_reach("a notice is queued by what brings it about") as wide:
        notice = addressed(wide, kind, to)
        return None if notice is None else queued(wide, notice, packed, at)


def queued(wide: OwnedSession, notice: Notice, packed: Mapping[str, Any], at: datetime | None = None) -> UUID:
    """Queues an addressed notice with its packed values, unless its person had too many; gives its id."""
    notice.content = {**notice.content, "values": packed}
    notice.due_at = not_quiet(wide, notice, max(at or wide.at, wide.at))
    if notice.state is NoticeState.QUEUED and too_many(wide, notice):
        notice.state, notice.hindrance = NoticeState.SUPPRESSED, NoticeHindrance.TOO_MANY
    if notice.state is NoticeState.QUEUED:
        wide.put(notice)
        wide.enqueue("send_notice", {"notice_id": str(notice.id)}, run_at=notice.due_at)
    else:
        notice.content, notice.ended_at = {}, wide.at
        wide.put(notice)
    return notice.id


def is_queued(db: OwnedSession, id: UUID | None) -> bool:
    """Whether a notice that was left is on its way. The session sees the whole organisation."""
    return id is not None and db.find(Notice, id).state is NoticeState.QUEUED


def addressed(db: OwnedSession, kind: NoticeKind, to: To) -> Notice | None:
    """The notice with whom it goes to, in which language and by which channel."""
    if isinstance(to, ToUser):
        user = db.find(User, to.user_id)
        about: dict[str, Any] = {"user_id": user.id, "programme_id": to.programme_id, "recipient": str(user.id)}
        return made(db, kind, user.languages, **about)
    if isinstance(to, ToGuardian):
        guardian = db.find(Guardian, to.guardian_id)
        if guardian.safety_excluded:
            return None
        about = {"guardian_id": guardian.id, "programme_id": guardian.programme_id, "recipient": str(guardian.id)}
        notice = made(db, kind, guardian.languages, **about)
        notice.content = {} if to.about is None else {"about": str(to.about)}
        return notice
    notice = made(db, kind, to.languages, programme_id=to.programme_id, recipient=counted_as(db, to))
    notice.content = {"address": to.email}
    if not to.email:
        notice.channel = ContactChannel.SMS
        notice.state, notice.hindrance = NoticeState.SUPPRESSED, NoticeHindrance.NO_ADDRESS
    return notice


def made(db: OwnedSession, kind: NoticeKind, languages: Sequence[str], **about: Any) -> Notice:
    spoken = languages or db.find(Organisation, db.organisation_id).languages
    return Notice(kind=kind, language=language_of(spoken), due_at=db.at, **about)


def counted_as(db: OwnedSession, to: Address) -> str:
    """An address as its notices are counted: not to be read back without knowing it."""
    place = f"{db.organisation_id}\0{(to.email or to.phone).strip().lower()}"
    return hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()


def not_quiet(db: OwnedSession, notice: Notice, at: datetime) -> datetime:
    """The instant, or when the organisation's quiet hours are over that it lies in."""
    if notice.manner.asked_for:
        return at
    own = db.find(Organisation, db.organisation_id)
    return QuietHours.of(own.quiet_from, own.quiet_until, own.time_zone).after(at)


def too_many(db: OwnedSession, notice: Notice) -> bool:
    """Whether the person has had as many lately as one may get."""
    manner = notice.manner
    alike = [kind for kind in NoticeKind if manner_of(kind).asked_for is manner.asked_for]
    lately = sa.select(sa.func.count(col(Notice.id))).where(
        col(Notice.recipient) == notice.recipient,
        col(Notice.created_at) > db.at - manner.within,
        col(Notice.kind).in_(alike),
        col(Notice.state) != NoticeState.SUPPRESSED,
    )
    found: int = db.execute(lately).scalar_one()
    return found >= manner.most
