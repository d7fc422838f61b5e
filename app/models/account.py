"""What sign-in needs before an organisation is known: global tables without personal data but the e-mail address."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from app.core.clock import now
from app.core.columns import ID, coded, instant
from app.core.ids import uuid7
from app.core.making import made_by
from app.models.base import Global


class UserStatus(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class Account(Global, table=True):
    """A person's key to sign in, one for all organisations."""

    id: UUID = Field(default_factory=made_by(uuid7), sa_type=ID, primary_key=True)
    email: str = Field(
        unique=True, description="In lower case; for a person without one the number made for signing in"
    )
    password_hash: str | None = None
    password_given_in: UUID | None = Field(
        default=None,
        sa_type=ID,
        foreign_key="organisation.id",
        description="Whose administrator made up the password; until its owner changes it, it opens nothing elsewhere",
    )
    demonstration: bool = Field(
        default=False, description="Made by `learnbridge demo`: the demonstration password is accepted"
    )
    status: UserStatus = coded(UserStatus, UserStatus.ACTIVE)
    created_at: datetime = instant(default=None)

    @classmethod
    def of(cls, email: str) -> "Account":
        """A new account for an address."""
        return cls(email=email.lower(), created_at=now(), demonstration=False)


class Seat(Global, table=True):
    """Which memberships an account has and where: read at sign-in, before row-level security can know the tenant."""

    account_id: UUID = Field(sa_type=ID, primary_key=True, foreign_key="account.id")
    membership_id: UUID = Field(sa_type=ID, primary_key=True)
    organisation_id: UUID = Field(sa_type=ID, foreign_key="organisation.id")


class Attempt(Global, table=True):
    """Refused sign-ins, counted per account and address, so that every process slows guessing down alike."""

    key: str = Field(primary_key=True, description="A keyed hash; no address is stored")
    failures: int = 0
    last_at: datetime = instant(index=True)
