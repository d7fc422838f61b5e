"""Leaving a job to the workers: the job and its ticket are written in the transaction of what it belongs to.

Whoever changes a job locks it first and its ticket after it. Only a worker that takes a job goes the other way, from
the ticket to the job, and it never waits (app/auth/taking_jobs.py), so that the two ways cannot lock each other out.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core.statements import Plans
from app.models import Job, JobTicket
from app.models.job import ONE_WAITING

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

job: sa.Table = Job.__table__  # type: ignore[attr-defined]
ticket: sa.Table = JobTicket.__table__  # type: ignore[attr-defined]


def _keyed(insert: Any) -> Any:
    # An update even where nothing changes: it holds the waiting job until this transaction is over.
    new = insert(job)
    moved = {"run_at": new.excluded.run_at, "updated_at": new.excluded.updated_at, "version": job.c.version + 1}
    sooner = new.excluded.run_at < job.c.run_at
    return new.on_conflict_do_update(
        index_elements=["organisation_id", "kind", "key"],
        index_where=sa.text(ONE_WAITING),
        set_={name: sa.case((sooner, value), else_=job.c[name]) for name, value in moved.items()},
    ).returning(job.c.id, job.c.run_at)


def _slotted(insert: Any) -> Any:
    named = {"index_elements": ["organisation_id", "kind", "slot"], "index_where": sa.text("slot IS NOT NULL")}
    return insert(job).on_conflict_do_nothing(**named).returning(job.c.id)


def _ticket(insert: Any) -> Any:
    new = insert(ticket)
    return new.on_conflict_do_update(index_elements=["organisation_id", "job_id"], set_={"at": new.excluded.at})


INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
ADD_JOB = Plans(sa.insert(job))
ADD_KEYED = {name: _keyed(insert) for name, insert in INSERTS.items()}
ADD_SLOTTED = {name: _slotted(insert) for name, insert in INSERTS.items()}
SET_TICKET = {name: Plans(_ticket(insert)) for name, insert in INSERTS.items()}
DROP_TICKET = sa.delete(ticket)


class Slot(NamedTuple):
    """The time for which a periodic kind runs once."""

    at: datetime
    every: timedelta

    @classmethod
    def after(cls, at: datetime, every: timedelta) -> "Slot":
        """The first multiple of `every` since 1970 (UTC) that lies after an instant."""
        return cls(EPOCH + ((at - EPOCH) // every + 1) * every, every)


def enqueue(db: Any, new: Job) -> UUID:
    """Adds a job to an owned session's transaction; gives its id, or that of the waiting job that has its key."""
    new.organisation_id, new.created_by = db.organisation_id, db.principal.user_id
    connection = db.connection()
    if new.key is None:
        ADD_JOB.run(connection, columns_of(new))
        id, run_at = new.id, new.run_at
    else:
        id, run_at = connection.execute(ADD_KEYED[connection.dialect.name], columns_of(new)).one()
    set_ticket(connection, (new.organisation_id, id), run_at)
    db.enqueued.append(id)
    return id


def plant(connection: sa.Connection, organisation_id: UUID, kind: str, slot: Slot) -> None:
    """The job of a periodic kind for a slot, unless it is there already, be it done."""
    run_at = slot.at + spread(organisation_id, slot.every)
    new = Job(organisation_id=organisation_id, kind=kind, args={}, slot=slot.at, run_at=run_at)
    if connection.execute(ADD_SLOTTED[connection.dialect.name], columns_of(new)).one_or_none():
        set_ticket(connection, (organisation_id, new.id), new.run_at)


def spread(organisation_id: UUID, every: timedelta) -> timedelta:
    """Of each day up to an hour, so that not every organisation of an installation begins its night at one second."""
    return timedelta(seconds=organisation_id.int % max(1, int(every.total_seconds()) // 24))


def begin_anew(db: Any, waiting: Job) -> None:
    """Tells the workers of a job that was dead or cancelled and waits again."""
    set_ticket(db.connection(), (waiting.organisation_id, waiting.id), waiting.run_at)
    db.enqueued.append(waiting.id)


def call_off(db: Any, cancelled: Job) -> None:
    """Tells the workers that they need not look at the job any more."""
    drop_ticket(db.connection(), (cancelled.organisation_id, cancelled.id))


def set_ticket(connection: sa.Connection, place: tuple[UUID, UUID], at: datetime | None) -> None:
    """(organisation, job) is to be looked at next at an instant; None: it is dead."""
    values = {"organisation_id": place[0], "job_id": place[1], "at": at}
    SET_TICKET[connection.dialect.name].run(connection, values)


def drop_ticket(connection: sa.Connection, place: tuple[UUID, UUID]) -> None:
    """The job is over."""
    connection.execute(DROP_TICKET.where(ticket.c.organisation_id == place[0], ticket.c.job_id == place[1]))


def columns_of(row: Job) -> Mapping[str, Any]:
    return {column.name: getattr(row, column.name) for column in job.columns}
