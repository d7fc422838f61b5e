"""A person's own new password: everyone who is signed in with the old one is signed out, everywhere."""

import asyncio
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col

from app.auth import attempts
from app.auth.attempts import Guess
from app.auth.passwords import WeakPassword, check_strength, hash_password, verify_password
from app.auth.principal import Principal
from app.auth.seats import organisations_of
from app.auth.session import OwnedSession
from app.core.metrics import refuse_sign_in
from app.core.problems import Conflict, DomainError, TooManyRequests
from app.models import Account, SignIn, User
from app.services.sign_in import signing_out
from app.services.sign_in.issuing_tokens import Door

REASON = "changing one's password"


class WrongPassword(DomainError):
    """`errors`: [{pointer, code, detail}], naming the member of the current password."""

    slug, title, status = "wrong-password", "The current password is not right", 422
    detail = "Nothing was changed."


class Secrets(NamedTuple):
    """Two passwords in clear: the one that is to be left, and the one to come."""

    current: str
    new: str


class Whose(NamedTuple):
    """The account of the caller as it is before anything was proved."""

    account_id: UUID
    password_hash: str | None
    tried: Guess


async def change_password(door: Door, caller: Principal, given: Secrets) -> None:
    """Raises WrongPassword, WeakPassword, TooManyRequests while guessing is slowed down."""
    whose = await door.database.write(partial(begin, door, caller, given.new))
    new_hash = await asyncio.to_thread(prove, whose, given)
    await door.database.write(partial(replace, door, caller, whose, new_hash))


def begin(door: Door, caller: Principal, new: str) -> Whose:
    """Counts the attempt like a sign-in: a stolen token must not become a way to guess."""
    with OwnedSession(door.database, caller, request_id=door.request_id) as db:
        user = db.find(User, caller.user_id)
        require_strength(new, (user.signs_in_as, user.given_name, user.surname), "/new")
        tried = attempts.guess(user.signs_in_as, door.host, door.settings.issuer)
        with db.beyond_reach(REASON) as wide:
            password_hash = wide.find(Account, user.account_id).password_hash
        try:
            attempts.count(db, tried)
        except TooManyRequests:
            refuse_sign_in("slowed_down")
            raise
        db.commit()
    return Whose(user.account_id, password_hash, tried)


def require_strength(password: str, about: tuple[str, ...], pointer: str) -> None:
    """Refuses a weak password by the name that the member has in the body."""
    try:
        check_strength(password, about)
    except WeakPassword as weak:
        raise WeakPassword(errors=[{**error, "pointer": pointer} for error in weak.members["errors"]]) from None


def prove(whose: Whose, given: Secrets) -> str:
    """The hash of the new password, once the current one was right."""
    if not verify_password(given.current, whose.password_hash):
        refuse_sign_in("wrong_password")
        detail = "This is not the current password."
        raise WrongPassword(errors=[{"pointer": "/current", "code": "wrong_password", "detail": detail}])
    return hash_password(given.new)


def replace(door: Door, caller: Principal, whose: Whose, new_hash: str) -> None:
    """Elsewhere first: if the process dies in between, people are signed out and nothing is left open.

    Once more at the end, for those who signed in with the old password meanwhile.
    """
    end_elsewhere(door, caller, whose.account_id)
    with OwnedSession(door.database, caller, request_id=door.request_id) as db:
        with db.beyond_reach(REASON) as wide:
            user = wide.find(User, caller.user_id, lock=True)
            account = wide.find(Account, whose.account_id, lock=True)
            if account.password_hash != whose.password_hash:
                raise Conflict
            account.password_hash, account.password_given_in = new_hash, None
            mine = col(SignIn.account_id) == account.id
            signing_out.end_all(wide, mine, col(SignIn.id) != caller.sign_in_id)
        db.witness("change_password", user)
        attempts.succeed(db, whose.tried)
        db.commit()
    end_elsewhere(door, caller, whose.account_id)


def end_elsewhere(door: Door, caller: Principal, account_id: UUID) -> None:
    for organisation_id in organisations_of(door.database, account_id):
        if organisation_id != caller.organisation_id:
            with door.session(organisation_id, REASON) as db:
                signing_out.end_all(db, col(SignIn.account_id) == account_id)
                db.commit()
