"""One attempt at one job: what its work is given, how it ends, when it is tried again.

A kind of job is a function `work(run) -> result | None`. It runs at least once: what it does inside `run.finishing()`
happens exactly once, since the job is done in that same transaction; everything else must bear being done again.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.auth import taking_jobs
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.auth.taking_jobs import Claim, JobLost, Terms, Wait
from app.core import journal
from app.core.database import Database
from app.core.problems import DomainError

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)

log = journal.get_logger()


class JobFailed(Exception):
    """Ends an attempt with words of ours. `again_in`: not the usual wait; `hopeless`: another try would change nothing.

    The words are kept and shown: no personal data, nothing that somebody else's server said.
    """

    def __init__(self, words: str, *, again_in: timedelta | None = None, hopeless: bool = False) -> None:
        super().__init__(words)
        self.words, self.again_in, self.hopeless = words, again_in, hopeless


class JobRun:
    """An attempt: the job's arguments, and the road to the database, which closes when the job is lost."""

    def __init__(self, database: Database, claim: Claim, terms: Terms, at: datetime | None = None) -> None:
        self.database, self.claim, self.terms, self.at = database, claim, terms, at
        self.finished = self.inside = False
        self.result: dict[str, Any] | None = None

    @property
    def id(self) -> UUID:
        """Of the job, the same at every attempt: a key for what must not be done twice elsewhere."""
        return self.claim.id

    @property
    def organisation_id(self) -> UUID:
        """Whose job it is."""
        return self.claim.organisation_id

    @property
    def args(self) -> dict[str, Any]:
        """As they were enqueued."""
        return self.claim.args

    @property
    def asked_by(self) -> UUID | None:
        """The user in whose transaction the job was enqueued."""
        return self.claim.created_by

    @property
    def progress(self) -> dict[str, Any] | None:
        """What an earlier attempt reported last."""
        return self.claim.progress

    @contextmanager
    def transaction(self) -> Iterator[OwnedSession]:
        """A transaction of the system in the job's organisation; JobLost, and nothing stays, if it is not ours now.

        Keep it short: on SQLite everybody else waits meanwhile.
        """
        with self.committing() as db:
            yield db
            db.flush()
            taking_jobs.require_held(db, self.claim)

    @contextmanager
    def finishing(self) -> Iterator[OwnedSession]:
        """The last transaction, in which the job itself is done, with `result` as it then is."""
        with self.committing() as db:
            yield db
            db.flush()
            taking_jobs.finish(db, self.claim, self.terms, self.result, self.at)
        self.finished = True

    def report(self, done: int, total: int | None = None, *, db: OwnedSession | None = None) -> None:
        """Shows how far the job is, within `db` or by itself. JobLost, should it have been cancelled."""
        if db is not None:
            taking_jobs.report(db, self.claim, {"done": done, "total": total})
            return
        with self.committing() as own:
            self.report(done, total, db=own)

    @contextmanager
    def committing(self) -> Iterator[OwnedSession]:
        if self.inside:
            raise RuntimeError("one transaction of a job at a time")
        self.inside = True
        reason = f"job: {self.claim.kind}"
        system = System(self.organisation_id, reason)
        try:
            with self.database.turn(), OwnedSession(self.database, system, request_id=str(self.id)) as db:
                yield db
                db.commit()
        finally:
            self.inside = False


@dataclass(frozen=True, kw_only=True)
class Kind(Terms):
    """What is done for jobs of a kind, and on which terms."""

    work: Callable[[JobRun], dict[str, Any] | None]


class Ran(NamedTuple):
    """How an attempt ended: done, again, dead or lost; `error` is what its work raised."""

    claim: Claim
    outcome: str
    error: BaseException | None = None


def run(database: Database, claim: Claim, kinds: Mapping[str, Kind], at: datetime | None = None) -> Ran:
    """One attempt, from the claim to its end. `at`: the time that tests give instead of the present."""
    kind = kinds[claim.kind]
    this = JobRun(database, claim, kind, at)
    try:
        result = kind.work(this)
        if not this.finished:
            this.result = result
            with this.finishing():
                pass
        return Ran(claim, "done")
    except JobLost as error:
        return Ran(claim, "lost", error)
    except Exception as error:
        return failed(this, error)


def hand_back(database: Database, claim: Claim, kind: Kind) -> None:
    """Lets another worker begin with it at once; whoever still works on it has lost it. JobLost when that is so."""
    with JobRun(database, claim, kind).committing() as db:
        taking_jobs.put_off(db, claim, "", Wait(timedelta()))
        db.enqueued.append(claim.id)


def failed(this: JobRun, error: Exception) -> Ran:
    """Tries again later, or gives the job up after its last attempt."""
    log.warning("a job failed", kind=this.claim.kind, job_id=this.id, attempt=this.claim.attempt, **told(error))
    hopeless = isinstance(error, JobFailed) and error.hopeless
    dead = hopeless or this.claim.attempt >= this.claim.max_attempts
    try:
        with this.committing() as db:
            if dead:
                taking_jobs.give_up(db, this.claim, this.terms, scrubbed(error), this.at)
            else:
                again = Wait(wait(this.claim.attempt, error), this.at)
                taking_jobs.put_off(db, this.claim, scrubbed(error), again)
    except JobLost:
        return Ran(this.claim, "lost", error)
    return Ran(this.claim, "dead" if dead else "again", error)


def wait(attempt: int, error: Exception | None = None) -> timedelta:
    """Doubled with every attempt up to an hour, and shortened by up to a half so that the many do not come at once."""
    if isinstance(error, JobFailed) and error.again_in is not None:
        return error.again_in
    longest = min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1)  # noqa: S311 - no secret


def scrubbed(error: Exception) -> str:
    """What may be kept and shown of an error: its class and words that stand in our source, never values."""
    words = error.words if isinstance(error, JobFailed) else error.title if isinstance(error, DomainError) else ""
    name = type(error).__name__
    return f"{name}: {words}"[:300] if words else name


def told(error: Exception) -> dict[str, object]:
    return {} if isinstance(error, JobFailed) else journal.describe(error)
