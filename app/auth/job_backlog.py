"""How many jobs wait, over all organisations: from their tickets, which tell nothing else."""

from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from app.auth.enqueuing import ticket
from app.auth.taking_jobs import now
from app.core.columns import Instant
from app.core.database import Database
from app.core.problems import Unavailable

NOW = sa.bindparam("now", type_=Instant)
DUE = sa.select(sa.func.count(), sa.func.min(ticket.c.at, type_=Instant)).where(ticket.c.at <= NOW)
DEAD = sa.select(sa.func.count()).select_from(ticket).where(ticket.c.at.is_(None))


class Backlog(NamedTuple):
    """Jobs due and not taken, the seconds that the first of them waits, jobs given up."""

    waiting: int
    oldest_seconds: float
    dead: int


async def backlog(database: Database) -> Backlog:
    """Counted now; Unavailable when the database does not answer."""
    try:
        return await database.write(partial(count, database))
    except sa.exc.OperationalError as error:
        raise Unavailable from error


def count(database: Database) -> Backlog:
    with database.engine.begin() as connection:
        at = now(connection)
        waiting, first = connection.execute(DUE, {"now": at}).one()
        dead = connection.execute(DEAD).scalar_one()
    return Backlog(waiting, (at - first).total_seconds() if first else 0.0, dead)
