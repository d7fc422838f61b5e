"""A guardian's own view: everything about their children that the start screen of an application for parents shows."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.tiers import C1, C2, C3
from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.delivery import DeliveryState
from app.models.engagement import EngagementKind, EngagementState
from app.models.homework import HomeworkState, WaitsFor
from app.models.participation import EventPlace, InvitationAnswer
from app.models.plan_version import VersionContent
from app.models.school_subject import SchoolSubject
from app.models.session_channel import SessionChannel
from app.models.support_session import CancelReason, SessionState


class OwnSession(BaseModel):
    """A session of the week."""

    id: Annotated[UUID, C2]
    starts_at: Annotated[datetime, C2]
    ends_at: Annotated[datetime, C2]
    state: Annotated[SessionState, C2]
    cancel_reason: Annotated[CancelReason | None, C2]
    channel: Annotated[SessionChannel, C2]
    group_name: Annotated[str | None, C2] = Field(description="Null: for this child alone")
    leader_names: Annotated[str | None, C2] = Field(description="Given names of those who lead now, comma separated")
    site_name: Annotated[str | None, C2]
    site_address: Annotated[str | None, C2]


class OwnMark(BaseModel):
    """Whether the child was there."""

    session_id: Annotated[UUID, C2]
    starts_at: Annotated[datetime, C2]
    status: Annotated[AttendanceStatus, C2]
    reason: Annotated[AbsenceReason | None, C2]
    minutes: Annotated[int | None, C2]


class OwnHomework(BaseModel):
    """A task; more about it at `/v1/homework/{id}`."""

    id: Annotated[UUID, C2]
    subject: Annotated[SchoolSubject, C2]
    title: Annotated[str, C3]
    due_on: Annotated[date | None, C2]
    state: Annotated[HomeworkState, C2]
    waits_for: Annotated[WaitsFor, C2]
    since: Annotated[datetime, C2]


class OwnPlan(BaseModel):
    """The latest published version, as far as it is meant for guardians."""

    plan_id: Annotated[UUID, C2]
    version_id: Annotated[UUID, C2]
    number: Annotated[int, C2]
    published_at: Annotated[datetime, C2]
    for_guardian: Annotated[VersionContent, C3]


class OwnConsent(BaseModel):
    """How a consent stands today, or that the programme asks for one."""

    purpose: Annotated[ConsentPurpose, C2]
    state: Annotated[ConsentState | None, C2] = Field(description="Null: nobody was asked yet")
    valid_until: Annotated[date | None, C2]
    consent_id: Annotated[UUID | None, C2] = Field(
        description="To be answered by POST /v1/consents/{id}/give, refuse or withdraw"
    )
    needed: Annotated[bool, C2] = Field(description="Whether the programme asks for it and it is not in effect")


class OwnChild(BaseModel):
    id: Annotated[UUID, C2]
    first_name: Annotated[str, C2]
    surname: Annotated[str, C3]
    grade: Annotated[int | None, C2]
    programme_name: Annotated[str, C2]
    sessions: list[OwnSession]
    attendance: list[OwnMark] = Field(description="Of the 30 days before the end of the week, newest first")
    homework: list[OwnHomework] = Field(description="What is open, and what was settled in those 30 days")
    plan: OwnPlan | None
    consents: list[OwnConsent]


class OwnInvitation(BaseModel):
    """An invitation of the guardian to what is still to come."""

    participation_id: Annotated[UUID, C2] = Field(description="For POST /v1/participations/{id}/answer")
    engagement_id: Annotated[UUID, C2]
    kind: Annotated[EngagementKind, C2]
    state: Annotated[EngagementState, C2]
    planned_at: Annotated[datetime, C2]
    minutes: Annotated[int, C2]
    where: Annotated[str, C2]
    channel: Annotated[SessionChannel, C2]
    language: Annotated[str, C2]
    answer: Annotated[InvitationAnswer | None, C2]
    place: Annotated[EventPlace, C2]


class OwnPack(BaseModel):
    """Something to read or to listen to that was given to the guardian or the family."""

    delivery_id: Annotated[UUID, C2] = Field(description="For POST /v1/deliveries/{id}/acknowledge")
    material_id: Annotated[UUID, C2]
    translation_id: Annotated[UUID, C2] = Field(description="The version: /v1/material-translations/{id}")
    title: Annotated[str, C1]
    language: Annotated[str, C2]
    delivered_at: Annotated[datetime, C2]
    state: Annotated[DeliveryState, C2]


class OwnConversation(BaseModel):
    """A conversation in which the guardian takes part."""

    id: Annotated[UUID, C2] = Field(description="What is said: /v1/conversations/{id}/thread")
    child_id: Annotated[UUID, C2]
    topic: Annotated[str, C3]
    active_at: Annotated[datetime, C2]
    unread: Annotated[int, C2]


class OwnChildren(BaseModel):
    """Monday to Sunday in the organisation's time zone, child by child."""

    first_day: date
    last_day: date
    time_zone: str
    children: list[OwnChild]
    invitations: list[OwnInvitation]
    packs: list[OwnPack] = Field(description="What is not acknowledged yet, and what came in those 30 days")
    conversations: list[OwnConversation] = Field(description="The open ones, the latest activity first")
