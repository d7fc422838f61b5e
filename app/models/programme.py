"""Programmes: one funded activity of an organisation, with its own rules (policy)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlmodel import Field

from app.core.columns import coded, day, document, folded
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Name, Patch, Reason, Shown
from app.core.tiers import C1, C2
from app.models.base import Row, index
from app.models.consent_purpose import ConsentPurpose


class ProgrammeKind(StrEnum):
    ONLINE_LEARNING_SUPPORT = "online_learning_support"
    AFTER_SCHOOL_GROUPS = "after_school_groups"
    LIBRARY_DROP_IN = "library_drop_in"
    ENROLMENT_SUPPORT = "enrolment_support"
    PARENT_ENGAGEMENT = "parent_engagement"


class ProgrammePreset(StrEnum):
    INDIGO = "indigo"
    AFTER_SCHOOL = "after_school"
    LIBRARY_DROP_IN = "library_drop_in"


class ProgrammeStatus(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


class Policy(Body):
    """The programme's own rules."""

    roster: bool = Field(default=True, description="Whether children are members by name; a drop-in has no roster")
    min_group_size: int = Field(default=1, ge=1, le=100)
    max_group_size: int = Field(default=20, ge=1, le=200)
    max_children_per_leader: int = Field(default=10, ge=1, le=100)
    weekly_sessions: int = Field(default=1, ge=1, le=14)
    session_minutes: int = Field(default=90, ge=10, le=600)
    report_due_hours: int = Field(default=48, ge=1, le=720)
    photo_retention_days: int = Field(default=90, ge=1, le=3650)
    application_retention_days: int = Field(
        default=180, ge=1, le=3650, description="Until the data of whoever was rejected or has withdrawn is erased"
    )
    plan_review_days: int = Field(default=90, ge=7, le=730)
    required_consents: list[ConsentPurpose] = Field(default=[ConsentPurpose.PARTICIPATION])


PRESETS: dict[ProgrammePreset, Policy] = {
    ProgrammePreset.INDIGO: Policy(
        max_group_size=7, max_children_per_leader=7, weekly_sessions=3, session_minutes=180, plan_review_days=60
    ),
    ProgrammePreset.AFTER_SCHOOL: Policy(min_group_size=5, max_group_size=20, session_minutes=120),
    ProgrammePreset.LIBRARY_DROP_IN: Policy(roster=False, max_group_size=200, required_consents=[]),
}


class PolicyChange(Patch, Policy):
    """The rules that differ from the present ones."""


class ProgrammeFields(Body):
    name: Annotated[Name, C1]
    kind: Annotated[ProgrammeKind, C1] = coded(ProgrammeKind)
    grades: Annotated[list[Annotated[int, Field(ge=0, le=13)]], C1] = document(list)
    languages: Annotated[list[LanguageTag], C1] = document(list)
    starts_on: Annotated[date, C2] = day()
    ends_on: Annotated[date | None, C2] = day(None, description="The last day")


class Programme(ProgrammeFields, Row, table=True):
    __resource__: ClassVar[str] = "programmes"
    __folds__ = {"search_key": ("name",)}
    __table_args__ = (index("search_key", "id"),)
    __lifecycle__ = Lifecycle(
        "status",
        {
            "start": Move((ProgrammeStatus.PLANNED, ProgrammeStatus.CLOSED), ProgrammeStatus.RUNNING),
            "close": Move((ProgrammeStatus.RUNNING, ProgrammeStatus.PLANNED), ProgrammeStatus.CLOSED, True),
        },
    )

    preset: ProgrammePreset | None = coded(ProgrammePreset, None)
    policy: dict[str, Any] = document(dict)
    status: ProgrammeStatus = coded(ProgrammeStatus, ProgrammeStatus.RUNNING)
    search_key: str = folded()

    def rules(self) -> Policy:
        """The policy, typed."""
        return Policy.model_validate(self.policy, strict=False)


class ProgrammeCreate(Create, ProgrammeFields):
    preset: ProgrammePreset | None = Field(
        default=None, description="Rules to begin with; `policy` changes single ones"
    )
    policy: PolicyChange = Field(default_factory=PolicyChange)


class ProgrammeUpdate(Patch, ProgrammeFields):
    policy: PolicyChange


class ProgrammeClose(Body):
    reason: Reason


class ProgrammeRead(Shown, ProgrammeFields):
    preset: Annotated[ProgrammePreset | None, C2]
    policy: Annotated[Policy, C2]
    status: Annotated[ProgrammeStatus, C1]
