"""Credit at a university: agreements, who works towards one, and how far they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.session import OwnedSession
from app.core.columns import Day, Id
from app.core.problems import Conflict, SecondPersonNeeded
from app.models import CreditAgreement, CreditCandidate, HoursEntry
from app.models.credit_agreement import (
    CreditAgreementCreate,
    CreditAgreementUpdate,
    CreditCandidateCreate,
    CreditCandidateUpdate,
)
from app.models.hours_entry import HoursKind
from app.services import records
from app.services.dating import require_order
from app.services.hours.summing_hours import NO_HOURS, SUMS, added, is_standing

FOR_EVER = date(9999, 12, 31)
MOST = 2_000

person, agreement = (sa.bindparam(name, type_=Id) for name in ("person", "agreement"))
asked_for = sa.and_(
    sa.or_(person.is_(None), col(CreditCandidate.user_id) == person),
    sa.or_(agreement.is_(None), col(CreditCandidate.agreement_id) == agreement),
)
of_candidate = col(CreditAgreement.id) == col(CreditCandidate.agreement_id)
CANDIDATES = Lookup(
    sa.select(
        *columns(CreditCandidate, "id user_id agreement_id stated_at"),
        *columns(CreditAgreement, "university course required_hours kinds statement_needed"),
    )
    .join(CreditAgreement, of_candidate)
    .where(asked_for)
    .order_by(col(CreditCandidate.id))
    .limit(MOST)
)
HOURS = Lookup(
    sa.select(col(CreditCandidate.id).label("candidate_id"), *columns(HoursEntry, "kind"), *SUMS)
    .join(CreditAgreement, of_candidate)
    .join(
        HoursEntry,
        sa.and_(
            col(HoursEntry.user_id) == col(CreditCandidate.user_id),
            col(HoursEntry.programme_id) == col(CreditAgreement.programme_id),
            col(HoursEntry.done_on) >= col(CreditAgreement.first_on),
            col(HoursEntry.done_on) <= sa.func.coalesce(col(CreditAgreement.last_on), sa.literal(FOR_EVER, Day)),
        ),
    )
    .where(asked_for, is_standing)
    .group_by(col(CreditCandidate.id), col(HoursEntry.kind))
)


def agree(db: OwnedSession, new: CreditAgreementCreate) -> CreditAgreement:
    """An agreement with a university about the hours of a programme."""
    require_order(new.first_on, new.last_on, "last_on")
    return records.create(db, CreditAgreement, new)


def change(db: OwnedSession, row: CreditAgreement, changes: CreditAgreementUpdate) -> CreditAgreement:
    """Other terms; certificates keep those that they were issued under."""
    records.change(db, row, changes)
    require_order(row.first_on, row.last_on, "last_on")
    return row


def begin(db: OwnedSession, new: CreditCandidateCreate) -> CreditCandidate:
    """Somebody begins to work towards the credit; Conflict for one who does already."""
    if new.user_id is None:
        new.user_id = db.caller.user_id
    if (known := records.already(db, CreditCandidate, new)) is not None:
        return known
    agreed = db.refer(CreditAgreement, new.agreement_id, "agreement_id")
    same = [col(CreditCandidate.agreement_id) == agreed.id, col(CreditCandidate.user_id) == new.user_id]
    if db.execute(sa.select(CreditCandidate).where(*same)).scalars().first() is not None:
        raise Conflict
    return db.put(records.made(db, CreditCandidate, new, agreement_id=agreed.id, programme_id=agreed.programme_id))


def state(db: OwnedSession, row: CreditCandidate, changes: CreditCandidateUpdate) -> CreditCandidate:
    """What somebody who supervises says of the candidate; never of oneself."""
    if row.user_id == db.caller.user_id:
        raise SecondPersonNeeded
    row.stated_by_id, row.stated_at = (db.caller.user_id, db.at) if changes.statement else (None, None)
    return records.change(db, row, changes)


def progresses(candidates: Iterable[Any], hours: Iterable[Any]) -> list[dict[str, Any]]:
    """How far each candidate is, in the kinds that count."""
    given: dict[UUID, list[Any]] = defaultdict(list)
    for row in hours:
        given[row.candidate_id].append(row)
    return [progress(one, [row._asdict() for row in given[one.id] if counts(one, row.kind)]) for one in candidates]


def counts(agreed: Any, kind: HoursKind) -> bool:
    return kind.value in agreed.kinds


def progress(one: Any, given: list[dict[str, Any]]) -> dict[str, Any]:
    sums = {**NO_HOURS, **added(given)}
    required = one.required_hours * 60
    missing = max(0, required - sums["verified_minutes"])
    of = {"candidate_id": one.id, "agreement_id": one.agreement_id, "user_id": one.user_id}
    about = {"university": one.university, "course": one.course, "required_minutes": required}
    unsaid = one.statement_needed and one.stated_at is None
    return {**of, **about, **sums, "missing_minutes": missing, "reached": not missing, "statement_missing": unsaid}
