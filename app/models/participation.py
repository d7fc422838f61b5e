"""Participations: a guardian's part in an engagement, from the invitation to what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field as Pydantic
from sqlmodel import Field

from app.core.columns import coded, instant, ref, sealed
from app.core.moments import Moment
from app.core.shapes import Body, LanguageTag, Prose, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.contact_point import ContactChannel


class InvitationAnswer(StrEnum):
    COMING = "coming"
    NOT_COMING = "not_coming"
    MAYBE = "maybe"


class EventPlace(StrEnum):
    NONE = "none"
    TAKEN = "taken"
    WAITING = "waiting"


class EventNews(StrEnum):
    """What becomes of an engagement, or of a guardian's place in it, after the invitation."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    PLACE_GIVEN = "place_given"


class ParticipationOutcome(StrEnum):
    TOOK_PART = "took_part"
    DID_NOT_COME = "did_not_come"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    NOT_INVITED = "not_invited"


class ParticipationBarrier(StrEnum):
    WORKING_HOURS = "working_hours"
    LANGUAGE = "language"
    CHILDCARE = "childcare"
    DISTANCE = "distance"
    COST = "cost"
    DISTRUST = "distrust"
    NOT_INFORMED = "not_informed"
    ONLY_OTHER_PARENT_INVITED = "only_other_parent_invited"
    HEALTH = "health"
    OTHER = "other"


# With either the guardian was spoken with, whatever came of it; an answer says so too.
REACHED = (ParticipationOutcome.TOOK_PART, ParticipationOutcome.DECLINED)


class ParticipationFields(Body):
    guardian_id: Annotated[UUID, C2] = ref("guardian")
    invited_through: Annotated[ContactChannel | None, C2] = coded(ContactChannel, None)
    invited_language: Annotated[LanguageTag | None, C2] = None
    answer: Annotated[InvitationAnswer | None, C2] = coded(InvitationAnswer, None)
    outcome: Annotated[ParticipationOutcome | None, C2("outcome")] = coded(ParticipationOutcome, None)
    to_tell: Annotated[
        EventNews | None, C2("outcome"), Pydantic(description="What is to be told by hand; null once somebody has")
    ] = coded(EventNews, None)
    barrier: Annotated[ParticipationBarrier | None, C3("barrier")] = coded(ParticipationBarrier, None)
    feedback: Annotated[Prose, C4("barrier")] = sealed(description="What the guardian said about it")


class Participation(ParticipationFields, Row, table=True):
    """Programme, family and moment of contact are copied here, for reach and for what was left out."""

    __resource__: ClassVar[str] = "participations"
    __table_args__ = (
        index("engagement_id", "guardian_id", unique=True),
        index("guardian_id", "reached_at"),
        index("family_id", "engagement_id"),
        index("programme_id", "id"),
    )

    engagement_id: UUID = ref("engagement")
    programme_id: UUID = ref("programme")
    family_id: UUID = ref("family")
    invited_at: datetime | None = instant(None)
    answered_at: datetime | None = instant(None)
    reached_at: datetime | None = instant(None, description="When the guardian was last spoken with about it")
    place: EventPlace = coded(EventPlace, EventPlace.NONE)
    recorded_at: datetime | None = instant(None)


class ParticipationLine(ParticipationFields):
    """One guardian's line of a sheet. What a line does not name stays as it is."""

    child_ids: Annotated[
        list[UUID] | None, C2, Pydantic(max_length=20, description="Whom it concerns; all of the guardian's at first")
    ] = None


class ParticipationSheet(Body):
    """The whole sheet of an engagement: sent again and again, the result is the same."""

    lines: list[ParticipationLine] = Field(min_length=1, max_length=200)
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class Invitees(Body):
    """Whom to invite; channel and language are each guardian's own unless they are named."""

    guardian_ids: list[UUID] = Field(min_length=1, max_length=200)
    through: ContactChannel | None = None
    language: LanguageTag | None = None


class AnswerGiven(Body):
    answer: InvitationAnswer


class ParticipationRead(Shown, ParticipationFields):
    engagement_id: Annotated[UUID, C2]
    invited_at: Annotated[datetime | None, C2]
    answered_at: Annotated[datetime | None, C2]
    place: Annotated[EventPlace, C2]


class ParticipationChild(Row, table=True):
    """A child whom a guardian's part in an engagement concerns."""

    __resource__: ClassVar[str] = "participation-children"
    __table_args__ = (index("participation_id", "child_id", unique=True), index("child_id", "participation_id"))

    participation_id: UUID = ref("participation")
    child_id: UUID = ref("child")


class ParticipationChildRead(Shown):
    participation_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
