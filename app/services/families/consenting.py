"""Consents: statements are added and never changed; what holds is the latest one for a child and a purpose.

The child's row is locked first, so that of two answers at once the second meets the state that the first has made. The
effect moves in the statement's own transaction: whoever loses reach by a withdrawal loses it with the next request.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Principal
from app.auth.session import OwnedSession
from app.core.problems import IdConflict, IllegalTransition, InvalidRequest, ReferenceNotFound
from app.models import Child, Consent, ConsentEffect, Guardian, Guardianship
from app.models.attachment import AttachmentPurpose
from app.models.consent import ConsentAnswer, ConsentCreate, ConsentMethod, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.membership import Role
from app.services import records
from app.services.families.ending_consent import bring_about
from app.services.families.requiring_consent import standing_of
from app.services.files import keeping_files

REQUESTED, GIVEN, REFUSED = ConsentState.REQUESTED, ConsentState.GIVEN, ConsentState.REFUSED
WITHDRAWN, EXPIRED = ConsentState.WITHDRAWN, ConsentState.EXPIRED

# How a statement that stands can be answered, and to what that leads.
ANSWERS: dict[ConsentState | None, dict[str, ConsentState]] = {
    REQUESTED: {"give": GIVEN, "refuse": REFUSED},
    GIVEN: {"withdraw": WITHDRAWN},
}
# What can be stated anew over what stands: a consent in force may be renewed, but only a withdrawal ends it.
ANEW: dict[ConsentState | None, set[ConsentState]] = {
    REQUESTED: {GIVEN, REFUSED},
    GIVEN: {GIVEN},
    **{state: {REQUESTED, GIVEN, REFUSED} for state in (None, REFUSED, WITHDRAWN, EXPIRED)},
}
LED_TO = {move: state for moves in ANSWERS.values() for move, state in moves.items()}


def state_consent(db: OwnedSession, new: ConsentCreate) -> Consent:
    """A statement about a child and a purpose; raises IllegalTransition where what stands does not allow it."""
    db.refer(Child, new.child_id, "child_id")
    db.find(Child, new.child_id, lock=True)
    set_method(db, new)
    if (known := records.already(db, Consent, new)) is not None:
        return known
    if new.state not in (REQUESTED, GIVEN, REFUSED) or (new.state is REQUESTED and is_guardian(db)):
        raise refused("state", "not_allowed", "This is not one of the accepted values.")
    check(db, new, new.state)
    giver = giver_of(db, new.given_by_id, new.child_id)
    effect = effect_of(db, new.child_id, new.purpose)
    state = None if effect is None else standing_of(db, effect)
    if new.state not in ANEW[state]:
        raise IllegalTransition(state=state, allowed=list(ANSWERS.get(state, ())))
    return add(db, new, given_by_id=giver, follows_id=None if effect is None else effect.consent_id)


def answer(db: OwnedSession, id: UUID, move: str, new: ConsentAnswer) -> Consent:
    """Gives, refuses or withdraws: a statement that follows the given one, which must be the latest."""
    asked = db.find(Consent, id)
    db.find(Child, asked.child_id, lock=True)
    set_method(db, new)
    if (known := records.already(db, Consent, new)) is not None:
        return of_answer(known, id, move)
    effect = effect_of(db, asked.child_id, asked.purpose)
    state, moves = asked.state, {}
    if effect is not None and effect.consent_id == id:
        state = standing_of(db, effect)
        moves = ANSWERS.get(state, {})
    if move not in moves:
        raise IllegalTransition(state=state, allowed=list(moves))
    check(db, new, moves[move])
    giver = giver_of(db, new.given_by_id, asked.child_id)
    about = {"child_id": asked.child_id, "purpose": asked.purpose, "state": moves[move]}
    return add(db, new, given_by_id=giver, follows_id=id, **about)


def of_answer(known: Consent, id: UUID, move: str) -> Consent:
    """The row that the client's id names, if it was sent as this answer before."""
    if (known.follows_id, known.state) != (id, LED_TO[move]):
        raise IdConflict
    return known


