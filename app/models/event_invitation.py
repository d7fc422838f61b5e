"""An invitation as its holder sees it without signing in, and as staff hand it on: nothing of this is stored."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.languages import Direction
from app.core.shapes import Body
from app.core.tiers import C2, C3
from app.models.contact_point import ContactChannel
from app.models.engagement import EngagementKind, EngagementState, EngagementTopic
from app.models.participation import EventNews, EventPlace, InvitationAnswer
from app.models.session_channel import SessionChannel


class EventInvitation(BaseModel):
    """No name of anybody: a link may be passed on."""

    organisation: Annotated[str, C2]
    kind: Annotated[EngagementKind, C2]
    topics: Annotated[list[EngagementTopic], C2]
    planned_at: Annotated[datetime, C2]
    time_zone: Annotated[str, C2]
    minutes: Annotated[int, C2]
    channel: Annotated[SessionChannel, C2]
    where: Annotated[str, C2]
    interpreter_wanted: Annotated[bool, C2]
    state: Annotated[EngagementState, C2]
    answer: Annotated[InvitationAnswer | None, C2]
    place: Annotated[EventPlace, C2]
    answerable: Annotated[bool, C2] = Field(description="Until it begins or is cancelled")
    language: Annotated[str, C2] = Field(description="The guardian's, as far as invitations are worded in it")


class TextsWanted(Body):
    guardian_ids: list[UUID] | None = Field(
        default=None, min_length=1, max_length=200, description="All who are invited and in your reach when absent"
    )
    to_tell: bool = Field(default=False, description="Only those who are still to be told of a change")


class InvitationText(BaseModel):
    """Ready to be pasted; the link in it answers for this guardian."""

    participation_id: Annotated[UUID, C2]
    guardian_id: Annotated[UUID, C2]
    through: Annotated[ContactChannel | None, C2]
    to: Annotated[str, C3] = Field(description="The contact point of that channel; empty where there is none")
    language: Annotated[str, C2]
    direction: Annotated[Direction, C2]
    text: Annotated[str, C3]
    link: Annotated[str, C3]
    news: Annotated[EventNews | None, C2] = Field(description="What the text tells in the place of the invitation")


class InvitationTexts(BaseModel):
    items: list[InvitationText]
