"""What a successful sign-in leaves and gives: the row, the refresh token of which only a hash is kept, the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.auth import tokens
from app.auth.keys import KeyRing
from app.auth.principal import System
from app.auth.read_audit import ReadAudit
from app.auth.seats import OpenMembership
from app.auth.session import OwnedSession
from app.core.database import Database
from app.core.problems import DomainError, SignedOut
from app.core.secret_texts import digest_of, new_secret
from app.core.settings import Settings
from app.models import Account, Membership, RefreshToken, SignIn, User
from app.models.account import UserStatus


class InvalidTokenRequest(DomainError):
    """`error`: the code of RFC 6749."""

    slug, title, status = "invalid-token-request", "The token request is not valid", 400
    detail = "A parameter is missing or wrong, or the grant is not offered; `error` says which kind."


@dataclass(frozen=True)
class Door:
    """What every request for a token needs: the parts of this process, and whence it comes."""

    database: Database
    ring: KeyRing
    settings: Settings
    audit: ReadAudit
    host: str
    request_id: str

    @classmethod
    def of(cls, call: Any) -> "Door":
        """The door that a request comes to."""
        process, client = call.process, call.scope.get("client")
        host = client[0] if client else ""
        return cls(process.database, process.ring, process.settings, process.audit, host, call.request_id)

    def session(self, organisation_id: UUID | None, reason: str, user_id: UUID | None = None) -> OwnedSession:
        """A transaction of the system in one organisation, or in none as long as it is not known."""
        return OwnedSession(self.database, System(organisation_id, reason, user_id), request_id=self.request_id)


class Held(NamedTuple):
    """What a sign-in rests on; nobody can change it before the transaction ends."""

    user: User
    account: Account
    membership: Membership


class Opened(NamedTuple):
    """A sign-in that is open, with its refresh token in clear for the only time."""

    sign_in: SignIn
    refresh_token: str


class Start(NamedTuple):
    """How a sign-in begins: the device's own label, and the end that switching does not move."""

    device: str
    absolute_end_at: datetime


def hold(db: OwnedSession, user_id: UUID, account_id: UUID, membership_id: UUID) -> Held:
    """Locks the user, then the account: whoever disables, ends a role or changes a password waits, or was first."""
    user, account = db.find(User, user_id, lock=True), db.find(Account, account_id, lock=True)
    return Held(user, account, db.find(Membership, membership_id))


def may_sign_in(held: Held, at: datetime) -> bool:
    """Whether user, account and membership are in force."""
    begun = held.membership.valid_from is None or held.membership.valid_from <= at
    ended = held.membership.valid_to is not None and held.membership.valid_to <= at
    active = held.user.status is UserStatus.ACTIVE and held.account.status is UserStatus.ACTIVE
    return active and begun and not ended


def open_sign_in(db: OwnedSession, held: Held, start: Start, idle: timedelta) -> Opened:
    """Adds the row of a new sign-in and its first refresh token."""
    membership = held.membership
    sign_in = SignIn(
        membership_id=membership.id,
        user_id=membership.user_id,
        account_id=membership.account_id,
        role=membership.role,
        device=start.device,
        expires_at=db.at,
        absolute_end_at=start.absolute_end_at,
        last_used_at=db.at,
    )
    prolong(sign_in, membership, idle)
    db.put(sign_in)
    return Opened(sign_in, add_refresh_token(db, sign_in))


def prolong(sign_in: SignIn, membership: Membership, idle: timedelta) -> None:
    """Sets when the sign-in expires: unused, at its absolute end, or with the role, whichever comes first."""
    ends = [sign_in.last_used_at + idle, sign_in.absolute_end_at, membership.valid_to]
    sign_in.expires_at = min(end for end in ends if end is not None)


def add_refresh_token(db: OwnedSession, sign_in: SignIn) -> str:
    """Adds a refresh token to a sign-in; gives it in clear."""
    text = new_secret(db.organisation_id)
    db.put(RefreshToken(sign_in_id=sign_in.id, digest=digest_of(text)))
    return text


def answer(door: Door, opened: Opened, places: list[OpenMembership], at: datetime) -> dict[str, Any]:
    """The answer of the token endpoint."""
    sign_in = opened.sign_in
    claims = tokens.AccessClaims(
        user_id=sign_in.user_id,
        organisation_id=sign_in.organisation_id,
        membership_id=sign_in.membership_id,
        sign_in_id=sign_in.id,
        role=sign_in.role.value,
    )
    left = int((sign_in.expires_at - at).total_seconds())
    here = [place.shown() for place in places if place.id == sign_in.membership_id]
    if not here:
        raise SignedOut
    return {
        "access_token": tokens.issue(door.ring, claims, at),
        "token_type": "Bearer",
        "expires_in": max(0, min(door.settings.access_minutes * 60, left)),
        "refresh_token": opened.refresh_token,
        "membership": here[0],
        "memberships": [place.shown() for place in places],
    }
