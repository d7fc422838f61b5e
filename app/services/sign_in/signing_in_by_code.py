"""Guardians sign in without a password: first with an invitation, later with their name and a one-time code.

A code is told by a mediator or coordinator who knows the family, from the guardian's row, or sent to the guardian's own
address (`sending_codes`). It opens the membership of a
guardian who answers for a child now, and nothing else.
"""

from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import attempts
from app.auth.attempts import Guess
from app.auth.seats import KnownAccount, open_memberships
from app.auth.session import OwnedSession
from app.core import clock
from app.models import Guardian, User
from app.models.membership import Role
from app.models.one_time_code import CodePurpose
from app.services.families.answering_for_children import answers_for_a_child
from app.services.people.inviting import by_code, guardians_login, memberships_of
from app.services.sign_in import confirming
from app.services.sign_in.confirming import CodeRefused
from app.services.sign_in.issuing_tokens import Door, Opened, Start, answer, hold, may_sign_in, open_sign_in
from app.services.sign_in.signing_in import Entry, begin, note_refusal


class CodeGrant(NamedTuple):
    """A guardian's sign-in name and the code that was told; `device` is shown among the sign-ins."""

    name: str
    code: str
    device: str = ""


class Issued(NamedTuple):
    """A code in clear, for the only time, and the name that it goes with."""

    sign_in_name: str
    code: str


def issue(db: OwnedSession, guardian_id: UUID) -> Issued:
    """A code for a guardian in reach, invited or not. Raises GuardianExcluded, HasOwnSignIn, GuardianNotVerified."""
    user = guardians_login(db, guardian_id)
    db.witness("issue_code", db.find(Guardian, guardian_id))
    return Issued(user.sign_in_name, confirming.issue(db, CodePurpose.SIGN_IN, user.id))


async def sign_in(door: Door, grant: CodeGrant) -> dict[str, Any]:
    """The answer with tokens. Raises CodeRefused, or TooManyRequests while guessing is slowed down."""
    tried = attempts.guess(grant.name, door.host, door.settings.issuer)
    known = await door.database.write(partial(begin, door, tried, grant.name))
    if known is not None and known.active:
        entry = await door.database.write(partial(enter, door, tried, grant, known))
        if entry is not None:
            return answer(door, entry.opened, entry.places, clock.now())
    note_refusal(door, known)
    raise CodeRefused(error="invalid_grant")


def enter(door: Door, tried: Guess, grant: CodeGrant, known: KnownAccount) -> Entry | None:
    """Opens the sign-in; None where the code is not good. The try counts in either case."""
    opened = None
    for organisation_id in {organisation for organisation, _ in known.seats}:
        with door.session(organisation_id, "signing in with a code") as db:
            user = db.execute(sa.select(User).where(col(User.account_id) == known.id)).scalar_one_or_none()
            if user is not None and confirming.check(db, CodePurpose.SIGN_IN, user.id, grant.code):
                opened = let_in(door, db, user.id, grant.device)
                attempts.succeed(db, tried)
            db.commit()
    return None if opened is None else Entry(opened, open_memberships(door.database, known.id, clock.now()))


def let_in(door: Door, db: OwnedSession, user_id: UUID, device: str) -> Opened | None:
    """A new sign-in of a guardian, as of now; None for whoever may not sign in by a code any more."""
    user = db.find(User, user_id, lock=True)
    if not (by_code(db, user) and answers_for_a_child(db, user.id)):
        return None
    member = next(row for row in memberships_of(db, user.id) if row.role is Role.GUARDIAN)
    held = hold(db, user.id, user.account_id, member.id)
    if not may_sign_in(held, db.at):
        return None
    start = Start(device, db.at + timedelta(days=door.settings.refresh_days))
    return open_sign_in(db, held, start, timedelta(days=door.settings.refresh_idle_days))
