"""The data keys that seal an organisation's texts, each wrapped by a master key that is not in the database."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.columns import ID, instant


class DataKey(SQLModel, table=True):
    """One key of an organisation. The greatest number seals, all open; a key goes only when nothing names it."""

    __tablename__ = "data_key"

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    number: int = Field(sa_type=sa.Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})
    wrapped: str
    master: str = Field(description="Id of the master key that wrapped it")
    made_at: datetime = instant()
