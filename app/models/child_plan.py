"""Child plans: what is to be reached with a child, who does what for it, who agreed, and what was published."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from annotated_types import MaxLen
from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field

from app.core.columns import ID, coded, day, document, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, ClientId, Create, Line, Patch, Prose, Reason, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C2, C3
from app.models.base import Row, index


class PlanState(StrEnum):
    DRAFT = "draft"
    AGREED = "agreed"
    ACTIVE = "active"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class GoalArea(StrEnum):
    LITERACY = "literacy"
    NUMERACY = "numeracy"
    HOST_LANGUAGE = "host_language"
    ATTENDANCE = "attendance"
    SOCIAL = "social"
    WELLBEING = "wellbeing"
    FAMILY_SCHOOL_LINK = "family_school_link"
    DIGITAL = "digital"


class GoalStatus(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    REACHED = "reached"
    PARTLY_REACHED = "partly_reached"
    NOT_REACHED = "not_reached"
    GIVEN_UP = "given_up"


class PlanAudience(StrEnum):
    """Who besides the staff is shown a goal or an action once the plan is published."""

    GUARDIAN = "guardian"
    SCHOOL = "school"


class PlanSide(StrEnum):
    """The two who must agree."""

    OVERSIGHT = "oversight"
    LEADER = "leader"


Audience = Annotated[list[PlanAudience], MaxLen(2)]
Aim = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=1000)]

DRAFT, AGREED, ACTIVE, REVIEWED = PlanState.DRAFT, PlanState.AGREED, PlanState.ACTIVE, PlanState.REVIEWED


class PlanGoal(Body):
    """What is to be reached. Its id stays the same from version to version."""

    id: ClientId
    area: GoalArea
    aim: Aim
    baseline: Line = Field(default="", description="How it is now")
    target: Line = Field(default="", description="By what it will be seen")
    target_on: date | None = None
    status: GoalStatus = GoalStatus.OPEN
    audience: Audience = Field(default=[])


class ChildPlanText(Body):
    focus: Annotated[Prose, C3("work")] = Field(default="", description="What matters most now")
    goals: Annotated[list[PlanGoal], C3("work"), MaxLen(30)] = document(list)


class ChildPlanFields(ChildPlanText):
    child_id: Annotated[UUID, C2] = ref("child")


class ChildPlan(ChildPlanFields, Row, table=True):
    """`revision` counts the changes of the text, so that an agreement says to which words; `latest` the versions."""

    __tablename__ = "child_plan"
    __resource__: ClassVar[str] = "child-plans"
    __table_args__ = (
        index("child_id", "id"),
        index("programme_id", "id"),
        index("state", "review_due_on", "id"),
        index("review_due_on", "id"),
        index("child_id", unique=True, where="state <> 'closed'"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "agree": Move((DRAFT,), AGREED),
            "publish": Move((AGREED,), ACTIVE),
            "review": Move((ACTIVE,), REVIEWED),
            "resume": Move((REVIEWED,), ACTIVE),
            "revise": Move((AGREED, ACTIVE, REVIEWED), DRAFT),
            "close": Move((DRAFT, AGREED, ACTIVE, REVIEWED), PlanState.CLOSED, True),
        },
    )

    # What is read and written is PlanGoal; the column holds its JSON.
    goals: list[Any] = document(list)
    programme_id: UUID = ref("programme")
    state: PlanState = coded(PlanState, PlanState.DRAFT)
    revision: int = 1
    latest: int = 0
    review_due_on: date = day()


class ChildPlanCreate(Create, ChildPlanFields):
    pass


class ChildPlanUpdate(Patch, ChildPlanText):
    """Only of a draft; agreements given so far are void."""


class ChildPlanRead(Shown, ChildPlanFields):
    programme_id: Annotated[UUID, C2]
    state: Annotated[PlanState, C2]
    revision: Annotated[int, C2("work")]
    latest: Annotated[int, C2] = Field(description="Number of the latest version; 0 before the first publication")
    review_due_on: Annotated[date, C2]


class PlanAgree(Body):
    revision: int = Field(ge=1, description="The `revision` that was read: one agrees to these words and no others")


class GoalProgress(Body):
    goal_id: UUID
    status: GoalStatus


class PlanReview(Body):
    """What a review found."""

    note: Prose = Field(default="", description="For the staff")
    progress: Annotated[list[GoalProgress], MaxLen(30)] = Field(default=[])


class PlanClose(Body):
    reason: Reason


class PlanAgreement(Row, table=True):
    """One side's agreement to one revision; never changed."""

    __tablename__ = "plan_agreement"
    __resource__: ClassVar[str] = "plan-agreements"
    __table_args__ = (index("plan_id", "revision", "side", unique=True),)

    plan_id: UUID = ref("child_plan")
    child_id: UUID = ref("child")
    revision: int
    side: PlanSide = coded(PlanSide)
    user_id: UUID = ref("user")


class PlanAgreementRead(Shown):
    revision: Annotated[int, C2]
    side: Annotated[PlanSide, C2]
    user_id: Annotated[UUID, C2]


class DoneBy(StrEnum):
    """Who does an action: a named person of the programme, or one of the others."""

    USER = "user"
    GUARDIAN = "guardian"
    SCHOOL = "school"
    CHILD = "child"


class PlanActionState(StrEnum):
    OPEN = "open"
    DONE = "done"


class PlanActionText(Body):
    what: Annotated[Aim, C3]
    done_by: Annotated[DoneBy, C2] = coded(DoneBy, DoneBy.USER)
    user_id: Annotated[UUID | None, C2] = ref("user", nullable=True)
    goal_id: Annotated[UUID | None, C2] = Field(
        default=None, sa_type=ID, nullable=True, description="The goal that it serves"
    )
    due_on: Annotated[date | None, C2] = day(None)
    audience: Annotated[Audience, C2] = document(list)


class PlanActionFields(PlanActionText):
    plan_id: Annotated[UUID, C2] = ref("child_plan")


class PlanAction(PlanActionFields, Row, table=True):
    """A step of a plan. Its words belong to the draft; whether it is done is told while the plan is at work."""

    __tablename__ = "plan_action"
    __resource__: ClassVar[str] = "plan-actions"
    __table_args__ = (
        index("plan_id", "id"),
        index("child_id", "id"),
        index("user_id", "state", "id"),
        index("programme_id", "id"),
        sa.CheckConstraint("(done_by = 'user') = (user_id IS NOT NULL)", name="by_someone"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "complete": Move((PlanActionState.OPEN,), PlanActionState.DONE),
            "reopen": Move((PlanActionState.DONE,), PlanActionState.OPEN),
        },
    )

    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    state: PlanActionState = coded(PlanActionState, PlanActionState.OPEN)
    done_at: datetime | None = instant(None)


class PlanActionCreate(Create, PlanActionFields):
    pass


class PlanActionUpdate(Patch, PlanActionText):
    pass


class PlanActionRead(Shown, PlanActionFields):
    child_id: Annotated[UUID, C2]
    state: Annotated[PlanActionState, C2]
    done_at: Annotated[datetime | None, C2]
