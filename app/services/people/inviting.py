"""Inviting people to sign in: guardians, who then sign in by codes, and users of the staff, who choose a password.

An invitation is a link, handed over by one way, and a code, told by another. Neither opens an account that its owner
has opened otherwise: whoever invites could else come in in their place.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Guardian, Invitation, Membership, Seat, User
from app.models.account import UserStatus
from app.models.invitation import InvitationCreate, InvitationState
from app.models.membership import Role
from app.models.one_time_code import CodePurpose
from app.models.secret_link import LinkPurpose
from app.services import records
from app.services.families import vouching
from app.services.families.answering_for_children import answers_for_a_child
from app.services.people.joining import free_number, new_account
from app.services.sign_in import confirming, linking
from app.services.terms import not_over

LIFE = timedelta(days=7)


class GuardianNotVerified(DomainError):
    slug, title, status = "guardian-not-verified", "Nobody has said that this is a guardian", 409
    detail = "Verify the link to a child first: an invited guardian sees the child at once."


class HasOwnSignIn(DomainError):
    slug, title, status = "has-own-sign-in", "This person signs in in another way", 409
    detail = "They have a password, an address or another role of their own; no code or link opens that for others."


class Invited(NamedTuple):
    """An invitation, with its link and its code in clear for the only time, and what the person signs in with later."""

    row: Invitation
    link: str
    code: str
    sign_in_name: str


def invite(db: OwnedSession, new: InvitationCreate) -> Invited:
    """Invites a guardian or a user; an invitation of the same person that is still open is withdrawn.

    Raises GuardianExcluded, GuardianNotVerified, HasOwnSignIn.
    """
    if new.guardian_id is not None:
        user, row = invited_guardian(db, db.refer(Guardian, new.guardian_id, "guardian_id"))
    else:
        user, row = invited_user(db, db.refer(User, new.user_id, "user_id"))  # type: ignore[arg-type]  # one is given
    open_ones = [col(Invitation.user_id) == user.id, col(Invitation.state) == InvitationState.OPEN]
    for id in db.execute(sa.select(col(Invitation.id)).where(*open_ones).order_by(col(Invitation.id))).scalars().all():
        withdraw(db, id)
    db.put(row)
    link = linking.make(db, LinkPurpose.ACCEPT_INVITATION, row.id, row.expires_at)
    code = confirming.issue(db, CodePurpose.ACCEPT_INVITATION, row.id, row.expires_at)
    return Invited(row, link, code, user.signs_in_as)


def withdraw(db: OwnedSession, id: UUID) -> Invitation:
    """Ends an invitation that was not accepted: its link first, as whoever accepts it locks it first too."""
    db.find(Invitation, id)
    linking.end_all(db, LinkPurpose.ACCEPT_INVITATION, id)
    return records.move(db, db.find(Invitation, id, lock=True), "withdraw")


def invited_guardian(db: OwnedSession, guardian: Guardian) -> tuple[User, Invitation]:
    """The guardian's login and the invitation to it."""
    user = guardians_login(db, guardian.id)
    until, programme_id = db.at + LIFE, guardian.programme_id
    return user, Invitation(guardian_id=guardian.id, programme_id=programme_id, user_id=user.id, expires_at=until)


def guardians_login(db: OwnedSession, id: UUID) -> User:
    """The login of a guardian in reach, made where there is none yet.

    Raises GuardianExcluded, GuardianNotVerified, HasOwnSignIn.
    """
    vouching.refuse_excluded(db.find(Guardian, id, lock=True))
    with db.beyond_reach("a guardian in reach gets a sign-in") as wide:
        user = login_of(wide, wide.find(Guardian, id))
        if not by_code(wide, user):
            raise HasOwnSignIn
        if not answers_for_a_child(wide, user.id):
            raise GuardianNotVerified
    return user


def login_of(db: OwnedSession, guardian: Guardian) -> User:
    """The user of a guardian, with a membership as one."""
    if guardian.user_id is None:
        number = free_number(db)
        account = db.put(new_account(db, number, None))
        user = db.put(
            User(
                given_name=guardian.given_name,
                surname=guardian.surname,
                languages=guardian.languages,
                sign_in_name=number,
                account_id=account.id,
            )
        )
        guardian.user_id = user.id
    else:
        user = db.find(User, guardian.user_id, lock=True)
    if not any(row.role is Role.GUARDIAN for row in memberships_of(db, user.id)):
        member = db.put(Membership(user_id=user.id, role=Role.GUARDIAN, account_id=user.account_id))
        seat = {"account_id": user.account_id, "membership_id": member.id}
        db.put(Seat(**seat, organisation_id=db.organisation_id))
    return user


def by_code(db: OwnedSession, user: User) -> bool:
    """Whether a code may open the account: it has no address, and no role but a guardian's."""
    if not user.sign_in_name or user.status is not UserStatus.ACTIVE:
        return False
    return all(row.role is Role.GUARDIAN for row in memberships_of(db, user.id))


def memberships_of(db: OwnedSession, user_id: UUID) -> list[Membership]:
    """The memberships of a user that are not over."""
    mine = [col(Membership.user_id) == user_id, not_over(Membership, db.at)]
    return list(db.execute(sa.select(Membership).where(*mine).order_by(col(Membership.id))).scalars())


def invited_user(db: OwnedSession, user: User) -> tuple[User, Invitation]:
    """An invitation to choose a password. What account there is elsewhere shows only to whoever accepts it."""
    require_staff(db, user)
    return user, Invitation(user_id=user.id, expires_at=db.at + LIFE)


def require_staff(db: OwnedSession, user: User) -> None:
    """Raises HasOwnSignIn for a guardian: administrators do not come to families by way of a password."""
    guards = any(row.role is Role.GUARDIAN for row in memberships_of(db, user.id))
    if guards or user.status is not UserStatus.ACTIVE:
        raise HasOwnSignIn
