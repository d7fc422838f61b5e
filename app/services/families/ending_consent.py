"""What the end of a consent brings about, by purpose: in the transaction of a withdrawal, or when a consent lapses.

What is not in the table ends by reach alone: with the consent to share with the school the teacher's reach is gone from
the next request on. The change feed tells receivers of the effect, and of every row that goes with it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Attachment, Child, Consent, ConsentEffect
from app.models.attachment import AttachmentPurpose, AttachmentState
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.files import keeping_files
from app.services.jobs.job_runs import JobRun
from app.services.library import narrating

MOST_AT_ONCE = 50

Effect = Callable[[OwnedSession, UUID], None]


def erase_homework_photos(db: OwnedSession, child_id: UUID) -> None:
    """No photo of the child's homework can be read from this commit on; a job removes the bytes."""
    held = [
        col(Attachment.child_id) == child_id,
        col(Attachment.purpose) == AttachmentPurpose.HOMEWORK_PHOTO,
        col(Attachment.state) != AttachmentState.ERASED,
    ]
    photos = db.execute(sa.select(Attachment).where(*held)).scalars().all()
    keeping_files.erase(db, photos, "the consent has ended")


EFFECTS: dict[ConsentPurpose, tuple[Effect, ...]] = {
    ConsentPurpose.HOMEWORK_PHOTO: (erase_homework_photos,),
    ConsentPurpose.STORY: (narrating.withdraw_stories_of_child,),
}


def bring_about(db: OwnedSession, child_id: UUID, purpose: ConsentPurpose) -> None:
    """Runs the effects of the end of a consent, in the caller's transaction."""
    for effect in EFFECTS.get(purpose, ()):
        with db.beyond_reach("what ends with a consent ends for everybody") as wide:
            effect(wide, child_id)


def lapse_all(run: JobRun) -> dict[str, Any]:
    """Puts down what has run out by its date as `expired`, with its effects, a few children at a time."""
    lapsed, found = 0, MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with run.transaction() as db:
            found = lapse_some(db, (run.at or db.at).date())
        lapsed += found
    return {"lapsed": lapsed}


def lapse_some(db: OwnedSession, today: date) -> int:
    """Ends what was given until a day before today; gives how many."""
    over = [col(ConsentEffect.state) == ConsentState.GIVEN, col(ConsentEffect.valid_until) < today]
    some = sa.select(ConsentEffect).where(*over).order_by(col(ConsentEffect.id)).limit(MOST_AT_ONCE)
    effects = db.execute(some).scalars().all()
    for child_id in sorted({effect.child_id for effect in effects}):
        db.find(Child, child_id, lock=True)
    for effect in effects:
        lapse(db, effect.id, today)
    return len(effects)


def lapse(db: OwnedSession, id: UUID, today: date) -> None:
    """Adds the statement that a consent has expired, unless it was renewed or withdrawn meanwhile."""
    effect = db.find(ConsentEffect, id, lock=True)
    if effect.state is not ConsentState.GIVEN or effect.valid_until is None or effect.valid_until >= today:
        return
    given = db.find(Consent, effect.consent_id)
    said: dict[str, Any] = {name: getattr(given, name) for name in ("child_id", "purpose", "method", "text_version")}
    ended = db.put(Consent(state=ConsentState.EXPIRED, follows_id=given.id, language=given.language, **said))
    effect.state, effect.consent_id, effect.valid_until = ConsentState.EXPIRED, ended.id, None
    db.flush()
    bring_about(db, effect.child_id, effect.purpose)
