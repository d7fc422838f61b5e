"""Steering jobs by hand: trying again what was given up, calling off what is not wanted any more."""

from uuid import UUID

from app.auth.enqueuing import begin_anew, call_off
from app.auth.session import OwnedSession
from app.models import Job
from app.services import records


def retry(db: OwnedSession, id: UUID) -> Job:
    """Lets a dead or cancelled job begin anew, with all its attempts. IllegalTransition for any other."""
    job = db.find(Job, id, lock=True)
    job.run_at, job.attempts, job.ended_at = db.at, 0, None
    records.move(db, job, "retry")
    begin_anew(db, job)
    return job


def cancel(db: OwnedSession, id: UUID) -> Job:
    """A waiting job never begins; a running one is stopped at its next transaction, which leaves nothing."""
    job = db.find(Job, id, lock=True)
    job.ended_at, job.lease_until = db.at, None
    records.move(db, job, "cancel")
    call_off(db, job)
    return job