def add(db: OwnedSession, new: ConsentCreate | ConsentAnswer, **about: object) -> Consent:
    """Adds the statement and makes it the one that holds."""
    consent = db.put(records.made(db, Consent, new, **about))
    evidence = AttachmentPurpose.CONSENT_EVIDENCE
    keeping_files.attach(db, new.attachment_ids, evidence, consent.child_id, consent)
    with db.beyond_reach("what a consent puts into effect is kept with it") as wide:
        effect = effect_of(wide, consent.child_id, consent.purpose)
        if effect is None:
            effect = ConsentEffect(
                child_id=consent.child_id, purpose=consent.purpose, state=consent.state, consent_id=consent.id
            )
        effect.state, effect.consent_id = consent.state, consent.id
        effect.valid_until = consent.valid_until if consent.state is GIVEN else None
        wide.put(effect)
    if consent.state is WITHDRAWN:
        bring_about(db, consent.child_id, consent.purpose)
    return consent


def effect_of(db: OwnedSession, child_id: UUID, purpose: ConsentPurpose) -> ConsentEffect | None:
    same = [col(ConsentEffect.child_id) == child_id, col(ConsentEffect.purpose) == purpose]
    effect: ConsentEffect | None = db.execute(sa.select(ConsentEffect).where(*same)).scalar_one_or_none()
    return effect


def ended(valid_until: date | None, today: date) -> bool:
    return valid_until is not None and valid_until < today


def check(db: OwnedSession, new: ConsentCreate | ConsentAnswer, state: ConsentState) -> None:
    if state is not REQUESTED and new.method is ConsentMethod.WITNESSED_VERBAL and not new.witness:
        raise refused("witness", "missing", "A spoken consent needs a witness.")
    if state is GIVEN and ended(new.valid_until, db.at.date()):
        raise refused("valid_until", "out_of_range", "This day has passed.")


def set_method(db: OwnedSession, new: ConsentCreate | ConsentAnswer) -> None:
    """What a guardian says through the API is said digitally, unless something else is named."""
    if is_guardian(db) and "method" not in new.model_fields_set:
        new.method = ConsentMethod.DIGITAL


def giver_of(db: OwnedSession, given_by_id: UUID | None, child_id: UUID) -> UUID | None:
    """Who says it: a guardian who calls says it in their own name; others name a guardian of the child, or nobody."""
    if is_guardian(db):
        return own_entry(db, given_by_id, child_id)
    if given_by_id is not None:
        guardian = db.refer(Guardian, given_by_id, "given_by_id")
        both = [col(Guardianship.child_id) == child_id, col(Guardianship.guardian_id) == given_by_id]
        link = db.execute(sa.select(Guardianship).where(*both)).scalar_one_or_none()
        if link is None or guardian.safety_excluded:
            raise refused("given_by_id", "not_allowed", "This guardian cannot speak for the child.")
    return given_by_id


def own_entry(db: OwnedSession, given_by_id: UUID | None, child_id: UUID) -> UUID:
    """The guardian that the caller is to the child; another one that the body names is not in reach."""
    linked = [col(Guardianship.child_id) == child_id, col(Guardianship.verified_at).is_not(None)]
    own = [col(Guardian.user_id) == db.caller.user_id]
    if given_by_id is not None:
        own.append(col(Guardian.id) == given_by_id)
    guardians = sa.select(Guardian).where(
        *own, col(Guardian.id).in_(sa.select(col(Guardianship.guardian_id)).where(*linked))
    )
    found: Guardian | None = db.execute(guardians.order_by(col(Guardian.id))).scalars().first()
    if found is None:
        raise ReferenceNotFound(errors=[error("given_by_id", "not_found", "No such row in your reach.")])
    return found.id


def is_guardian(db: OwnedSession) -> bool:
    return isinstance(db.principal, Principal) and db.principal.role is Role.GUARDIAN


def refused(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[error(member, code, detail)])


def error(member: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/{member}", "code": code, "detail": detail}
