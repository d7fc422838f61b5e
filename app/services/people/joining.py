"""How people come to an organisation: a user, the account behind it, a role with a seat for signing in."""

import asyncio
import secrets
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.passwords import hash_password
from app.auth.session import OwnedSession
from app.core.problems import Conflict
from app.models import Account, Membership, Seat, User
from app.models.membership import MembershipCreate, MembershipUpdate, Role
from app.models.user import UserCreate
from app.services import records
from app.services.people.granting import require_second_person
from app.services.people.leaving import hold_administrators, require_another_administrator
from app.services.sign_in import signing_out
from app.services.sign_in.changing_password import require_strength
from app.services.terms import lengthens, not_over, require_term
from app.services.volunteers import keeping_gate


async def first_password(new: UserCreate) -> str | None:
    """The hash of the password that an administrator made up, worked out beside the transaction.

    It is worked out even where it will not be used: else the time would tell who has an account elsewhere.
    """
    if new.password is None:
        return None
    return await asyncio.to_thread(strong_hash, new.password.get_secret_value(), new)


def strong_hash(password: str, new: UserCreate) -> str:
    require_strength(password, (new.email or "", new.given_name, new.surname), "/password")
    return hash_password(password)


def join(db: OwnedSession, new: UserCreate, password_hash: str | None) -> User:
    """Makes a user, with an account where the address has none. Raises Conflict for an address known here.

    An account that exists keeps its password, and nothing in the answer tells that it exists.
    """
    if new.email is None:
        new.model_fields_set.discard("email")  # so that the same request with null finds its row again
    if (known := records.already(db, User, new)) is not None:
        return known
    here = [col(User.email) == new.email, col(User.email) != ""]
    if db.execute(sa.select(User).where(*here)).scalars().first() is not None:
        raise Conflict
    with db.beyond_reach("finding the account of an address") as wide:
        name = new.email or free_number(wide)
        found = wide.execute(sa.select(Account).where(col(Account.email) == name)).scalar_one_or_none()
        account = found or wide.put(new_account(db, name, password_hash))
        account_id = account.id
    signs_in = {"email": new.email or "", "sign_in_name": "" if new.email else name}
    return db.put(records.made(db, User, new, account_id=account_id, **signs_in))


def free_number(db: OwnedSession) -> str:
    """A sign-in name for somebody without an e-mail address: nine digits, which every keyboard and language has."""
    while True:
        number = str(secrets.randbelow(900_000_000) + 100_000_000)
        if db.execute(sa.select(Account).where(col(Account.email) == number)).scalars().first() is None:
            return number


def new_account(db: OwnedSession, name: str, password_hash: str | None) -> Account:
    account = Account.of(name)
    if password_hash is not None:
        account.password_hash, account.password_given_in = password_hash, db.organisation_id
    return account


def give_role(db: OwnedSession, new: MembershipCreate) -> Membership:
    """Gives a user a role, and with it a seat to sign in from.

    Raises SecondPersonNeeded, Conflict for a role that the user has already.
    """
    if (known := records.already(db, Membership, new)) is not None:
        return known
    user = db.find(User, db.refer(User, new.user_id, "user_id").id, lock=True)
    require_second_person(db, user.id, new.role)
    require_term(new.valid_from, new.valid_to, db.at)
    same = [col(Membership.user_id) == user.id, col(Membership.role) == new.role, not_over(Membership, db.at)]
    if db.execute(sa.select(Membership).where(*same)).scalars().first() is not None:
        raise Conflict
    row = db.put(records.made(db, Membership, new, account_id=user.account_id))
    with db.beyond_reach("giving a seat") as wide:
        seat = Seat(account_id=user.account_id, membership_id=row.id, organisation_id=db.organisation_id)
        wide.put(seat)
    keeping_gate.follow(db, [user.id])
    return row


def hold_person(db: OwnedSession, id: UUID) -> None:
    """Locks the person of a membership before the membership: sign-in comes in this order too."""
    membership = db.find(Membership, id)
    if membership.role is Role.ADMINISTRATOR:
        hold_administrators(db)
    db.find(User, membership.user_id, lock=True)


def change_role(db: OwnedSession, row: Membership, changes: MembershipUpdate) -> Membership:
    """Moves the end of a role; its sign-ins end when it does, from the next request on."""
    if "valid_to" in changes.model_fields_set:
        require_term(row.valid_from, changes.valid_to, db.at)
        if lengthens(row, changes.valid_to):
            require_second_person(db, row.user_id, row.role)
        elif changes.valid_to is not None and row.role is Role.ADMINISTRATOR:
            require_another_administrator(db, row.user_id, changes.valid_to)
    records.change(db, row, changes)
    with db.beyond_reach("ending sign-ins with their role") as wide:
        signing_out.follow(wide, row)
    return row
