"""Family observations: noted of a child or a family in reach, never part of a session report."""

from datetime import date, timedelta
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Child, Family, FamilyObservation
from app.models.family_observation import FamilyObservationCreate, FamilyObservationUpdate
from app.services import records

# Somewhere it is tomorrow already.
AHEAD = timedelta(hours=14)


def note(db: OwnedSession, new: FamilyObservationCreate) -> FamilyObservation:
    """An observation by the caller. Raises ReferenceNotFound, InvalidRequest."""
    if (known := records.already(db, FamilyObservation, new)) is not None:
        return known
    require_come(db, new.observed_on)
    family_id, programme_id = whose(db, new)
    of = {"family_id": family_id, "programme_id": programme_id, "author_id": db.caller.user_id}
    return db.put(records.made(db, FamilyObservation, new, **of))


def change(db: OwnedSession, row: FamilyObservation, changes: FamilyObservationUpdate) -> FamilyObservation:
    """Corrects an observation."""
    if changes.observed_on is not None:
        require_come(db, changes.observed_on)
    return records.change(db, row, changes)


def whose(db: OwnedSession, new: FamilyObservationCreate) -> tuple[UUID | None, UUID]:
    """The family, which a child brings with it, and the programme."""
    if new.child_id is not None:
        child = db.refer(Child, new.child_id, "child_id")
        if new.family_id not in (None, child.family_id):
            raise wrong("family_id", "not_allowed", "This is not the family of the child.")
        return child.family_id, child.programme_id
    if new.family_id is None:
        raise wrong("child_id", "missing", "Name a child or a family.")
    family = db.refer(Family, new.family_id, "family_id")
    return family.id, family.programme_id


def require_come(db: OwnedSession, day: date) -> None:
    if day > (db.at + AHEAD).date():
        raise wrong("observed_on", "out_of_range", "This day has not come yet.")


def wrong(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
