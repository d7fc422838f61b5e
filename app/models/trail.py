"""What the session writes by itself: transitions, the change feed, the audit chain and the counters of both."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field, SQLModel

from app.core.columns import ID, instant
from app.core.ids import uuid7
from app.core.making import made_by
from app.core.tiers import C2, C3
from app.models.base import index


class Tally(SQLModel, table=True):
    """Per organisation: last feed number, last audit number and the head of the chain of writes.

    Its row is locked last in a transaction and held to the commit, so that number order is commit order.
    """

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    feed: int = Field(default=0, sa_type=sa.BigInteger)
    audit: int = Field(default=0, sa_type=sa.BigInteger)
    head: str = ""


class Change(SQLModel, table=True):
    """The organisation's feed: which row changed, in the order of the commits."""

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    seq: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    type: str
    row_id: UUID = Field(sa_type=ID)
    op: str = Field(description="upsert or deleted")
    version: int
    at: datetime = instant()

    __table_args__ = (index("type", "row_id"),)


class Audit(SQLModel, table=True):
    """One act: who, as which role, what, which ids, which tiers; never values. Hash-chained within its lane."""

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    lane: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = instant()
    what: str
    hash: str

    __table_args__ = (index("at"),)


class Transition(SQLModel, table=True):
    """One move of a state machine."""

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    id: UUID = Field(default_factory=made_by(uuid7), sa_type=ID, primary_key=True)
    type: str
    row_id: UUID = Field(sa_type=ID)
    move: str
    from_state: str
    to_state: str
    by_id: UUID | None = Field(sa_type=ID)
    at: datetime = instant()
    reason: str = ""

    __table_args__ = (index("row_id", "id"),)


class TransitionRead(BaseModel):
    """A move as shown with its row (`include=transitions`)."""

    move: Annotated[str, C2]
    from_state: Annotated[str, C2]
    to_state: Annotated[str, C2]
    by_id: Annotated[UUID | None, C2]
    at: Annotated[datetime, C2]
    reason: Annotated[str, C3]


class IdempotencyKey(SQLModel, table=True):
    """The answer that was given to a POST, kept in the same transaction for a client that lost it."""

    __tablename__ = "idempotency_key"

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    membership_id: UUID = Field(sa_type=ID, primary_key=True)
    key: str = Field(primary_key=True, max_length=255)
    request: str = Field(description="Hash of method, path and body")
    status: int = 0
    headers: str = ""
    body: str = ""
    at: datetime = instant()

    __table_args__ = (index("at"),)
