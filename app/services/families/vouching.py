"""Who is whose guardian: links are made unverified, and only a verified one lets the guardian see the child."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Child, Family, Guardian, Guardianship
from app.models.guardian import GuardianshipCreate
from app.services import records
from app.services.families.answering_for_children import end_if_over


class GuardianExcluded(DomainError):
    slug, title, status = "guardian-excluded", "This guardian is excluded for safety", 409
    detail = "A guardian who is excluded for safety is neither linked to a child nor invited or recorded anywhere."


def link(db: OwnedSession, new: GuardianshipCreate) -> Guardianship:
    """Links a guardian to a child, unverified; Conflict where the two are linked already."""
    if (known := records.already(db, Guardianship, new)) is not None:
        return known
    made = records.made(db, Guardianship, new)
    refuse_excluded(db.refer(Guardian, new.guardian_id, "guardian_id"))
    return db.put(made)


def verify(db: OwnedSession, id: UUID) -> Guardianship:
    """Says that the guardian was seen to be one; the first time counts. Nobody reaches a link of their own."""
    made = db.find(Guardianship, id, lock=True)
    refuse_excluded(db.find(Guardian, made.guardian_id))
    if made.verified_at is None:
        made.verified_at = db.at
        db.flush()
    return made


def unlink(db: OwnedSession, id: UUID) -> None:
    """Undoes a link; whoever signs in by codes alone and answers for no other child is signed out."""
    guardian_id = db.find(Guardianship, id).guardian_id
    guardian = db.find(Guardian, guardian_id)
    records.remove(db, Guardianship, id)
    end_if_over(db, guardian.user_id)


def link_to_children(db: OwnedSession, guardian: Guardian, family: Family) -> None:
    """Links a new guardian to the children of a family whose row is locked."""
    if guardian.safety_excluded:
        return
    children = sa.select(Child).where(col(Child.family_id) == family.id).order_by(col(Child.id))
    for child in db.execute(children).scalars().all():
        db.add(Guardianship(guardian_id=guardian.id, child_id=child.id))
    db.flush()


def link_to_guardians(db: OwnedSession, child: Child, family: Family) -> None:
    """Links a child to the guardians of a family whose row is locked, but for those linked already."""
    linked = sa.select(col(Guardianship.guardian_id)).where(col(Guardianship.child_id) == child.id)
    here = [col(Guardian.family_id) == family.id, col(Guardian.safety_excluded).is_(False)]
    guardians = sa.select(Guardian).where(*here, col(Guardian.id).not_in(linked)).order_by(col(Guardian.id))
    for guardian in db.execute(guardians).scalars().all():
        db.add(Guardianship(guardian_id=guardian.id, child_id=child.id))
    db.flush()


def refuse_excluded(guardian: Guardian) -> None:
    if guardian.safety_excluded:
        raise GuardianExcluded
