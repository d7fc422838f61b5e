"""The memberships of an account in all organisations: where a person may sign in now.

Which organisations they are in is known globally (`Seat`); whether a membership is open is asked in each of them by
itself, since row-level security lets nobody look into two at once.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.attempts import normalised
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core.columns import Id, Instant
from app.core.database import Database
from app.core.statements import Plans
from app.models import Account, Membership, Organisation, Seat, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.models.organisation import OrganisationStatus

account, membership, organisation, seat, user = (
    model.__table__  # type: ignore[union-attr]
    for model in (Account, Membership, Organisation, Seat, User)
)
now = sa.bindparam("now", type_=Instant)

BY_ADDRESS = Plans(
    sa.select(
        account.c.id,
        account.c.password_hash,
        account.c.demonstration,
        account.c.status,
        seat.c.organisation_id,
        seat.c.membership_id,
    )
    .select_from(account.outerjoin(seat, seat.c.account_id == account.c.id))
    .where(account.c.email == sa.bindparam("email"))
)
SEATED = (
    sa.select(seat.c.organisation_id)
    .distinct()
    .select_from(seat.join(account, seat.c.account_id == account.c.id))
    .where(account.c.id == sa.bindparam("account", type_=Id))
    .order_by(seat.c.organisation_id)
)
ORGANISATIONS = Plans(SEATED)
# A password that an administrator made up opens nothing elsewhere.
OPEN_ORGANISATIONS = Plans(
    SEATED.where(
        account.c.status == UserStatus.ACTIVE,
        sa.or_(account.c.password_given_in.is_(None), account.c.password_given_in == seat.c.organisation_id),
    )
)
OPEN = Plans(
    sa.select(membership.c.id, membership.c.role, organisation.c.id, organisation.c.name, membership.c.user_id)
    .select_from(
        membership.join(
            user, sa.and_(user.c.organisation_id == membership.c.organisation_id, user.c.id == membership.c.user_id)
        ).join(organisation, organisation.c.id == membership.c.organisation_id)
    )
    .where(
        membership.c.organisation_id == sa.bindparam("organisation", type_=Id),
        membership.c.account_id == sa.bindparam("account", type_=Id),
        user.c.status == UserStatus.ACTIVE,
        organisation.c.status == OrganisationStatus.ACTIVE,
        sa.or_(membership.c.valid_from.is_(None), membership.c.valid_from <= now),
        sa.or_(membership.c.valid_to.is_(None), membership.c.valid_to > now),
    )
    .order_by(membership.c.id)
)


class KnownAccount(NamedTuple):
    """An account as it stands before anybody has proved anything; `seats`: (organisation, membership)."""

    id: UUID
    password_hash: str | None
    demonstration: bool
    active: bool
    seats: list[tuple[UUID, UUID]]


class OpenMembership(NamedTuple):
    """A membership with which its person may sign in."""

    id: UUID
    role: Role
    organisation_id: UUID
    organisation_name: str
    user_id: UUID

    def shown(self) -> dict[str, str]:
        """As its owner sees it."""
        place = {"organisation_id": str(self.organisation_id), "organisation_name": self.organisation_name}
        return {"id": str(self.id), "role": self.role.value, **place}


def account_of(db: OwnedSession, email: str) -> KnownAccount | None:
    """The account of an address; one statement, whether there is one or not."""
    rows = BY_ADDRESS.run(db.connection(), {"email": normalised(email)}).fetchall()
    if not rows:
        return None
    id, digest, demonstration, status = rows[0][:4]
    seats = [(as_id(row[4]), as_id(row[5])) for row in rows if row[4] is not None]
    return KnownAccount(as_id(id), digest, bool(demonstration), status == UserStatus.ACTIVE.value, seats)


def open_memberships(database: Database, account_id: UUID, at: datetime) -> list[OpenMembership]:
    """Where the account may sign in at an instant, the oldest membership first."""
    found = []
    for id in organisations_of(database, account_id, OPEN_ORGANISATIONS):
        with OwnedSession(database, System(id, "signing in")) as db:
            values = {"organisation": id, "account": account_id, "now": at}
            found += [as_membership(row) for row in OPEN.run(db.connection(), values).fetchall()]
    return sorted(found)


def organisations_of(database: Database, account_id: UUID, which: Plans = ORGANISATIONS) -> list[UUID]:
    """The organisations that know the account, whether or not it may sign in there now."""
    with database.engine.begin() as connection:
        return [as_id(id) for (id,) in which.run(connection, {"account": account_id}).fetchall()]


def as_membership(row: Any) -> OpenMembership:
    """A row of `OPEN` as the driver gives it."""
    return OpenMembership(as_id(row[0]), Role(row[1]), as_id(row[2]), row[3], as_id(row[4]))


def as_id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
