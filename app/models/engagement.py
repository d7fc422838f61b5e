"""Engagements: contacts that involve guardians in schooling, planned or held, and those who organise them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.core.columns import coded, document, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, LanguageTag, Line, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C4
from app.models.base import Row, index
from app.models.session_channel import SessionChannel


class EngagementKind(StrEnum):
    HOME_VISIT = "home_visit"
    CALL = "call"
    MESSAGE = "message"
    SCHOOL_MEETING = "school_meeting"
    WORKSHOP = "workshop"
    INFORMATION_SESSION = "information_session"
    DESIGN_CONSULTATION = "design_consultation"
    CO_LEARNING = "co_learning"
    SCHOOL_EVENT = "school_event"


# With one family: that such a contact is planned or was held is known to those who see that family.
PRIVATE = (EngagementKind.HOME_VISIT, EngagementKind.CALL, EngagementKind.MESSAGE)
WITH_PLACES = (EngagementKind.WORKSHOP, EngagementKind.INFORMATION_SESSION)


class EngagementTopic(StrEnum):
    HOW_SCHOOL_WORKS = "how_school_works"
    CHILD_PROGRESS = "child_progress"
    ATTENDANCE = "attendance"
    HOMEWORK_AT_HOME = "homework_at_home"
    READING_AND_PLAY = "reading_and_play"
    SCHOOL_LANGUAGE = "school_language"
    NEXT_SCHOOL = "next_school"
    RIGHTS_AND_SERVICES = "rights_and_services"
    DIGITAL_SKILLS = "digital_skills"
    WELLBEING = "wellbeing"
    FATHERS_IN_LEARNING = "fathers_in_learning"
    PROGRAMME_DESIGN = "programme_design"
    OTHER = "other"


class EngagementInitiator(StrEnum):
    PROGRAMME = "programme"
    SCHOOL = "school"
    GUARDIAN = "guardian"


class EngagementState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class EngagementCancelReason(StrEnum):
    ORGANISER_PREVENTED = "organiser_prevented"
    FAMILY_PREVENTED = "family_prevented"
    SCHOOL_PREVENTED = "school_prevented"
    TOO_FEW_ANSWERS = "too_few_answers"
    NO_ROOM = "no_room"
    NO_INTERPRETER = "no_interpreter"
    OTHER = "other"


class EngagementPlan(Body):
    planned_at: Annotated[Moment, C2] = instant()
    minutes: Annotated[int, C2] = Field(ge=1, le=1440, description="Planned length")
    site_id: Annotated[UUID | None, C2] = ref("site", nullable=True)
    place: Annotated[Line, C2] = Field(default="", description="Where, in words; told to those who are invited")
    channel: Annotated[SessionChannel, C2] = coded(SessionChannel, SessionChannel.IN_PERSON)
    language: Annotated[LanguageTag, C2] = Field(description="The language that is spoken there")
    interpreter_wanted: Annotated[bool, C2] = False
    topics: Annotated[list[EngagementTopic], C2] = document(list)
    title: Annotated[Line, C2] = Field(default="", description="For the staff; an invitation does not repeat it")
    places: Annotated[int | None, C2] = Field(
        default=None, ge=1, le=5000, description="Of a workshop or an information session; null: no limit"
    )
    visit_goals: Annotated[Prose, C4("visit")] = sealed(description="What a home visit is for")
    visit_package: Annotated[Line, C2("visit")] = Field(
        default="", description="The home-visiting package whose session this is"
    )
    visit_day: Annotated[int | None, C2("visit")] = Field(
        default=None, ge=1, le=100, description="The session or day of that package"
    )


class EngagementFields(EngagementPlan):
    kind: Annotated[EngagementKind, C2] = coded(EngagementKind)
    programme_id: Annotated[UUID, C2] = ref("programme")
    school_id: Annotated[UUID | None, C2] = ref("school", nullable=True)
    group_id: Annotated[UUID | None, C2] = ref("mentor_group", nullable=True)
    initiated_by: Annotated[EngagementInitiator, C2] = coded(EngagementInitiator, EngagementInitiator.PROGRAMME)


class Engagement(EngagementFields, Row, table=True):
    """`taken` and `waiting` count guardians; they never hold one who is excluded for safety."""

    __resource__: ClassVar[str] = "engagements"
    __table_args__ = (
        index("programme_id", "planned_at", "id"),
        index("school_id", "planned_at", "id"),
        index("group_id", "planned_at", "id"),
        index("planned_at", "id"),
        sa.CheckConstraint("taken >= 0 AND waiting >= 0 AND (places IS NULL OR taken <= places)", name="places_taken"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "hold": Move((EngagementState.PLANNED,), EngagementState.HELD),
            "cancel": Move((EngagementState.PLANNED,), EngagementState.CANCELLED),
            "reopen": Move((EngagementState.CANCELLED,), EngagementState.PLANNED, True),
        },
    )

    state: EngagementState = coded(EngagementState, EngagementState.PLANNED)
    cancel_reason: EngagementCancelReason | None = coded(EngagementCancelReason, None)
    held_at: datetime | None = instant(None)
    held_minutes: int | None = None
    recorded_at: datetime | None = instant(None)
    taken: int = 0
    waiting: int = 0


class EngagementHold(Body):
    """What was really held."""

    held_at: Moment = Field(description="Actual start")
    held_minutes: int = Field(ge=1, le=1440, description="Actual length")
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class EngagementCreate(Create, EngagementFields):
    """`held`: for a call or a visit that is recorded afterwards."""

    organiser_ids: Annotated[list[UUID], C2] = Field(default=[], max_length=20, description="You, when none is named")
    held: EngagementHold | None = None


class EngagementUpdate(Patch, EngagementPlan):
    pass


class EngagementCancel(Body):
    reason: EngagementCancelReason
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class EngagementReopen(Body):
    reason: Reason


class EngagementRead(Shown, EngagementFields):
    state: Annotated[EngagementState, C2]
    cancel_reason: Annotated[EngagementCancelReason | None, C2]
    held_at: Annotated[datetime | None, C2]
    held_minutes: Annotated[int | None, C2]
    taken: Annotated[int, C2("places")] = Field(description="How many guardians have a place")
    waiting: Annotated[int, C2("places")] = Field(description="How many wait for one")


class EngagementOrganiser(Row, table=True):
    """Who organises an engagement, and reaches it by that."""

    __resource__: ClassVar[str] = "engagement-organisers"
    __table_args__ = (index("engagement_id", "user_id", unique=True), index("user_id", "engagement_id"))

    engagement_id: UUID = ref("engagement")
    user_id: UUID = ref("user")


class EngagementOrganiserCreate(Create, Body):
    user_id: Annotated[UUID, C2] = ref("user")


class EngagementOrganiserRead(Shown):
    engagement_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]
