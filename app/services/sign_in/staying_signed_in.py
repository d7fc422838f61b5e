"""Keeping a sign-in alive: refresh tokens that are good for one use, and switching to another membership.

A used token that comes again within half a minute, before any later one was used, is a client whose answer was lost: it
gets a fresh one. Coming later it was stolen, from one side or the other, and the sign-in ends.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import System
from app.auth.seats import OpenMembership, open_memberships
from app.auth.session import OwnedSession
from app.core import clock
from app.core.metrics import refuse_sign_in
from app.core.problems import DomainError
from app.core.secret_texts import Presented, presented
from app.models import RefreshToken, SignIn
from app.services.sign_in.issuing_tokens import (
    Door,
    Held,
    InvalidTokenRequest,
    Opened,
    Start,
    add_refresh_token,
    answer,
    hold,
    may_sign_in,
    open_sign_in,
    prolong,
)
from app.services.sign_in.signing_in import Entry, chosen_of

GRACE = timedelta(seconds=30)
# A token used longer ago is forgotten: it opens nothing, and that it came again ends nothing.
REMEMBERED = timedelta(days=7)
MOST_FORGOTTEN = 50


class RefreshRefused(DomainError):
    """`error`: invalid_grant (RFC 6749): sign in again."""

    slug, title, status = "refresh-refused", "Sign in again", 400
    detail = "The refresh token is unknown, was used before, or its sign-in has ended."


class RefreshGrant(NamedTuple):
    """A refresh token; `membership_id` is another membership of the same account to switch to."""

    refresh_token: str
    membership_id: UUID | None = None


class Kept(NamedTuple):
    """A refresh token that may be used now, its sign-in and what that rests on; nobody else can change them.

    `again`: it was used a moment ago and the answer was lost.
    """

    token: RefreshToken
    sign_in: SignIn
    held: Held
    again: bool


async def stay(door: Door, grant: RefreshGrant) -> dict[str, Any]:
    """The answer with new tokens. Raises RefreshRefused; InvalidTokenRequest for a membership not to be had."""
    shown = presented(grant.refresh_token)
    if shown is None:
        raise refused("unknown_token")
    entry = await door.database.write(partial(use, door, shown, grant.membership_id))
    return answer(door, entry.opened, entry.places, clock.now())


def use(door: Door, shown: Presented, wanted: UUID | None) -> Entry:
    """Rotates the token within its sign-in, or switches where another membership is wanted."""
    with door.session(shown.organisation_id, "renewing a sign-in") as db:
        kept = keep(db, shown, moving=wanted is not None)
        account_id = kept.sign_in.account_id
        if wanted in (None, kept.sign_in.membership_id):
            opened = rotate(door, db, kept)
            return Entry(opened, open_memberships(door.database, account_id, clock.now()))
    places = open_memberships(door.database, account_id, clock.now())
    chosen = chosen_of(places, wanted)
    if chosen is None:
        raise InvalidTokenRequest(error="invalid_request")
    start = leave(door, shown)
    return Entry(arrive(door, chosen, account_id, start), places)


def rotate(door: Door, db: OwnedSession, kept: Kept) -> Opened:
    """Uses the token up and adds the next one. Raises RefreshRefused for a sign-in that was left for another."""
    if kept.sign_in.ended_at is not None:
        raise refused("sign_in_over")
    use_up(db, kept)
    prolong(kept.sign_in, kept.held.membership, timedelta(days=door.settings.refresh_idle_days))
    opened = Opened(kept.sign_in, add_refresh_token(db, kept.sign_in))
    db.commit()
    return opened


def leave(door: Door, shown: Presented) -> Start:
    """Ends the sign-in that is switched away from; the next one ends when this one would have at the latest."""
    with door.session(shown.organisation_id, "switching memberships") as db:
        kept = keep(db, shown, moving=True)
        use_up(db, kept)
        kept.sign_in.ended_at = kept.sign_in.last_used_at
        db.commit()
        return Start(kept.sign_in.device, kept.sign_in.absolute_end_at)


def arrive(door: Door, chosen: OpenMembership, account_id: UUID, start: Start) -> Opened:
    with door.session(chosen.organisation_id, "switching memberships", chosen.user_id) as db:
        held = hold(db, chosen.user_id, account_id, chosen.id)
        if not may_sign_in(held, db.at) or start.absolute_end_at <= db.at:
            raise refused("no_membership")
        opened = open_sign_in(db, held, start, timedelta(days=door.settings.refresh_idle_days))
        db.commit()
        return opened


def keep(db: OwnedSession, shown: Presented, *, moving: bool) -> Kept:
    """Locks what the token belongs to and judges it. `moving`: a sign-in left a moment ago may be left again."""
    found = db.execute(sa.select(RefreshToken).where(col(RefreshToken.digest) == shown.digest)).scalar_one_or_none()
    if found is None:
        raise refused("unknown_token")
    owner = db.find(SignIn, found.sign_in_id)
    db.owner = System(db.organisation_id, "renewing a sign-in", owner.user_id)
    held = hold(db, owner.user_id, owner.account_id, owner.membership_id)
    sign_in, token = db.find(SignIn, owner.id, lock=True), db.find(RefreshToken, found.id, lock=True)
    again = token.used_at is not None
    if again and (token.used_at != sign_in.last_used_at or not lately(token.used_at, db.at)):
        end_stolen(db, sign_in)
        raise refused("used_token")
    left = moving and again and sign_in.ended_at == token.used_at
    if not (sign_in.ended_at is None or left) or sign_in.expires_at <= db.at or not may_sign_in(held, db.at):
        raise refused("sign_in_over")
    return Kept(token, sign_in, held, again)


def lately(used_at: datetime | None, at: datetime) -> bool:
    return used_at is not None and at - used_at <= GRACE


def use_up(db: OwnedSession, kept: Kept) -> None:
    """Marks the token used, and with it those that its elders left behind: only one line of tokens goes on."""
    if kept.again:
        return
    kept.token.used_at = kept.sign_in.last_used_at = db.at
    mine = col(RefreshToken.sign_in_id) == kept.sign_in.id
    stray = sa.select(RefreshToken).where(
        mine, col(RefreshToken.used_at).is_(None), col(RefreshToken.id) != kept.token.id
    )
    for token in db.execute(stray).scalars():
        token.used_at = token.created_at
    old = sa.select(RefreshToken).where(mine, col(RefreshToken.used_at) < db.at - REMEMBERED).limit(MOST_FORGOTTEN)
    for token in db.execute(old).scalars():
        db.delete(token)
    db.flush()


def end_stolen(db: OwnedSession, sign_in: SignIn) -> None:
    """Ends the sign-in of a token that came again; the audit says why."""
    if sign_in.ended_at is None:
        db.owner = System(db.organisation_id, "a used refresh token came again", sign_in.user_id)
        sign_in.ended_at = db.at
        db.commit()


def refused(reason: str) -> RefreshRefused:
    refuse_sign_in(reason)
    return RefreshRefused(error="invalid_grant")
