"""What an organisation requires of those who work with children: defining it, changing it, no longer asking it."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Requirement
from app.models.requirement import EvidenceKind, RequirementCode, RequirementCreate, RequirementUpdate
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
    refuse_paper(new.code, new.evidence)
    may_exempt = new.code is not RequirementCode.CLEARANCE if new.may_exempt is None else new.may_exempt
    row = db.put(records.made(db, Requirement, new, may_exempt=may_exempt))
    keeping_gate.follow_roles(db, row.roles)
    return row


def change(db: OwnedSession, row: Requirement, changes: RequirementUpdate) -> Requirement:
    """Changes a requirement; how long it holds changes for what is approved from now on."""
    before = set(row.roles)
    records.change(db, row, changes)
    refuse_paper(row.code, row.evidence)
    keeping_gate.follow_roles(db, before | set(row.roles))
    return row


def end(db: OwnedSession, id: UUID, reason: str) -> Requirement:
    """It is required of nobody any more."""
    row = records.move(db, db.find(Requirement, id, lock=True), "end", reason)
    keeping_gate.follow_roles(db, row.roles)
    return row


def refuse_paper(code: RequirementCode, evidence: EvidenceKind) -> None:
    if code is RequirementCode.CLEARANCE and evidence in ON_PAPER:
        detail = "Of a clearance only the result is kept, never the paper."
        raise InvalidRequest(errors=[{"pointer": "/evidence", "code": "not_allowed", "detail": detail}])
