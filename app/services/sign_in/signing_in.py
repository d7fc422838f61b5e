"""Signing in with address and password: one answer and one price for everything that is not right."""

import asyncio
import secrets
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from app.auth import attempts
from app.auth.attempts import Guess
from app.auth.passwords import hash_password, needs_rehash, verify_password
from app.auth.seats import KnownAccount, OpenMembership, account_of, open_memberships
from app.auth.session import OwnedSession
from app.core import clock, journal
from app.core.metrics import refuse_sign_in
from app.core.problems import DomainError, NotFound, TooManyRequests
from app.services.sign_in import afterwards
from app.services.sign_in.demonstration_accounts import PASSWORD
from app.services.sign_in.issuing_tokens import Door, Held, Opened, Start, answer, hold, may_sign_in, open_sign_in


class InvalidCredentials(DomainError):
    """One answer for a wrong password, an unknown address, a disabled user and a role that is over."""

    slug, title, status = "invalid-credentials", "The sign-in was refused", 401
    detail = "Address and password do not fit together, or there is no role to sign in with."
    headers = {"www-authenticate": 'Bearer realm="learnbridge"'}  # noqa: RUF012 - declared by the base class


class PasswordGrant(NamedTuple):
    """A person's own credentials; `membership_id` is what they want to sign in with, their oldest when None."""

    email: str
    password: str
    membership_id: UUID | None = None
    device: str = ""


class Proof(NamedTuple):
    """Whether the password was right, and its hash of today's strength where the kept one is weaker."""

    right: bool
    stronger: str | None = None


class Entry(NamedTuple):
    """A sign-in that succeeded, and where else its person may go."""

    opened: Opened
    places: list[OpenMembership]


async def sign_in(door: Door, grant: PasswordGrant) -> dict[str, Any]:
    """The answer with tokens. Raises InvalidCredentials, or TooManyRequests while guessing is slowed down."""
    tried = attempts.guess(grant.email, door.host, door.settings.issuer)
    known = await door.database.write(partial(begin, door, tried, grant.email))
    proof = await asyncio.to_thread(prove, door, grant.password, known)
    if known is not None and proof.right:
        entry = await door.database.write(partial(enter, door, tried, grant, known, proof))
        if entry is not None:
            return answer(door, entry.opened, entry.places, clock.now())
    note_refusal(door, known)
    raise InvalidCredentials(error="invalid_grant")


def begin(door: Door, tried: Guess, email: str) -> KnownAccount | None:
    """Counts the attempt and looks the account up, in one short transaction."""
    with door.session(None, "signing in") as db:
        try:
            attempts.count(db, tried)
        except TooManyRequests:
            refuse_sign_in("slowed_down")
            raise
        known = account_of(db, email)
        db.commit()
    return known


def prove(door: Door, password: str, known: KnownAccount | None) -> Proof:
    """Compares at the price of one hash, whatever there is to compare with."""
    stored = known.password_hash if known else None
    matches = verify_password(password, stored)
    if known is None or not known.active:
        return Proof(right=False)
    given, expected = password.encode("utf-8", "replace"), PASSWORD.encode()
    if known.demonstration and secrets.compare_digest(given, expected):
        # Before the hash is looked at: in demonstration data it is one of this very password.
        return Proof(door.settings.demo_sign_in)
    if matches and stored is not None:
        return Proof(True, hash_password(password) if needs_rehash(stored) else None)
    return Proof(right=False)


def enter(door: Door, tried: Guess, grant: PasswordGrant, known: KnownAccount, proof: Proof) -> Entry | None:
    """Opens the sign-in; None where no membership is open."""
    places = open_memberships(door.database, known.id, clock.now())
    chosen = chosen_of(places, grant.membership_id)
    if chosen is None:
        return None
    with door.session(chosen.organisation_id, "signing in", chosen.user_id) as db:
        try:
            held = hold(db, chosen.user_id, known.id, chosen.id)
        except NotFound:
            return None
        if not still_proved(db, held, known, proof):
            return None
        attempts.succeed(db, tried)
        start = Start(grant.device, db.at + timedelta(days=door.settings.refresh_days))
        opened = open_sign_in(db, held, start, timedelta(days=door.settings.refresh_idle_days))
        db.commit()
    return Entry(opened, places)


def chosen_of(places: list[OpenMembership], wanted: UUID | None) -> OpenMembership | None:
    """The membership that was asked for, otherwise the oldest."""
    return next((place for place in places if wanted in (None, place.id)), None)


def still_proved(db: OwnedSession, held: Held, known: KnownAccount, proof: Proof) -> bool:
    """Whether what was compared outside the transaction still holds in it; then keeps the stronger hash."""
    if held.account.password_hash != known.password_hash or not may_sign_in(held, db.at):
        return False
    if proof.stronger is not None:
        held.account.password_hash = proof.stronger
    return True


def note_refusal(door: Door, known: KnownAccount | None) -> None:
    """Counts the refusal; where the account is known, its organisations learn of it behind the answer."""
    refuse_sign_in("wrong_credentials")
    places: dict[UUID, list[UUID]] = {}
    for organisation_id, membership_id in known.seats if known else ():
        places.setdefault(organisation_id, []).append(membership_id)
    for organisation_id, memberships in places.items():
        what = {
            "who": None,
            "as": "system: signing in",
            "verb": "refuse",
            "rows": [["refuse", "memberships", str(id)] for id in memberships],
            "network": journal.network(door.host),
            "request": door.request_id,
        }
        afterwards.begin(door.audit.add(organisation_id, what))
