"""How people leave: disabling a user, ending a role. Whoever is signed in is signed out in the same transaction."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Membership, SignIn, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.services import records
from app.services.sign_in import signing_out
from app.services.terms import end_now, in_force, not_over


class LastAdministrator(DomainError):
    slug, title, status = "last-administrator", "This is the last administrator", 409
    detail = "Make someone else an administrator first: nobody else could let people in."


def disable(db: OwnedSession, id: UUID, reason: str) -> None:
    """Locks a user out, from the next request on. Raises LastAdministrator."""
    hold_administrators(db)
    user = db.find(User, id, lock=True)
    require_another_administrator(db, user.id, db.at)
    records.move(db, user, "disable", reason)
    with db.beyond_reach("ending the sign-ins of a person") as wide:
        signing_out.end_all(wide, col(SignIn.user_id) == user.id)


def enable(db: OwnedSession, id: UUID) -> None:
    """Lets a user in again; what was ended stays ended."""
    records.move(db, db.find(User, id, lock=True), "enable")


def end_role(db: OwnedSession, id: UUID) -> None:
    """Ends a role, from the next request on. Raises LastAdministrator."""
    hold_administrators(db)
    user_id = db.find(Membership, id).user_id
    db.find(User, user_id, lock=True)
    membership = db.find(Membership, id, lock=True)
    if membership.role is Role.ADMINISTRATOR:
        require_another_administrator(db, user_id, db.at)
    end_now(db, membership)
    with db.beyond_reach("ending sign-ins with their role") as wide:
        signing_out.end_all(wide, col(SignIn.membership_id) == membership.id)


def hold_administrators(db: OwnedSession) -> None:
    """Locks all administrators, always in the same order, so that two cannot remove each other at once."""
    administrators = sa.select(col(Membership.user_id)).where(
        col(Membership.role) == Role.ADMINISTRATOR, not_over(Membership, db.at)
    )
    users = sa.select(User).where(col(User.id).in_(administrators)).order_by(col(User.id)).with_for_update()
    db.execute(users.execution_options(populate_existing=True)).scalars().all()


def require_another_administrator(db: OwnedSession, leaving_id: UUID, at: datetime) -> None:
    """Raises LastAdministrator unless someone else is an administrator now and still is at that instant."""
    others = sa.select(col(Membership.user_id)).where(
        col(Membership.role) == Role.ADMINISTRATOR,
        col(Membership.user_id) != leaving_id,
        in_force(Membership, db.at),
        not_over(Membership, at),
    )
    left = sa.select(col(User.id)).where(col(User.id).in_(others), col(User.status) == UserStatus.ACTIVE)
    if db.execute(left).first() is None:
        raise LastAdministrator
