"""Taking a job and keeping it: one worker at a time; a lease that a dead one loses, a fence that stops a slow one.

A job is taken with its ticket locked; `fence` counts the takings. Whatever a worker writes for the job is committed
only while its own number is still the newest, so that one which was given up for dead changes nothing any more.
On PostgreSQL the time is the database's, on SQLite that of its one process; tests give their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.enqueuing import Slot, drop_ticket, job, plant, set_ticket, ticket
from app.auth.reach import TELL
from app.auth.session import OwnedSession
from app.core import clock
from app.core.columns import Instant
from app.core.database import Database
from app.models.job import WORK, JobState

# Somebody is just changing the job; and a job whose kind only a newer program knows.
HELD_ELSEWHERE, NOT_OF_OURS = timedelta(seconds=1), timedelta(minutes=1)
LEASE_LOST = "LeaseLost: its workers ended before it did"


class JobLost(RuntimeError):
    """The job was cancelled, or another worker has it: nothing of this transaction may stay."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which terms jobs of a kind are taken. `every`: a periodic kind, once in each such time."""

    lease: timedelta = timedelta(seconds=60)
    max_attempts: int = 8
    every: timedelta | None = None


class Claim(NamedTuple):
    """A job in the hands of one worker."""

    organisation_id: UUID
    id: UUID
    fence: int
    kind: str
    args: dict[str, Any]
    attempt: int
    max_attempts: int
    created_by: UUID | None
    progress: dict[str, Any] | None
    slot: datetime | None

    @property
    def place(self) -> tuple[UUID, UUID]:
        """Where the job stands: its organisation and its id."""
        return self.organisation_id, self.id


class Nothing(NamedTuple):
    """There is no job to take now; the next one that is known of is due in so many seconds, None: none is."""

    seconds: float | None


class Wait(NamedTuple):
    """How long until the next attempt, and since when: the present, unless a test says otherwise."""

    length: timedelta
    since: datetime | None = None


PASSED_OVER = object()
DUE = (
    sa.select(ticket.c.organisation_id, ticket.c.job_id)
    .where(ticket.c.at <= sa.bindparam("now", type_=Instant))
    .order_by(ticket.c.at)
    .limit(1)
    .with_for_update(skip_locked=True)
)
NEXT = sa.select(sa.func.min(ticket.c.at, type_=Instant))
THIS = sa.and_(job.c.organisation_id == sa.bindparam("organisation"), job.c.id == sa.bindparam("job_id"))
THERE = sa.select(job.c.id).where(THIS)
UNLOCKED = sa.select(job).where(THIS).with_for_update(skip_locked=True)
HELD = sa.and_(THIS, job.c.fence == sa.bindparam("held_fence"), job.c.state == JobState.RUNNING)
STILL_HELD = sa.select(job.c.id).where(HELD).with_for_update(read=True)
other = job.alias("other")
ANOTHER_WAITS = (
    sa.exists()
    .where(*(other.c[name] == job.c[name] for name in ("organisation_id", "kind", "key")))
    .where(other.c.state == JobState.WAITING)
    .correlate(job)
)
FREE_KEY = sa.case((ANOTHER_WAITS, sa.null()), else_=job.c.key)


def take(database: Database, owner: str, kinds: Mapping[str, Terms], at: datetime | None = None) -> Claim | Nothing:
    """The job that is longest due, from now on the owner's until its lease ends."""
    while True:
        with database.turn(), database.engine.begin() as connection:
            found = attempt(connection, owner, kinds, at or now(connection))
        if isinstance(found, Claim | Nothing):
            return found


def attempt(connection: sa.Connection, owner: str, kinds: Mapping[str, Terms], at: datetime) -> Any:
    place = connection.execute(DUE, {"now": at}).one_or_none()
    if place is None:
        soonest = connection.execute(NEXT).scalar()
        return Nothing((soonest - at).total_seconds() if soonest else None)
    enter(connection, place.organisation_id)
    named = {"organisation": place.organisation_id, "job_id": place.job_id}
    row = connection.execute(UNLOCKED, named).one_or_none()
    if row is None or row.state not in WORK["take"].sources or row.kind not in kinds:
        return pass_over(connection, tuple(place), row, at)
    terms = kinds[row.kind]
    claim = Claim(
        place.organisation_id, row.id, row.fence + 1, row.kind, row.args, row.attempts + 1, terms.max_attempts,
        row.created_by, row.progress, row.slot,
    )  # fmt: skip
    if row.attempts >= terms.max_attempts:
        bury(connection, claim, terms, at)
        return PASSED_OVER
    until = at + terms.lease
    counted = {"attempts": claim.attempt, "fence": claim.fence, "max_attempts": terms.max_attempts}
    change(connection, claim, "take", at, owner=owner, lease_until=until, **counted)
    set_ticket(connection, claim.place, until)
    return claim


