"""What a certificate rests on: verified hours of a period, none of them waiting or disputed; or a training that holds.

The rows of the hours are held while they are added up, so that none of them is disputed meanwhile.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Certificate, CreditAgreement, CreditCandidate, HoursEntry, Programme, TrainingRecord, User
from app.models.certificate import CertificateCreate, CertificateKind, CertificateState
from app.models.hours_entry import STANDING, HoursKind, HoursState
from app.models.training_record import TrainingRecordState
from app.services.dating import local_day, require_order

T = TypeVar("T")

LONGEST = timedelta(days=5 * 366)


class HoursNotSettled(DomainError):
    """`waiting_minutes`, `disputed_minutes`: of the period."""

    slug, title, status = "hours-not-settled", "Some hours are not verified", 409
    detail = "In this period {waiting_minutes} minutes wait to be verified and {disputed_minutes} are disputed."


class NothingVerified(DomainError):
    slug, title, status = "nothing-verified", "There are no verified hours", 409
    detail = "Nothing was verified in this period that a certificate could be about."


class CreditNotReached(DomainError):
    """`required_minutes`, `verified_minutes`."""

    slug, title, status = "credit-not-reached", "The required hours are not reached", 409
    detail = "{verified_minutes} of {required_minutes} minutes are verified."


class StatementMissing(DomainError):
    slug, title, status = "statement-missing", "A statement is missing", 409
    detail = "The university asks for a statement of somebody who supervises."


class CertificateExists(DomainError):
    """`present`: the id of the certificate that stands."""

    slug, title, status = "certificate-exists", "This is certified already", 409
    detail = "Name the certificate that is to be replaced, or revoke it first."


class TrainingNotInForce(DomainError):
    """`state`: expired or revoked."""

    slug, title, status = "training-not-in-force", "The training does not hold", 409
    detail = "Its record has expired or was revoked."


class Basis(NamedTuple):
    """What a certificate rests on: whose, where, from when to when, which kinds of hours, and the terms of a credit."""

    user_id: UUID
    programme_id: UUID | None
    first_on: date
    last_on: date
    kinds: Sequence[HoursKind]
    terms: dict[str, Any]


def rests_on(db: OwnedSession, new: CertificateCreate, user_id: UUID) -> tuple[Basis, dict[str, int]]:
    """What a certificate rests on, and the minutes by kind that it is about. Raises what makes it impossible."""
    if new.kind is CertificateKind.TRAINING:
        return of_training(db, new, user_id)
    basis = (of_credit if new.kind is CertificateKind.COURSE_CREDIT else of_service)(db, new, user_id)
    totals = settled(db, basis)
    require_reached(basis, sum(totals.values()))
    return basis, totals


def of_training(db: OwnedSession, new: CertificateCreate, user_id: UUID) -> tuple[Basis, dict[str, int]]:
    """Over a training that was completed and still holds."""
    record = db.refer(TrainingRecord, given(new.training_record_id), "training_record_id")
    record = db.find(TrainingRecord, record.id, lock=True)
    if record.user_id != user_id:
        raise InvalidRequest(errors=[wrong("training_record_id", "not_found", "No such row in your reach.")])
    over = record.valid_until is not None and record.valid_until < local_day(db, db.at)
    if over or record.state is not TrainingRecordState.COMPLETED:
        raise TrainingNotInForce(state=TrainingRecordState.EXPIRED if over else record.state)
    until = record.valid_until.isoformat() if record.valid_until else None
    terms = {"title": record.title, "provider": record.provider, "valid_until": until}
    basis = Basis(user_id, None, record.completed_on, record.completed_on, (), terms)
    return basis, {HoursKind.TRAINING.value: record.minutes}


def of_service(db: OwnedSession, new: CertificateCreate, user_id: UUID) -> Basis:
    """Over all hours of a programme in a period that is over."""
    first_on, last_on = given(new.first_on), given(new.last_on)
    require_order(first_on, last_on, "last_on")
    if last_on > local_day(db, db.at) or last_on - first_on > LONGEST:
        raise InvalidRequest(errors=[wrong("last_on", "out_of_range", "A period of at most five years that has come.")])
    programme = db.refer(Programme, given(new.programme_id), "programme_id")
    return Basis(user_id, programme.id, first_on, last_on, tuple(HoursKind), {})


def of_credit(db: OwnedSession, new: CertificateCreate, user_id: UUID) -> Basis:
    """Over the hours that an agreement counts, until today."""
    candidate = db.refer(CreditCandidate, given(new.candidate_id), "candidate_id")
    candidate = db.find(CreditCandidate, candidate.id, lock=True)
    if candidate.user_id != user_id:
        raise InvalidRequest(errors=[wrong("candidate_id", "not_found", "No such row in your reach.")])
    agreed = db.find(CreditAgreement, candidate.agreement_id)
    if agreed.statement_needed and candidate.stated_at is None:
        raise StatementMissing
    refuse_second(db, candidate.id, new.replaces_id)
    today = local_day(db, db.at)
    last_on = min(agreed.last_on or today, today)
    if last_on < agreed.first_on:
        raise NothingVerified
    terms = {name: getattr(agreed, name) for name in ("university", "course", "course_code", "outcomes", "language")}
    terms["required_minutes"] = agreed.required_hours * 60
    terms["statement"] = statement_of(db, candidate)
    kinds = [HoursKind(kind) for kind in agreed.kinds]
    return Basis(user_id, candidate.programme_id, agreed.first_on, last_on, kinds, terms)


def statement_of(db: OwnedSession, candidate: CreditCandidate) -> dict[str, str] | None:
    if candidate.stated_by_id is None:
        return None
    with db.beyond_reach("a certificate names who has made the statement") as wide:
        author = wide.find(User, candidate.stated_by_id)
        return {"text": candidate.statement, "by": full_name(author)}


def refuse_second(db: OwnedSession, candidate_id: UUID, besides: UUID | None) -> None:
    same = [col(Certificate.candidate_id) == candidate_id, col(Certificate.state) == CertificateState.ISSUED]
    for present in db.execute(sa.select(Certificate).where(*same)).scalars():
        if present.id != besides:
            raise CertificateExists(present=str(present.id))


def settled(db: OwnedSession, basis: Basis) -> dict[str, int]:
    """Verified minutes by kind, once nothing of the period waits or is disputed; the rows are held."""
    rows = sa.select(HoursEntry).where(
        col(HoursEntry.user_id) == basis.user_id,
        col(HoursEntry.programme_id) == basis.programme_id,
        col(HoursEntry.done_on).between(basis.first_on, basis.last_on),
        col(HoursEntry.kind).in_(basis.kinds),
        col(HoursEntry.state).in_(STANDING),
    )
    minutes: Counter[HoursState] = Counter()
    totals: Counter[str] = Counter()
    for row in db.execute(rows.order_by(col(HoursEntry.id)).with_for_update(key_share=True)).scalars():
        minutes[row.state] += row.minutes
        totals[row.kind.value] += row.minutes
    waiting, disputed = minutes[HoursState.LOGGED], minutes[HoursState.DISPUTED]
    if waiting or disputed:
        raise HoursNotSettled(waiting_minutes=waiting, disputed_minutes=disputed)
    if not totals:
        raise NothingVerified
    return {kind.value: totals[kind.value] for kind in HoursKind if totals[kind.value]}


def require_reached(basis: Basis, verified: int) -> None:
    required = basis.terms.get("required_minutes", 0)
    if verified < required:
        raise CreditNotReached(required_minutes=required, verified_minutes=verified)


def full_name(user: User) -> str:
    return f"{user.given_name} {user.surname}".strip()


def given(value: T | None) -> T:
    """What the kind of certificate needs, and `require_asked` has found."""
    assert value is not None  # noqa: S101 - as said
    return value


def wrong(member: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/{member}", "code": code, "detail": detail}
