"""A volunteer's own page: the week, the next steps, hours, what is required and due, and what was thanked for."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.tiers import C2, C3, C4
from app.models.certificate import CertificateKind
from app.models.credit_agreement import CreditProgress
from app.models.hours_entry import HoursSum
from app.models.milestone import MilestoneCode
from app.models.requirement_fulfilment import RequirementStanding
from app.models.session_channel import SessionChannel
from app.models.support_session import CancelReason, SessionState
from app.models.training_overview import DueTraining
from app.models.volunteer import VolunteerState


class OwnVolunteerSession(BaseModel):
    """A session of the week."""

    id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    child_id: Annotated[UUID | None, C2] = Field(description="Of a session for one child")
    group_name: Annotated[str | None, C2]
    site_name: Annotated[str | None, C2]
    starts_at: Annotated[datetime, C2]
    ends_at: Annotated[datetime, C2]
    state: Annotated[SessionState, C2]
    cancel_reason: Annotated[CancelReason | None, C2]
    channel: Annotated[SessionChannel, C2]
    marks: Annotated[int, C2] = Field(description="Children who have an attendance mark")


class OwnNextStep(BaseModel):
    """What you agreed to do for a child, as the published plan says it."""

    action_id: Annotated[UUID, C2] = Field(description="For POST /v1/plan-actions/{id}/complete")
    plan_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
    first_name: Annotated[str, C2]
    what: Annotated[str, C3]
    due_on: Annotated[date | None, C2]


class OwnStanding(RequirementStanding):
    days_left: int | None = Field(description="Until the last day; null: no end, or nothing that counts")


class OwnDueTraining(DueTraining):
    days_left: int | None = Field(description="Less than 0: overdue; null: by no day")


class OwnThanks(BaseModel):
    id: Annotated[UUID, C2]
    text: Annotated[str, C3]
    author_name: Annotated[str, C2] = Field(description="The given name of who thanks")
    created_at: Annotated[datetime, C2]


class OwnAppreciation(BaseModel):
    """A supervision note that appreciates: you, or a group, a child or a report of yours."""

    id: Annotated[UUID, C2]
    text: Annotated[str, C4]
    author_name: Annotated[str, C2]
    created_at: Annotated[datetime, C2]


class OwnMilestone(BaseModel):
    code: Annotated[MilestoneCode, C2]
    reached_on: Annotated[date, C2]


class OwnCertificate(BaseModel):
    """One that stands; as paper at `/v1/certificates/{id}/document`."""

    id: Annotated[UUID, C2]
    kind: Annotated[CertificateKind, C2]
    first_on: Annotated[date, C2]
    last_on: Annotated[date, C2]
    total_minutes: Annotated[int, C2]


class OwnVolunteering(BaseModel):
    """Monday to Sunday in the organisation's time zone; what the role does not reach is empty."""

    first_day: date
    last_day: date
    time_zone: str
    volunteer_id: UUID | None = Field(description="Null: not entered as a volunteer")
    state: VolunteerState | None
    sessions: list[OwnVolunteerSession] = Field(description="Of the groups and children in your reach, by start")
    next_steps: list[OwnNextStep] = Field(description="The open ones, the earliest first")
    hours: HoursSum
    credits: list[CreditProgress] = Field(description="`verified_minutes` of `required_minutes`")
    cleared: bool = Field(description="Whether everything that blocks holds")
    requirements: list[OwnStanding]
    training_due: list[OwnDueTraining] = Field(description="The earliest first")
    thanks: list[OwnThanks] = Field(description="The latest 20")
    appreciations: list[OwnAppreciation] = Field(description="The latest 20")
    milestones: list[OwnMilestone] = Field(description="The latest first")
    certificates: list[OwnCertificate]
