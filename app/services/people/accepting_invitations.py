"""Accepting an invitation: the link and the code together open a sign-in; people of the staff choose a password."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import col

from app.auth import attempts
from app.auth.links import link_of, opened
from app.auth.passwords import hash_password
from app.auth.principal import System
from app.auth.seats import open_memberships
from app.auth.session import OwnedSession
from app.core import clock
from app.core.problems import InvalidRequest
from app.core.secret_texts import Presented
from app.models import Account, Invitation, SignIn, User
from app.models.invitation import InvitationAcceptance, InvitationState
from app.models.one_time_code import CodePurpose
from app.models.secret_link import LinkPurpose
from app.services import records
from app.services.people.inviting import HasOwnSignIn, memberships_of, require_staff
from app.services.sign_in import confirming, linking, signing_out
from app.services.sign_in.changing_password import require_strength
from app.services.sign_in.confirming import CodeRefused
from app.services.sign_in.issuing_tokens import Door, Opened, Start, answer, hold, may_sign_in, open_sign_in
from app.services.sign_in.signing_in import Entry, InvalidCredentials
from app.services.sign_in.signing_in_by_code import let_in

REASON = "accepting an invitation"


async def accept(door: Door, link: str, given: InvitationAcceptance) -> dict[str, Any]:
    """The answer with tokens. Raises NotFound for a link that is not good, CodeRefused, TooManyRequests."""
    shown = link_of(link)
    password_hash = None if given.password is None else await asyncio.to_thread(strong_hash, given)
    entry = await door.database.write(partial(enter, door, shown, given, password_hash))
    if entry is None:
        raise CodeRefused
    return answer(door, entry.opened, entry.places, clock.now())


def strong_hash(given: InvitationAcceptance) -> str:
    password = "" if given.password is None else given.password.get_secret_value()
    require_strength(password, (), "/password")
    return hash_password(password)


def enter(door: Door, shown: Presented, given: InvitationAcceptance, password_hash: str | None) -> Entry | None:
    """Opens the sign-in; None where the code is not good. The try counts in either case."""
    with door.session(shown.organisation_id, REASON) as db:
        link = opened(db, shown, LinkPurpose.ACCEPT_INVITATION)
        tried = attempts.guess(f"invitation {link.subject_id}", door.host, door.settings.issuer)
        if not confirming.confirm(db, tried, CodePurpose.ACCEPT_INVITATION, link.subject_id, given.code):
            db.commit()
            return None
        invitation = db.find(Invitation, link.subject_id, lock=True)
        db.owner = System(db.organisation_id, REASON, invitation.user_id)
        come = with_code if invitation.guardian_id is not None else with_password
        entered = come(door, db, invitation, given, password_hash)
        if invitation.state is InvitationState.OPEN:
            invitation.accepted_at = db.at
            records.move(db, invitation, "accept")
        linking.use_up(db, link)
        db.commit()
    account_id = entered.sign_in.account_id
    return Entry(entered, open_memberships(door.database, account_id, clock.now()))


def with_code(
    door: Door, db: OwnedSession, invitation: Invitation, given: InvitationAcceptance, password_hash: str | None
) -> Opened:
    """A guardian's sign-in. Raises HasOwnSignIn for whoever answers for no child any more."""
    if password_hash is not None:
        detail = "Guardians sign in with a code, not with a password."
        raise InvalidRequest(errors=[{"pointer": "/password", "code": "not_allowed", "detail": detail}])
    entered = let_in(door, db, invitation.user_id, given.device)
    if entered is None:
        raise HasOwnSignIn
    return entered


def with_password(
    door: Door, db: OwnedSession, invitation: Invitation, given: InvitationAcceptance, password_hash: str | None
) -> Opened:
    """The sign-in of a person of the staff, who chooses a password; all others of theirs end."""
    if password_hash is None:
        detail = "Choose a password to sign in with later."
        raise InvalidRequest(errors=[{"pointer": "/password", "code": "missing", "detail": detail}])
    user = db.find(User, invitation.user_id, lock=True)
    require_staff(db, user)
    account = db.find(Account, user.account_id, lock=True)
    if not user.sign_in_name and (account.password_hash is not None or account.demonstration):
        raise HasOwnSignIn  # known elsewhere too: only its owner changes the password
    account.password_hash, account.password_given_in = password_hash, db.organisation_id
    signing_out.end_all(db, col(SignIn.user_id) == user.id)
    places = memberships_of(db, user.id)
    held = hold(db, user.id, account.id, places[0].id) if places else None
    if held is None or not may_sign_in(held, db.at):
        raise InvalidCredentials
    start = Start(given.device, db.at + timedelta(days=door.settings.refresh_days))
    return open_sign_in(db, held, start, timedelta(days=door.settings.refresh_idle_days))
