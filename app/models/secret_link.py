"""Secret links: what lets somebody act for one purpose on one thing, without a sign-in."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import ID, coded, instant
from app.models.base import Row, index


class LinkPurpose(StrEnum):
    """What the holder of a link may do; each is for rows of one kind, named by `subject_id`."""

    ACCEPT_INVITATION = "accept_invitation"
    ANSWER_ENGAGEMENT = "answer_engagement"
    FOLLOW_APPLICATION = "follow_application"
    CHECK_CERTIFICATE = "check_certificate"
    CHOOSE_NOTICES = "choose_notices"
    REVIEW_STORY = "review_story"


class SecretLink(Row, table=True):
    """Only the hash of the secret is kept, so that a lost link is replaced, never read."""

    __resource__: ClassVar[str] = "secret-links"
    __told__ = False
    __table_args__ = (index("digest", unique=True), index("subject_id", "purpose"), index("expires_at", "id"))

    purpose: LinkPurpose = coded(LinkPurpose)
    subject_id: UUID = Field(sa_type=ID)
    digest: str
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(None)
