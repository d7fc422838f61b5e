"""The first steps of an installation, on the command line: an organisation, and a user who may go on from there."""

from uuid import UUID

import sqlalchemy as sa
from pydantic.dataclasses import dataclass
from sqlmodel import col

from app.auth.passwords import check_strength, hash_password
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core.database import Database
from app.core.ids import uuid7
from app.core.problems import Conflict
from app.models import Account, Membership, Organisation, RoleAssignment, Seat, User
from app.models.membership import Role
from app.models.organisation import OrganisationFields
from app.models.user import Email


@dataclass
class NewUser:
    """A user with one role."""

    email: Email
    role: Role
    given_name: str
    password: str


def found(database: Database, new: OrganisationFields) -> UUID:
    """Makes the organisation; gives its id."""
    id = uuid7()
    with OwnedSession(database, System(id, "founding")) as db:
        db.put(Organisation(id=id, **new.model_dump()))
        db.commit()
    return id


def add_user(database: Database, organisation_id: UUID, new: NewUser) -> UUID:
    """Makes a user whose role covers the whole organisation; gives the user's id.

    Raises Conflict where the organisation has the address already, WeakPassword.
    """
    check_strength(new.password, (new.email,))
    with OwnedSession(database, System(organisation_id, "founding")) as db:
        user_id = join(db, new, hash_password(new.password)).id
        db.commit()
    return user_id


def join(db: OwnedSession, new: NewUser, password_hash: str) -> User:
    """The rows that let a person sign in; an account that exists keeps its password."""
    if db.execute(sa.select(User).where(col(User.email) == new.email)).scalar_one_or_none():
        raise Conflict
    account = db.execute(sa.select(Account).where(col(Account.email) == new.email)).scalar_one_or_none()
    if account is None:
        account = Account.of(new.email)
        account.password_hash = password_hash
        db.put(account)
    user = db.put(User(given_name=new.given_name, email=new.email, account_id=account.id))
    member = db.put(Membership(user_id=user.id, role=new.role, account_id=account.id))
    db.put(RoleAssignment(membership_id=member.id))
    db.put(Seat(account_id=account.id, membership_id=member.id, organisation_id=db.organisation_id))
    return user


def organisations(database: Database) -> list[UUID]:
    """All organisations of the installation, in the order of their founding."""
    with OwnedSession(database, System(None, "founding")) as db:
        return list(db.execute(sa.select(col(Organisation.id)).order_by(col(Organisation.id))).scalars())


def is_empty(database: Database) -> bool:
    """Whether nothing was founded yet."""
    return not organisations(database)
