"""Invitations of guardians who act by a link: shown, answered, and prepared as texts that are ready to be pasted."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.languages import LANGUAGES
from app.core.problems import NotFound
from app.models import Engagement, Guardian, Organisation, Participation, Site
from app.models.engagement import PRIVATE, EngagementState, EngagementTopic
from app.models.event_invitation import EventInvitation, InvitationText, TextsWanted
from app.models.participation import InvitationAnswer
from app.services.engagement.answering_invitations import give_answer, require_ahead
from app.services.engagement.counting_guardians import is_counted
from app.services.engagement.linking_invitations import new_link
from app.services.engagement.wording_invitations import language_among, text_for


def show(db: OwnedSession, id: UUID) -> EventInvitation:
    """The invitation behind a link. Raises NotFound once its guardian is excluded for safety."""
    with db.beyond_reach("the holder of a link sees the invitation") as wide:
        return seen(wide, id)


def answer(db: OwnedSession, id: UUID, given: InvitationAnswer) -> EventInvitation:
    """Answers it, as often as wished until it begins. Raises InvitationOver."""
    with db.beyond_reach("the holder of a link answers the invitation") as wide:
        seen(wide, id)
        give_answer(wide, id, given)
        return seen(wide, id)


def seen(wide: OwnedSession, id: UUID) -> EventInvitation:
    part = wide.find(Participation, id)
    guardian = wide.find(Guardian, part.guardian_id)
    if guardian.safety_excluded or part.invited_at is None:
        raise NotFound
    return invitation_of(wide, wide.find(Engagement, part.engagement_id), part, guardian)


def prepare(db: OwnedSession, id: UUID, wanted: TextsWanted, address: str) -> list[InvitationText]:
    """The messages for guardians who are invited and in reach, each with a new link; `address` is where links lead.

    Whom a change is still to be told gets that in the place of the invitation. Raises InvitationOver, but for news:
    that something is cancelled is told afterwards too.
    """
    event = db.find(Engagement, id)
    invited = [col(Participation.engagement_id) == event.id, col(Participation.invited_at).is_not(None)]
    if wanted.to_tell:
        invited.append(col(Participation.to_tell).is_not(None))
    else:
        require_ahead(event, db.at)
    if wanted.guardian_ids is not None:
        invited.append(col(Participation.guardian_id).in_(wanted.guardian_ids))
    found = (
        sa.select(Participation, Guardian)
        .join(Guardian, col(Guardian.id) == col(Participation.guardian_id))
        .where(*invited)
        .order_by(col(Participation.id))
    )
    pairs = [(part, guardian) for part, guardian in db.execute(found) if is_counted(guardian)]
    return [message(db, event, part, guardian, address) for part, guardian in pairs]


def message(
    db: OwnedSession, event: Engagement, part: Participation, guardian: Guardian, address: str
) -> InvitationText:
    invitation = invitation_of(db, event, part, guardian)
    link = address + new_link(db, event, part)
    db.seen["guardians", str(guardian.id)] = [2, 3]
    return InvitationText(
        participation_id=part.id,
        guardian_id=guardian.id,
        through=part.invited_through,
        to=contact(guardian, part),
        language=invitation.language,
        direction=LANGUAGES[invitation.language].direction,
        text=text_for(invitation, guardian.given_name, link, part.to_tell),
        link=link,
        news=part.to_tell,
    )


def invitation_of(db: OwnedSession, event: Engagement, part: Participation, guardian: Guardian) -> EventInvitation:
    """The place of a private contact stays out: it is a home."""
    organisation = db.find(Organisation, db.organisation_id)
    open_to_answer = event.state is EngagementState.PLANNED and event.planned_at > db.at
    wanted = [part.invited_language or event.language, *guardian.languages, event.language]
    return EventInvitation(
        organisation=organisation.name,
        kind=event.kind,
        topics=[EngagementTopic(topic) for topic in event.topics],
        planned_at=event.planned_at,
        time_zone=organisation.time_zone,
        minutes=event.minutes,
        channel=event.channel,
        where="" if event.kind in PRIVATE else place_of(db, event),
        interpreter_wanted=event.interpreter_wanted,
        state=event.state,
        answer=part.answer,
        place=part.place,
        answerable=open_to_answer,
        language=language_among(wanted),
    )


def place_of(db: OwnedSession, event: Engagement) -> str:
    site = None if event.site_id is None else db.find(Site, event.site_id)
    parts = [event.place, *([site.name, site.address] if site else [])]
    return ", ".join(part for part in parts if part)


def contact(guardian: Guardian, part: Participation) -> str:
    points: list[Any] = guardian.contact_points
    return next((point["value"] for point in points if point["channel"] == part.invited_through), "")
