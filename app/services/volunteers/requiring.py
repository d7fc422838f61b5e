"""What an organisation requires of those who work with children: defining it, changing it, no longer asking it."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Course, Requirement
from app.models.course import OFFERED
from app.models.requirement import (
    EvidenceKind,
    RequirementCode,
    RequirementCreate,
    RequirementTerms,
    RequirementUpdate,
)
from app.models.training_purpose import TrainingPurpose
from app.services import records
from app.services.volunteers import keeping_gate

# Of a clearance the result is kept, never the paper.
ON_PAPER = (EvidenceKind.DOCUMENT, EvidenceKind.TRAINING_RECORD)


def define(db: OwnedSession, new: RequirementCreate) -> Requirement:
    """A new requirement; where it blocks, whoever does not fulfil it is suspended from this commit on."""
    if new.may_exempt is None:
        new.model_fields_set.discard("may_exempt")  # so that the same request with null finds its row again
    if (known := records.already(db, Requirement, new)) is not None:
        return known
    require_sound(new.code, new)
    require_offered(db, new.course_id)
    may_exempt = new.code is not RequirementCode.CLEARANCE if new.may_exempt is None else new.may_exempt
    row = db.put(records.made(db, Requirement, new, may_exempt=may_exempt))
    keeping_gate.follow_roles(db, row.roles)
    return row


def change(db: OwnedSession, row: Requirement, changes: RequirementUpdate) -> Requirement:
    """Changes a requirement; how long it holds changes for what is approved from now on."""
    before = set(row.roles)
    records.change(db, row, changes)
    require_sound(row.code, row)
    if "course_id" in changes.model_fields_set:
        require_offered(db, row.course_id)
    keeping_gate.follow_roles(db, before | set(row.roles))
    return row


def end(db: OwnedSession, id: UUID, reason: str) -> Requirement:
    """It is required of nobody any more."""
    row = records.move(db, db.find(Requirement, id, lock=True), "end", reason)
    keeping_gate.follow_roles(db, row.roles)
    return row


def require_sound(code: RequirementCode, terms: RequirementTerms) -> None:
    """No paper of a clearance; a training is a course that one can take, or a purpose that records have."""
    evidence, course_id = terms.evidence, terms.course_id
    if code is RequirementCode.CLEARANCE and evidence in ON_PAPER:
        raise wrong("evidence", "not_allowed", "Of a clearance only the result is kept, never the paper.")
    if course_id is not None and evidence is not EvidenceKind.TRAINING_RECORD:
        raise wrong("course_id", "not_allowed", "A course is named where a training record is asked for.")
    if course_id is None and evidence is EvidenceKind.TRAINING_RECORD and code.value not in set(TrainingPurpose):
        raise wrong("course_id", "missing", "No training is for this; name the course.")


def require_offered(db: OwnedSession, course_id: UUID | None) -> None:
    if course_id is not None and db.refer(Course, course_id, "course_id").state not in OFFERED:
        raise wrong("course_id", "not_allowed", "Nobody can take this course now.")


def wrong(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