def pass_over(connection: sa.Connection, place: Any, row: Any, at: datetime) -> object:
    """Leaves a job that cannot be taken now, so that the next look meets another one first."""
    over = row is not None and row.state not in WORK["take"].sources
    if over or connection.execute(THERE, {"organisation": place[0], "job_id": place[1]}).one_or_none() is None:
        drop_ticket(connection, place)
    else:
        set_ticket(connection, place, at + (HELD_ELSEWHERE if row is None else NOT_OF_OURS))
    return PASSED_OVER


def bury(connection: sa.Connection, claim: Claim, terms: Terms, at: datetime) -> None:
    """Gives up a job that took its workers with it each time."""
    change(connection, claim, "give_up", at, last_error=LEASE_LOST, ended_at=at, lease_until=None, fence=claim.fence)
    set_ticket(connection, claim.place, None)
    plant_next(connection, claim, terms, at)


def renew(database: Database, claim: Claim, lease: timedelta, at: datetime | None = None) -> None:
    """Lengthens the lease to its whole length from now; JobLost when there is none any more."""
    with database.turn(), database.engine.begin() as connection:
        enter(connection, claim.organisation_id)
        until = (at or now(connection)) + lease
        change_held(connection, claim, {"lease_until": until})
        set_ticket(connection, claim.place, until)


def require_held(db: OwnedSession, claim: Claim) -> None:
    """Holds the job to the end of the transaction; JobLost when it is another's, or cancelled."""
    if db.connection().execute(STILL_HELD, held(claim)).one_or_none() is None:
        raise JobLost


def report(db: OwnedSession, claim: Claim, progress: dict[str, Any]) -> None:
    """How far the job is; JobLost as above."""
    change_held(db.connection(), claim, {"progress": progress})


def finish(
    db: OwnedSession, claim: Claim, terms: Terms, result: dict[str, Any] | None, at: datetime | None = None
) -> None:
    """The job is done, if this transaction commits; JobLost as above."""
    done = {"state": WORK["finish"].target, "result": result, "last_error": ""}
    end(db.connection(), claim, terms, done, at)
    drop_ticket(db.connection(), claim.place)


def give_up(db: OwnedSession, claim: Claim, terms: Terms, error: str, at: datetime | None = None) -> None:
    """The job is dead until somebody retries it."""
    end(db.connection(), claim, terms, {"state": WORK["give_up"].target, "last_error": error}, at)
    set_ticket(db.connection(), claim.place, None)


def put_off(db: OwnedSession, claim: Claim, error: str, wait: Wait) -> None:
    """Tries again after a while; an empty error gives the job back without counting the attempt.

    Where another job of its key waits by now, this one waits without: each has arguments of its own.
    """
    at = (wait.since or now(db.connection())) + wait.length
    counted = {"last_error": error} if error else {"attempts": claim.attempt - 1}
    waiting = {"state": WORK["put_off"].target, "run_at": at, "lease_until": None, "key": FREE_KEY}
    change_held(db.connection(), claim, {**waiting, **counted})
    set_ticket(db.connection(), claim.place, at)


def end(connection: sa.Connection, claim: Claim, terms: Terms, values: dict[str, Any], at: datetime | None) -> None:
    at = at or now(connection)
    change_held(connection, claim, {"ended_at": at, "lease_until": None, **values})
    plant_next(connection, claim, terms, at)


def plant_next(connection: sa.Connection, claim: Claim, terms: Terms, at: datetime) -> None:
    if claim.slot is not None and terms.every is not None:
        plant(connection, claim.organisation_id, claim.kind, Slot.after(max(at, claim.slot), terms.every))


def change(connection: sa.Connection, claim: Claim, move: str, at: datetime, **values: Any) -> None:
    """A move of a job that this transaction has locked."""
    made = {"state": WORK[move].target, "updated_at": at, "version": job.c.version + 1, **values}
    named = {"organisation": claim.organisation_id, "job_id": claim.id}
    connection.execute(sa.update(job).where(THIS, job.c.state.in_(WORK[move].sources)).values(made), named)


def change_held(connection: sa.Connection, claim: Claim, values: dict[str, Any]) -> None:
    changed = {"version": job.c.version + 1, **values}
    changed.setdefault("updated_at", values.get("ended_at") or now(connection))
    if connection.execute(sa.update(job).where(HELD).values(changed), held(claim)).rowcount != 1:
        raise JobLost


def held(claim: Claim) -> dict[str, Any]:
    return {"organisation": claim.organisation_id, "job_id": claim.id, "held_fence": claim.fence}


def enter(connection: sa.Connection, organisation_id: UUID) -> None:
    """Tells row-level security whose job it is."""
    if connection.dialect.name == "postgresql":
        TELL.run(connection, {"organisation": organisation_id})


def now(connection: sa.Connection) -> datetime:
    """The time that all workers share."""
    if connection.dialect.name != "postgresql":
        return clock.now()
    found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return found
