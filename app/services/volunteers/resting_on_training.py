"""Requirements that a training fulfils: which record fits, and until when what rests on it can count."""

from datetime import date
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Requirement, TrainingRecord
from app.models.training_record import TrainingRecordState
from app.services.hours.certifying import TrainingNotInForce


def shown(db: OwnedSession, requirement: Requirement, record_id: UUID, user_id: UUID) -> TrainingRecord:
    """The person's own record of what is asked for. Raises InvalidRequest, TrainingNotInForce."""
    record = db.refer(TrainingRecord, record_id, "training_record_id")
    if record.user_id != user_id:
        raise wrong("not_found", "No such row in your reach.")
    if not fits(requirement, record):
        raise wrong("not_allowed", "This is another training than the one that is asked for.")
    return in_force(db, record_id)


def fits(requirement: Requirement, record: TrainingRecord) -> bool:
    """Of the course that is named; where none is, of the purpose that is called like the requirement."""
    if requirement.course_id is not None:
        return record.course_id == requirement.course_id
    return record.purpose.value == requirement.code.value


def in_force(db: OwnedSession, record_id: UUID) -> TrainingRecord:
    """The record, held, so that it is not revoked meanwhile. Raises TrainingNotInForce."""
    record = db.find(TrainingRecord, record_id, lock=True)
    over = record.valid_until is not None and record.valid_until < db.at.date()
    if over or record.state is not TrainingRecordState.COMPLETED:
        raise TrainingNotInForce(state=TrainingRecordState.EXPIRED if over else record.state)
    return record


def last_day(db: OwnedSession, record_id: UUID | None) -> date | None:
    """The last day of the record that a fulfilment rests on; None for no end, or no record."""
    return None if record_id is None else in_force(db, record_id).valid_until


def wrong(code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "/training_record_id", "code": code, "detail": detail}])
