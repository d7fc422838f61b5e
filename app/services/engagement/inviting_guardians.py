"""Inviting guardians to an engagement: who may be invited at all, through which channel and in which language."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest, ReferenceNotFound
from app.models import Engagement, Guardian, Guardianship, Participation, ParticipationChild
from app.models.contact_point import ContactChannel
from app.models.participation import Invitees, ParticipationOutcome
from app.services.engagement.answering_invitations import require_ahead
from app.services.engagement.counting_guardians import is_counted
from app.services.families.vouching import GuardianExcluded

Pointer = Callable[[int], str]
Error = dict[str, str]


def invite(db: OwnedSession, id: UUID, invitees: Invitees) -> None:
    """Invites guardians to an engagement that has not begun. Who is invited already stays as invited."""
    event = db.find(Engagement, id, lock=True)
    require_ahead(event, db.at)
    pointer: Pointer = "/guardian_ids/{}".format
    guardians = guardians_of(db, event, invitees.guardian_ids, pointer)
    refuse(InvalidRequest, [
        error(pointer(n), "not_allowed", "This guardian cannot be contacted.")
        for n, id in enumerate(invitees.guardian_ids) if not is_counted(guardians[id])
    ])  # fmt: skip
    parts, children = parts_of(db, event, list(guardians)), children_of(db, list(guardians))
    for guardian in guardians.values():
        part = parts.get(guardian.id) or new_part(event, guardian)
        if part.invited_at is None:
            part.invited_at = db.at
            part.invited_through = invitees.through or channel_of(guardian)
            part.invited_language = invitees.language or language_for(event, guardian)
            if part.outcome is ParticipationOutcome.NOT_INVITED:
                part.outcome = part.barrier = None
        if guardian.id not in parts:
            parts[guardian.id] = db.put(part)
            concern(db, part, children.get(guardian.id, set()))
    db.flush()


def guardians_of(db: OwnedSession, event: Engagement, ids: list[UUID], pointer: Pointer) -> dict[UUID, Guardian]:
    """The guardians in reach, of the engagement's programme. Of one who is excluded, only who may know is told."""
    rows = db.execute(sa.select(Guardian).where(col(Guardian.id).in_(ids))).scalars()
    found = {guardian.id: guardian for guardian in rows}
    numbered = list(enumerate(ids))
    missing = "No such row in your reach."
    refuse(ReferenceNotFound, [error(pointer(n), "not_found", missing) for n, id in numbered if id not in found])
    excluded = "This guardian is excluded for safety."
    refuse(
        GuardianExcluded,
        [error(pointer(n), "excluded", excluded) for n, id in numbered if found[id].safety_excluded],
    )
    other = [n for n, id in numbered if found[id].programme_id != event.programme_id]
    refuse(InvalidRequest, [error(pointer(n), "other_programme", "Of another programme.") for n in other])
    return found


def parts_of(db: OwnedSession, event: Engagement, guardians: list[UUID]) -> dict[UUID, Participation]:
    """The parts that these guardians have in the engagement, by guardian."""
    here = [col(Participation.engagement_id) == event.id, col(Participation.guardian_id).in_(guardians)]
    return {part.guardian_id: part for part in db.execute(sa.select(Participation).where(*here)).scalars()}


def new_part(event: Engagement, guardian: Guardian) -> Participation:
    return Participation(
        engagement_id=event.id,
        programme_id=event.programme_id,
        guardian_id=guardian.id,
        family_id=guardian.family_id,
    )


def children_of(db: OwnedSession, guardians: list[UUID]) -> dict[UUID, set[UUID]]:
    """The children of guardians, as far as the caller reaches them."""
    links = sa.select(col(Guardianship.guardian_id), col(Guardianship.child_id)).where(
        col(Guardianship.guardian_id).in_(guardians)
    )
    found: dict[UUID, set[UUID]] = {}
    for guardian_id, child_id in db.execute(links):
        found.setdefault(guardian_id, set()).add(child_id)
    return found


def concern(db: OwnedSession, part: Participation, children: set[UUID]) -> None:
    """Says which children a part concerns; those whom the caller does not reach stay."""
    rows = db.execute(sa.select(ParticipationChild).where(col(ParticipationChild.participation_id) == part.id))
    known = {row.child_id: row for row in rows.scalars()}
    for child_id in sorted(children - known.keys()):
        db.add(ParticipationChild(participation_id=part.id, child_id=child_id))
    for child_id in sorted(known.keys() - children):
        db.delete(known[child_id])


def channel_of(guardian: Guardian) -> ContactChannel:
    """The preferred way to reach a guardian: the first of the contact points."""
    points: list[Any] = guardian.contact_points
    return ContactChannel(points[0]["channel"]) if points else ContactChannel.IN_PERSON


def language_for(event: Engagement, guardian: Guardian) -> str:
    """The guardian's first language, or that of the engagement."""
    return guardian.languages[0] if guardian.languages else event.language


def error(pointer: str, code: str, detail: str) -> Error:
    return {"pointer": pointer, "code": code, "detail": detail}


def refuse(kind: type[DomainError], errors: list[Error]) -> None:
    """Raises the problem where there is an error to name."""
    if errors:
        raise kind(errors=errors[:50])
