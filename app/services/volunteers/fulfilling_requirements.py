"""Fulfilling what is required: handing in, deciding, exempting, taking back. Nobody decides about what they handed in.

The person is locked before anything is decided about them, and who is cleared moves in the same transaction.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest, SecondPersonNeeded
from app.models import Requirement, RequirementFulfilment, User
from app.models.attachment import AttachmentPurpose
from app.models.requirement import EvidenceKind, RequirementCode, RequirementStatus
from app.models.requirement_fulfilment import (
    ExemptionCreate,
    FulfilmentApprove,
    FulfilmentCreate,
    FulfilmentReject,
    FulfilmentState,
)
from app.services import records
from app.services.files import keeping_files
from app.services.groups.open_groups import locked, wrong_state
from app.services.volunteers import keeping_gate, resting_on_training
from app.services.volunteers.standings import COUNTING

# What a reader is told: an approval or an exemption whose last day is over has expired, without a job having to say so.
STATE_NOW = sa.case(
    (
        sa.and_(
            sa.or_(*(col(RequirementFulfilment.state) == state for state in COUNTING)),
            col(RequirementFulfilment.valid_until) < me.today,
        ),
        sa.literal_column(f"'{FulfilmentState.EXPIRED.value}'", sa.String),
    ),
    else_=sa.type_coerce(col(RequirementFulfilment.state), sa.String),
)
LONGEST_EXEMPTION = timedelta(days=3653)


class EvidenceOutdated(DomainError):
    """`valid_until`: the day until which it would have counted."""

    slug, title, status = "evidence-outdated", "This no longer counts", 409
    detail = "What was handed in is older than the requirement allows; it counted until {valid_until}."


class NotExemptible(DomainError):
    slug, title, status = "not-exemptible", "Nobody is exempted from this", 409
    detail = "The organisation's policy allows no exemption from this requirement."


def submit(db: OwnedSession, new: FulfilmentCreate) -> RequirementFulfilment:
    """Hands in what somebody shows for a requirement: their own, or for another person."""
    for name in ("user_id", "issued_on"):
        if getattr(new, name) is None:
            new.model_fields_set.discard(name)  # so that the same request with null finds its row again
    if (known := records.already(db, RequirementFulfilment, new)) is not None:
        return known
    requirement = open_requirement(db, db.refer(Requirement, new.requirement_id, "requirement_id").id)
    user_id, issued_on = new.user_id or db.caller.user_id, new.issued_on or db.at.date()
    refuse_paper(requirement, new)
    if issued_on > db.at.date():
        raise wrong("issued_on", "out_of_range", "This day is still to come.")
    db.refer(User, user_id, "user_id")
    if new.training_record_id is not None:
        issued_on = trained_on(db, requirement, new, user_id)
    given = {"requirement_id": requirement.id, "user_id": user_id, "issued_on": issued_on, "code": requirement.code}
    row = db.put(records.made(db, RequirementFulfilment, new, **given))
    keeping_files.attach(db, new.attachment_ids, AttachmentPurpose.OTHER, None, row)
    return row


def trained_on(db: OwnedSession, requirement: Requirement, new: FulfilmentCreate, user_id: UUID) -> date:
    """The day of the training that is shown; a body that says another one is refused."""
    assert new.training_record_id is not None  # noqa: S101 - asked by the caller
    record = resting_on_training.shown(db, requirement, new.training_record_id, user_id)
    if new.issued_on not in (None, record.completed_on):
        raise wrong("issued_on", "not_allowed", "The training record says the day itself.")
    return record.completed_on


def approve(db: OwnedSession, id: UUID, approval: FulfilmentApprove) -> RequirementFulfilment:
    """Somebody other than who handed it in finds it right; from this commit on it counts. Raises EvidenceOutdated,
    TrainingNotInForce.
    """
    row, requirement = to_decide(db, id)
    today = db.at.date()
    inspected_on = approval.inspected_on or today
    if not row.issued_on <= inspected_on <= today:
        raise wrong("inspected_on", "out_of_range", "Between the day of issue and today.")
    row.valid_until = last_day(db, row, requirement)
    if row.valid_until is not None and row.valid_until < today:
        raise EvidenceOutdated(valid_until=row.valid_until.isoformat())
    row.inspected_on = inspected_on
    row.clear = True if row.code is RequirementCode.CLEARANCE else None
    return decided(db, row, "approve", "")


def last_day(db: OwnedSession, row: RequirementFulfilment, requirement: Requirement) -> date | None:
    """The requirement's days from the day of issue on, and no longer than the training that it rests on."""
    days = requirement.validity_days
    own = None if days is None else row.issued_on + timedelta(days=days)
    ends = (own, resting_on_training.last_day(db, row.training_record_id))
    return min((end for end in ends if end is not None), default=None)


def reject(db: OwnedSession, id: UUID, refusal: FulfilmentReject) -> RequirementFulfilment:
    """It does not count. A clearance that speaks against the person ends what was approved before as well."""
    row, _ = to_decide(db, id)
    if refusal.not_clear:
        if row.code is not RequirementCode.CLEARANCE:
            raise wrong("not_clear", "not_allowed", "Only a clearance speaks for or against a person.")
        revoke_earlier(db, row, refusal.reason)
        row.clear, row.inspected_on = False, db.at.date()
    return decided(db, row, "reject", refusal.reason)


