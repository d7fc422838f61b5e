"""Bookkeeping of the system that has had its time: kept answers, ended sign-ins, notices and jobs that are over."""

from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.session import OwnedSession
from app.core.columns import Id, Instant
from app.core.statements import Plans, any_of
from app.models.job import JobState

KEYS_KEPT, SIGN_INS_KEPT = timedelta(days=7), timedelta(days=30)
LINKS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=90)
JOBS_KEPT, DEAD_JOBS_KEPT = timedelta(days=14), timedelta(days=90)
MOST_AT_ONCE = 500

tables = SQLModel.metadata.tables
idempotency_key, sign_in, refresh_token = tables["idempotency_key"], tables["sign_in"], tables["refresh_token"]
job, ticket, notice = tables["job"], tables["job_ticket"], tables["notice"]
secret_link, one_time_code = tables["secret_link"], tables["one_time_code"]


def _own(table: sa.Table) -> Any:
    return table.c.organisation_id == sa.bindparam("organisation", type_=Id)


def _old(table: sa.Table, *where: Any) -> Plans:
    return Plans(sa.select(table.c.id).where(_own(table), *where).order_by(table.c.id).limit(MOST_AT_ONCE))


def _gone(table: sa.Table, column: str) -> Plans:
    return Plans(sa.delete(table).where(_own(table), any_of(table.c[column], "ids")))


before = sa.bindparam("before", type_=Instant)


class Clearing(NamedTuple):
    """Which rows have had their time, how long that is, and what goes with them, what refers to others first."""

    old: Plans
    kept: timedelta
    gone: tuple[Plans, ...]


CLEARINGS: dict[str, Clearing] = {
    "sign_ins": Clearing(
        _old(sign_in, sa.or_(sign_in.c.expires_at < before, sign_in.c.ended_at < before)),
        SIGN_INS_KEPT,
        (_gone(refresh_token, "sign_in_id"), _gone(sign_in, "id")),
    ),
    "secret_links": Clearing(
        _old(secret_link, secret_link.c.expires_at < before), LINKS_KEPT, (_gone(secret_link, "id"),)
    ),
    "one_time_codes": Clearing(
        _old(one_time_code, one_time_code.c.expires_at < before), LINKS_KEPT, (_gone(one_time_code, "id"),)
    ),
    "notices": Clearing(
        _old(notice, notice.c.ended_at < before),
        NOTICES_KEPT,
        (_gone(notice, "id"),),
    ),
    "jobs": Clearing(
        _old(job, job.c.ended_at < before, job.c.state != JobState.DEAD),
        JOBS_KEPT,
        (_gone(job, "id"),),
    ),
    "dead_jobs": Clearing(
        _old(job, job.c.ended_at < before, job.c.state == JobState.DEAD),
        DEAD_JOBS_KEPT,
        (_gone(ticket, "job_id"), _gone(job, "id")),
    ),
}
FORGET_KEYS = Plans(sa.delete(idempotency_key).where(_own(idempotency_key), idempotency_key.c.at < before))


def forget_keys(db: OwnedSession) -> int:
    """Forgets the answers kept for requests that nobody will repeat; gives how many."""
    place = {"organisation": db.organisation_id, "before": db.at - KEYS_KEPT}
    return int(FORGET_KEYS.run(db.connection(), place).rowcount)


def clear(db: OwnedSession, name: str) -> int:
    """Deletes some rows that have had their time; gives how many. Fewer than MOST_AT_ONCE: those were all."""
    clearing, connection = CLEARINGS[name], db.connection()
    place = {"organisation": db.organisation_id}
    found = clearing.old.run(connection, {**place, "before": db.at - clearing.kept}).fetchall()
    ids = [row[0] for row in found]
    for gone in clearing.gone if ids else ():
        gone.run(connection, {**place, "ids": ids})
    return len(ids)
