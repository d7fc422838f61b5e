"""Notices: short letters to a person that something waits for them; what they said is not kept."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from sqlmodel import Field

from app.core.columns import Id, coded, instant, ref, sealed_document
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.contact_point import ContactChannel


class NoticeKind(StrEnum):
    ONE_TIME_CODE = "one_time_code"
    SIGN_IN_INVITATION = "sign_in_invitation"
    ENGAGEMENT_INVITATION = "engagement_invitation"
    ENGAGEMENT_MOVED = "engagement_moved"
    ENGAGEMENT_CANCELLED = "engagement_cancelled"
    ENGAGEMENT_PLACE = "engagement_place"
    NEW_MESSAGE = "new_message"
    MATERIAL_DELIVERED = "material_delivered"
    REQUIREMENT_EXPIRING = "requirement_expiring"
    APPLICATION_STATUS = "application_status"
    HOURS_VERIFIED = "hours_verified"
    THANKS = "thanks"
    STORY_REVIEW = "story_review"
    MILESTONE = "milestone"
    INTERVIEW_AHEAD = "interview_ahead"
    INTERVIEW_TO_HOLD = "interview_to_hold"
    TRAINING_ASKED = "training_asked"
    TRAINING_DUE = "training_due"
    HOURS_TO_VERIFY = "hours_to_verify"
    HOURS_TO_CORRECT = "hours_to_correct"


class NoticeState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class NoticeHindrance(StrEnum):
    NO_ADDRESS = "no_address"
    NOT_CONTACTABLE = "not_contactable"
    NOT_WANTED = "not_wanted"
    TOO_MANY = "too_many"
    TOO_LATE = "too_late"
    NOT_CONFIGURED = "not_configured"
    ADDRESS_REFUSED = "address_refused"
    SERVER_FAILED = "server_failed"
    OVER = "over"


class Manner(NamedTuple):
    """How notices of a kind are sent: `asked_for` by the person, who waits for it now, so that neither quiet hours nor
    the person's wish hold it back; `owed`, since children's safety hangs on it, so that the wish does not either; of no
    use after `useful`; at most `most` to one person within `within`.
    """

    asked_for: bool = False
    owed: bool = False
    useful: timedelta = timedelta(days=3)
    most: int = 20
    within: timedelta = timedelta(days=1)

    @property
    def may_be_declined(self) -> bool:
        """Whether the person's wish to get no letters holds it back."""
        return not (self.asked_for or self.owed)


USUAL = Manner()
MANNERS: dict[NoticeKind, Manner] = {
    NoticeKind.ONE_TIME_CODE: Manner(asked_for=True, useful=timedelta(minutes=10), most=6, within=timedelta(hours=1)),
    NoticeKind.REQUIREMENT_EXPIRING: Manner(owed=True),
    NoticeKind.TRAINING_ASKED: Manner(owed=True),
}


def manner_of(kind: NoticeKind) -> Manner:
    """How notices of a kind are sent."""
    return MANNERS.get(kind, USUAL)


class Notice(Row, table=True):
    """To a user, a guardian, or an address that is nobody's yet. `content`, the values and such an address, is there
    until the notice has gone or will not go. `recipient` counts a person's notices; it names nobody. `reminder_id`: of
    what matter it reminds, which is asked anew when it goes.

    Rows go some weeks after their end (app/auth/clearing.py): nothing may refer to them by a foreign key.
    """

    __resource__: ClassVar[str] = "notices"
    __told__ = False
    __table_args__ = (
        index("programme_id", "id"),
        index("user_id", "id"),
        index("guardian_id", "id"),
        index("recipient", "created_at"),
        index("state", "due_at", "id"),
        index("ended_at"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "send": Move((NoticeState.QUEUED,), NoticeState.SENT, by_system=True),
            "fail": Move((NoticeState.QUEUED,), NoticeState.FAILED, by_system=True),
            "suppress": Move((NoticeState.QUEUED,), NoticeState.SUPPRESSED, by_system=True),
        },
    )

    kind: NoticeKind = coded(NoticeKind)
    user_id: UUID | None = ref("user", nullable=True)
    guardian_id: UUID | None = ref("guardian", nullable=True)
    programme_id: UUID | None = ref("programme", nullable=True)
    language: str
    channel: ContactChannel = coded(ContactChannel, ContactChannel.E_MAIL)
    state: NoticeState = coded(NoticeState, NoticeState.QUEUED)
    hindrance: NoticeHindrance | None = coded(NoticeHindrance, None)
    due_at: datetime = instant()
    ended_at: datetime | None = instant(None)
    recipient: str
    content: dict[str, Any] = sealed_document(dict)
    reminder_id: UUID | None = Field(default=None, sa_type=Id, nullable=True)

    @property
    def manner(self) -> Manner:
        """How it is sent."""
        return manner_of(self.kind)


class NoticeRead(Shown):
    kind: Annotated[NoticeKind, C2]
    user_id: Annotated[UUID | None, C2]
    guardian_id: Annotated[UUID | None, C2]
    programme_id: Annotated[UUID | None, C2]
    language: Annotated[str, C2] = Field(description="BCP 47 tag of the language it is written in")
    channel: Annotated[ContactChannel, C2]
    state: Annotated[NoticeState, C2]
    hindrance: Annotated[NoticeHindrance | None, C2] = Field(description="Why it did not go")
    due_at: Annotated[datetime, C2] = Field(description="Not before this; quiet hours are waited for")
    ended_at: Annotated[datetime | None, C2] = Field(description="When it was sent, failed or suppressed")
