"""One-time codes: six digits that are told or sent to somebody, good once, for a short time and a few tries."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import ID, coded, instant
from app.models.base import Row, index


class CodePurpose(StrEnum):
    """What a code confirms; each is for rows of one kind, named by `subject_id`."""

    ACCEPT_INVITATION = "accept_invitation"
    SIGN_IN = "sign_in"
    CONFIRM_APPLICATION = "confirm_application"


class OneTimeCode(Row, table=True):
    """The code that is good now for a purpose and a subject: a new one takes the place of the one before."""

    __resource__: ClassVar[str] = "one-time-codes"
    __told__ = False
    __table_args__ = (index("subject_id", "purpose", unique=True), index("expires_at", "id"))

    purpose: CodePurpose = coded(CodePurpose)
    subject_id: UUID = Field(sa_type=ID)
    digest: str = Field(description="Of the code together with the row's id")
    expires_at: datetime = instant()
    tries: int = Field(default=0, description="Of this code, right or wrong")
