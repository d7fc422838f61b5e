"""Calendar addresses: the secret place from which a person's calendar program fetches their sessions."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import ref
from app.core.shapes import Shown
from app.core.tiers import C2, C5
from app.models.base import Row, index


class CalendarAddress(Row, table=True):
    """One for a membership. Only the hash of the secret is kept, so that a lost address is replaced, never read."""

    __resource__: ClassVar[str] = "calendars"
    __told__ = False
    __table_args__ = (index("digest", unique=True), index("membership_id", unique=True))

    user_id: UUID = ref("user")
    membership_id: UUID = ref("membership")
    digest: str


class CalendarAddressRead(Shown):
    """That there is an address, and since when; nobody can read it again."""


class NewCalendarAddress(BaseModel):
    """The address, shown once."""

    path: Annotated[str, C5] = Field(description="Whoever knows it sees your sessions; put this server before it")
    created_at: Annotated[datetime, C2]
