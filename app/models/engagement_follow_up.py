"""What follows from an engagement: what was agreed with a family, and what was changed because families were asked."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C4
from app.models.base import Row, index
from app.models.supervision_meeting import ActionState


class EngagementFollowUpFields(Body):
    what: Annotated[Prose, C4] = sealed(..., min_length=1, description="What was agreed")
    due_on: Annotated[date, C2] = day()


class EngagementFollowUp(EngagementFollowUpFields, Row, table=True):
    """What was agreed at a home visit or another contact, until when, and whether it was done."""

    __resource__: ClassVar[str] = "engagement-follow-ups"
    __table_args__ = (index("engagement_id", "id"), index("programme_id", "due_on", "id"), index("due_on", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "finish": Move((ActionState.OPEN,), ActionState.DONE),
            "drop": Move((ActionState.OPEN,), ActionState.DROPPED, True),
            "reopen": Move((ActionState.DONE, ActionState.DROPPED), ActionState.OPEN, True),
        },
    )

    engagement_id: UUID = ref("engagement")
    programme_id: UUID = ref("programme")
    state: ActionState = coded(ActionState, ActionState.OPEN)
    closed_at: datetime | None = instant(None)


class EngagementFollowUpCreate(Create, EngagementFollowUpFields):
    pass


class EngagementFollowUpUpdate(Patch, Body):
    what: Annotated[Prose, C4] = Field(min_length=1)
    due_on: Annotated[date, C2]


class EngagementFollowUpReason(Body):
    reason: Reason


class EngagementFollowUpRead(Shown, EngagementFollowUpFields):
    engagement_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    state: Annotated[ActionState, C2]
    closed_at: Annotated[datetime | None, C2] = Field(description="When it was done or dropped")


class ConsultationQuestionFields(Body):
    question: Annotated[Prose, C2] = Field(min_length=1, description="What families are asked")
    heard: Annotated[Prose, C2] = Field(default="", description="What they said, taken together and without names")
    changed: Annotated[Prose, C2] = Field(default="", description="What was changed because of it, or why nothing was")
    told_on: Annotated[date | None, C2] = day(None, description="When families were told")


class ConsultationQuestion(ConsultationQuestionFields, Row, table=True):
    """You said, we did: a question of a design consultation and what came of the answers."""

    __resource__: ClassVar[str] = "consultation-questions"
    __table_args__ = (index("engagement_id", "id"), index("programme_id", "told_on", "id"))

    engagement_id: UUID = ref("engagement")
    programme_id: UUID = ref("programme")


class ConsultationQuestionCreate(Create, ConsultationQuestionFields):
    pass


class ConsultationQuestionUpdate(Patch, ConsultationQuestionFields):
    pass


class ConsultationQuestionRead(Shown, ConsultationQuestionFields):
    engagement_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
