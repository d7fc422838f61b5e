"""Certificates: issued over what was verified, frozen, revoked or replaced, and found by their code."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.check_codes import digest_of, new_code
from app.core.problems import Forbidden, InvalidRequest
from app.models import Certificate, CertificateCode, CreditCandidate, Organisation, Programme, TrainingRecord, User
from app.models.certificate import CertificateCreate, CertificateKind, CertificateState
from app.models.membership import Role
from app.services import records
from app.services.dating import local_day
from app.services.hours.certifying import Basis, full_name, rests_on, wrong
from app.services.hours.logging_hours import hold_person
from app.services.hours.wording_certificates import chosen, offered

# What each kind is asked with, besides the person and the languages.
ASKED = {
    CertificateKind.SERVICE_HOURS: ("programme_id", "first_on", "last_on"),
    CertificateKind.COURSE_CREDIT: ("candidate_id",),
    CertificateKind.TRAINING: ("training_record_id",),
}
# What the body refers to is looked at by what the certificate rests on.
REFERRED = ("candidate_id", "training_record_id", "replaces_id")


def issue(db: OwnedSession, new: CertificateCreate) -> Certificate:
    """Freezes what was verified. Raises Forbidden, InvalidRequest, HoursNotSettled, NothingVerified, CreditNotReached,
    StatementMissing, CertificateExists.
    """
    if new.user_id is None:
        new.model_fields_set.discard("user_id")
    if (known := records.already(db, Certificate, new)) is not None:
        return known
    subject = subject_of(db, new)
    require_asked(new)
    hold_person(db, subject.id)
    basis, totals = rests_on(db, new, subject.id)
    languages = chosen(new.languages, subject.languages, basis.terms.get("language"))
    facts = {**facts_of(db, subject, basis), "totals": totals}
    old = replaced(db, new, subject.id)
    frozen = {"facts": facts, "totals": totals, "total_minutes": sum(totals.values()), "languages": languages}
    about = {"user_id": subject.id, "programme_id": basis.programme_id, "code": new_code()}
    when = {"first_on": basis.first_on, "last_on": basis.last_on}
    seen = {name: getattr(new, name) for name in REFERRED}
    row = records.made(db, Certificate, new, **about, **when, **frozen, **seen)
    return kept(db, row, old)


def revoke(db: OwnedSession, id: UUID, reason: str) -> Certificate:
    """Whoever checks the certificate is told from now on that it does not hold."""
    return records.move(db, db.find(Certificate, id, lock=True), "revoke", reason)


def subject_of(db: OwnedSession, new: CertificateCreate) -> User:
    """Whose it is: the caller, or for a coordinator whom the body names."""
    wanted = new.user_id or db.caller.user_id
    if new.candidate_id is not None and new.user_id is None:
        wanted = db.refer(CreditCandidate, new.candidate_id, "candidate_id").user_id
    if new.training_record_id is not None and new.user_id is None:
        wanted = db.refer(TrainingRecord, new.training_record_id, "training_record_id").user_id or wanted
    subject = db.refer(User, wanted, "user_id")
    if subject.id != db.caller.user_id and db.caller.role is not Role.COORDINATOR:
        raise Forbidden
    return subject


def require_asked(new: CertificateCreate) -> None:
    """That the body says what its kind needs, and nothing that another kind would."""
    wanted = ASKED[new.kind]
    errors = []
    for name in ("programme_id", "first_on", "last_on", "candidate_id", "training_record_id"):
        if name in wanted and getattr(new, name) is None:
            errors.append(wrong(name, "missing", "This kind of certificate needs it."))
        elif name not in wanted and getattr(new, name) is not None:
            errors.append(wrong(name, "not_allowed", "This kind of certificate says it itself."))
    if any(tag not in offered() for tag in new.languages) or len(set(new.languages)) != len(new.languages):
        errors.append(wrong("languages", "not_allowed", "This is not one of the accepted values."))
    if errors:
        raise InvalidRequest(errors=errors)


def facts_of(db: OwnedSession, subject: User, basis: Basis) -> dict[str, Any]:
    """All that the paper says, besides the sums."""
    return {
        "holder": full_name(subject),
        "organisation": db.find(Organisation, db.organisation_id).name,
        "programme": basis.terms["title"] if basis.programme_id is None else programme_of(db, basis.programme_id),
        "first_on": basis.first_on.isoformat(),
        "last_on": basis.last_on.isoformat(),
        "issued_on": local_day(db, db.at).isoformat(),
        "terms": basis.terms,
    }


def programme_of(db: OwnedSession, id: UUID) -> str:
    return db.find(Programme, id).name


def end_with_training(db: OwnedSession, record_id: UUID, reason: str) -> None:
    """Certificates of a training are revoked with its record."""
    standing = [col(Certificate.training_record_id) == record_id, col(Certificate.state) == CertificateState.ISSUED]
    with db.beyond_reach("a certificate goes with the training that it is about") as wide:
        found = sa.select(Certificate).where(*standing).order_by(col(Certificate.id)).with_for_update()
        for row in wide.execute(found).scalars():
            records.move(wide, row, "revoke", reason)


def replaced(db: OwnedSession, new: CertificateCreate, user_id: UUID) -> Certificate | None:
    """The certificate that the new one takes the place of, held."""
    if new.replaces_id is None:
        return None
    old = db.find(Certificate, db.refer(Certificate, new.replaces_id, "replaces_id").id, lock=True)
    if (old.user_id, old.kind) != (user_id, new.kind):
        raise InvalidRequest(errors=[wrong("replaces_id", "not_allowed", "Of another person or kind.")])
    old.__lifecycle__.require(old, "replace")
    return old


def kept(db: OwnedSession, row: Certificate, old: Certificate | None) -> Certificate:
    """Puts the certificate and its code in place, and ends the one before."""
    db.put(row)
    with db.beyond_reach("a certificate is found by its code, and ends the one that it replaces") as wide:
        where = {"organisation_id": db.organisation_id, "certificate_id": row.id}
        wide.put(CertificateCode(digest=digest_of(row.code), **where))
        if old is not None:
            records.move(wide, wide.find(Certificate, old.id, lock=True), "replace")
    return row