def revoke_earlier(db: OwnedSession, row: RequirementFulfilment, reason: str) -> None:
    """Nothing counts any more that the person has shown for the same requirement."""
    same = [
        col(RequirementFulfilment.user_id) == row.user_id,
        col(RequirementFulfilment.requirement_id) == row.requirement_id,
    ]
    for earlier in locked(db, RequirementFulfilment, *same, col(RequirementFulfilment.state).in_(COUNTING)):
        decided(db, earlier, "revoke", reason)


def revoke(db: OwnedSession, id: UUID, reason: str) -> RequirementFulfilment:
    """Takes back an approval or an exemption; the person is suspended at once unless something else counts."""
    hold_person(db, id)
    return decided(db, db.find(RequirementFulfilment, id, lock=True), "revoke", reason)


def end_with_training(db: OwnedSession, record_id: UUID, reason: str) -> None:
    """What a training fulfilled is fulfilled no longer. The person is held by whoever ends the training."""
    of_it = col(RequirementFulfilment.training_record_id) == record_id
    for row in locked(db, RequirementFulfilment, of_it, col(RequirementFulfilment.state).in_(COUNTING)):
        decided(db, row, "revoke", reason)


def exempt(db: OwnedSession, requirement_id: UUID, new: ExemptionCreate) -> RequirementFulfilment:
    """Lets somebody else do without for a reason and until a day. Raises NotExemptible, SecondPersonNeeded."""
    requirement = open_requirement(db, requirement_id)
    whole = FulfilmentCreate(id=new.id, requirement_id=requirement_id, user_id=new.user_id)
    if (known := records.already(db, RequirementFulfilment, whole)) is not None:
        return known
    if not requirement.may_exempt:
        raise NotExemptible
    if new.user_id == db.caller.user_id:
        raise SecondPersonNeeded
    today = db.at.date()
    if not today <= new.until <= today + LONGEST_EXEMPTION:
        raise wrong("until", "out_of_range", "From today on, within ten years.")
    db.refer(User, new.user_id, "user_id")
    given: dict[str, Any] = {"requirement_id": requirement_id, "user_id": new.user_id, "issued_on": today}
    given["code"] = requirement.code
    given |= {"state": FulfilmentState.EXEMPTED, "valid_until": new.until, "decision_note": new.reason}
    given |= {"decided_by_id": db.caller.user_id, "decided_at": db.at}
    row = db.put(records.made(db, RequirementFulfilment, whole, **given))
    keeping_gate.follow(db, [row.user_id])
    return row


def to_decide(db: OwnedSession, id: UUID) -> tuple[RequirementFulfilment, Requirement]:
    """What was handed in, by somebody else and of somebody else than the caller."""
    hold_person(db, id)
    row = db.find(RequirementFulfilment, id, lock=True)
    if db.caller.user_id in (row.created_by, row.user_id):
        raise SecondPersonNeeded
    row.__lifecycle__.require(row, "approve")
    return row, db.find(Requirement, row.requirement_id)


def hold_person(db: OwnedSession, id: UUID) -> None:
    db.find(User, db.find(RequirementFulfilment, id).user_id, lock=True)


def decided(db: OwnedSession, row: RequirementFulfilment, move: str, reason: str) -> RequirementFulfilment:
    """Keeps who decided and why, sealed and not in the move, and brings the gate to it."""
    row.decided_by_id, row.decided_at, row.decision_note = db.principal.user_id, db.at, reason
    records.move(db, row, move)
    keeping_gate.follow(db, [row.user_id])
    return row


def open_requirement(db: OwnedSession, id: UUID) -> Requirement:
    requirement = db.find(Requirement, id)
    if requirement.status is RequirementStatus.ENDED:
        raise wrong_state(requirement, requirement.status)
    return requirement


def refuse_paper(requirement: Requirement, new: FulfilmentCreate) -> None:
    """Files and words only where the requirement asks for them, and where it does, not without."""
    asked = requirement.evidence
    if new.note and requirement.code is RequirementCode.CLEARANCE:
        raise wrong("note", "not_allowed", "Of a clearance only the result is kept.")
    if new.attachment_ids and asked is not EvidenceKind.DOCUMENT:
        raise wrong("attachment_ids", "not_allowed", "No file is kept for this requirement.")
    if asked is EvidenceKind.DOCUMENT and not new.attachment_ids:
        raise wrong("attachment_ids", "missing", "This requirement asks for a document.")
    if asked is EvidenceKind.NOTE and not new.note:
        raise wrong("note", "missing", "This requirement asks for a note.")
    if new.training_record_id is not None and asked is not EvidenceKind.TRAINING_RECORD:
        raise wrong("training_record_id", "not_allowed", "This requirement asks for no training record.")
    if asked is EvidenceKind.TRAINING_RECORD and new.training_record_id is None:
        raise wrong("training_record_id", "missing", "This requirement asks for a training record.")


def wrong(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
