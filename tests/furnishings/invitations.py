"""Invitations: Jelena's was accepted, the staff of each organisation has one that is open."""

from datetime import timedelta
from typing import Any

from app.auth.session import OwnedSession
from app.core import clock
from app.models import Invitation
from app.models.invitation import InvitationState


def indigo(db: OwnedSession, place: Any) -> None:
    at = clock.now()
    accepted = Invitation(
        guardian_id=place.jelena, programme_id=place.programme, user_id=place.people["guardian"].user_id,
        state=InvitationState.ACCEPTED, expires_at=at + timedelta(days=7), accepted_at=at,
    )  # fmt: skip
    place.ids["jelenas_invitation"] = db.put(accepted).id
    staff(db, place)


def red_cross(db: OwnedSession, place: Any) -> None:
    staff(db, place)


def staff(db: OwnedSession, place: Any) -> None:
    until = clock.now() + timedelta(days=7)
    row = Invitation(user_id=place.people["teacher"].user_id, expires_at=until)
    place.ids["teachers_invitation"] = db.put(row).id
