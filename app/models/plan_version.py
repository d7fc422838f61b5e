"""Versions of a child's plan: the plan as it stood when it was published or reviewed, for each audience, for good."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, document, ref
from app.core.shapes import Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.child_plan import DoneBy, GoalArea, GoalStatus, PlanActionState, PlanAudience


class VersionKind(StrEnum):
    PUBLISHED = "published"
    REVIEWED = "reviewed"


class VersionGoal(BaseModel):
    """A goal as it stood."""

    id: UUID
    area: GoalArea
    aim: str
    baseline: str
    target: str
    target_on: date | None
    status: GoalStatus
    audience: list[PlanAudience]


class VersionAction(BaseModel):
    """An action as it stood."""

    id: UUID
    what: str
    done_by: DoneBy
    user_id: UUID | None
    goal_id: UUID | None
    due_on: date | None
    audience: list[PlanAudience]
    state: PlanActionState


class VersionContent(BaseModel):
    """A plan, or the sections of it that are meant for somebody; `focus` and `note` are for the staff."""

    focus: str = ""
    note: str = Field(default="", description="What the review found")
    goals: list[VersionGoal]
    actions: list[VersionAction]


class PlanVersion(Row, table=True):
    """`number` counts from 1 in its plan. Added and never changed, which the database guards."""

    __tablename__ = "plan_version"
    __resource__: ClassVar[str] = "plan-versions"
    __table_args__ = (
        index("plan_id", "number", unique=True),
        index("child_id", "id"),
        index("programme_id", "id"),
        index("number", "id"),
    )

    plan_id: UUID = ref("child_plan")
    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    number: int
    kind: VersionKind = coded(VersionKind)
    whole: dict[str, Any] = document(dict)
    for_guardian: dict[str, Any] = document(dict)
    for_school: dict[str, Any] = document(dict)


class PlanVersionRead(Shown):
    plan_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
    number: Annotated[int, C2]
    kind: Annotated[VersionKind, C2]
    whole: Annotated[VersionContent, C3("whole_plan")]
    for_guardian: Annotated[VersionContent, C3("guardian_sections")]
    for_school: Annotated[VersionContent, C3("school_sections")]


class ChangedPart(BaseModel):
    """A goal or an action that is in both versions: the members that differ, each with [before, after]."""

    id: UUID
    members: dict[str, list[Any]]


class PartComparison(BaseModel):
    """What became of the goals, or of the actions."""

    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[ChangedPart]


class PlanComparison(BaseModel):
    """From one version to another, as far as the caller is shown them."""

    plan_id: UUID
    base: int
    other: int
    focus: list[str] | None = Field(description="[before, after] where it changed and is shown")
    goals: PartComparison
    actions: PartComparison
