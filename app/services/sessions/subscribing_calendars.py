"""Calendar subscriptions: a secret address for a membership, and the sessions that are read there.

No child's name is in a calendar: calendars lie on other people's servers and screens.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.principal import Principal, System, me
from app.auth.relations import groups_i_lead
from app.auth.session import OwnedSession
from app.core.calendar_feed import AHEAD, PAST, FeedEvent, feed
from app.core.columns import Instant
from app.core.problems import NotFound
from app.core.secret_texts import Presented, digest_of, new_secret, presented
from app.models import Account, CalendarAddress, Membership, MentorGroup, Organisation, SupportSession, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.models.support_session import SessionState

NOBODY = UUID(int=0)
# Those whose reach is their children or pupils, and not groups that they lead.
BY_CHILD = frozenset({Role.GUARDIAN, Role.TEACHER})

HOLDER = Lookup(
    sa.select(
        *columns(CalendarAddress, "user_id membership_id"),
        col(Membership.role),
        col(Organisation.name),
    )
    .join(Membership, col(Membership.id) == col(CalendarAddress.membership_id))
    .join(User, col(User.id) == col(CalendarAddress.user_id))
    .join(Account, col(Account.id) == col(User.account_id))
    .join(Organisation, col(Organisation.id) == col(CalendarAddress.organisation_id))
    .where(
        col(CalendarAddress.digest) == sa.bindparam("digest", type_=sa.Text),
        col(User.status) == UserStatus.ACTIVE,
        col(Account.status) == UserStatus.ACTIVE,
        sa.or_(col(Membership.valid_from).is_(None), col(Membership.valid_from) <= me.now),
        sa.or_(col(Membership.valid_to).is_(None), col(Membership.valid_to) > me.now),
    )
)
near = (
    sa.select(*columns(SupportSession, "id starts_at ends_at updated_at sequence state"), col(MentorGroup.name))
    .outerjoin(MentorGroup, col(MentorGroup.id) == col(SupportSession.group_id))
    .where(
        col(SupportSession.starts_at) >= sa.bindparam("begins", type_=Instant),
        col(SupportSession.starts_at) <= sa.bindparam("ends", type_=Instant),
    )
)
REACHED = Lookup(near)
LED = Lookup(near.where(col(SupportSession.group_id).in_(groups_i_lead)))


def renew(db: OwnedSession) -> tuple[CalendarAddress, str]:
    """A new address for the caller's membership, with its secret in clear for the only time; an old one ends."""
    end(db)
    caller = db.caller
    secret = new_secret(db.organisation_id)
    mine, digest = caller.membership_id, digest_of(secret)
    return db.put(CalendarAddress(user_id=caller.user_id, membership_id=mine, digest=digest)), secret


def end(db: OwnedSession) -> None:
    """Ends the address of the caller's membership, if there is one."""
    mine = sa.select(CalendarAddress).where(col(CalendarAddress.membership_id) == db.caller.membership_id)
    for address in db.execute(mine.with_for_update()).scalars():
        db.delete(address)
    db.flush()


def address_of(text: str) -> Presented:
    """Reads an address. Raises NotFound for what is none of ours."""
    found = presented(text.removesuffix(".ics"))
    if found is None:
        raise NotFound
    return found


def system_of(address: Presented) -> System:
    """Who looks for the holder of an address: nobody is signed in."""
    return System(address.organisation_id, "a calendar program fetches an address")


def holder_of(address: Presented, found: list[Any]) -> Principal:
    """The caller that the address stands for. Raises NotFound where it, its person or its role has ended."""
    if not found:
        raise NotFound
    return Principal(address.organisation_id, found[0].user_id, found[0].membership_id, NOBODY, found[0].role)


def sessions_for(role: Role) -> Lookup:
    """What the calendar of a role shows: the groups that one leads, or the sessions of one's children."""
    return REACHED if role in BY_CHILD else LED


def period(now: datetime) -> dict[str, datetime]:
    """From 30 days before to 120 days after."""
    return {"begins": now - PAST, "ends": now + AHEAD}


def calendar(name: str, sessions: list[Any], now: datetime) -> bytes:
    """The calendar's text, called as the organisation."""
    events = [
        FeedEvent(
            session_id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            summary=row.name or name,
            last_modified=row.updated_at,
            sequence=row.sequence,
            cancelled=row.state is SessionState.CANCELLED,
        )
        for row in sessions
    ]
    return feed(name, events, now)
