"""Periodic jobs as rows: for each organisation and each periodic kind there is always one that waits for its slot.

The end of one plants the next (app/auth/taking_jobs.py). What is written here is for the first of all: new kinds, new
organisations, and a job that somebody has cancelled. The slot is part of a unique key, so two processes plant one row.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from app.auth.enqueuing import Slot, job, plant
from app.auth.taking_jobs import Terms, enter, now
from app.core.database import Database
from app.models import Organisation
from app.models.job import WORK
from app.models.organisation import OrganisationStatus

organisation: sa.Table = Organisation.__table__  # type: ignore[attr-defined]

OPEN = sa.select(organisation.c.id).where(organisation.c.status != OrganisationStatus.CLOSED)
PLANTED = sa.select(job.c.kind).where(
    job.c.organisation_id == sa.bindparam("organisation"),
    job.c.slot.is_not(None),
    job.c.state.in_(WORK["take"].sources),
)


def plant_missing(database: Database, kinds: Mapping[str, Terms], at: datetime | None = None) -> int:
    """Plants what no row waits for, at the next slot after an instant (now); gives how many jobs that were."""
    with database.turn(), database.engine.begin() as connection:
        organisations = connection.execute(OPEN.order_by(organisation.c.id)).scalars().all()
    return sum(plant_in(database, id, kinds, at) for id in organisations)


def plant_in(database: Database, organisation_id: UUID, kinds: Mapping[str, Terms], at: datetime | None) -> int:
    periodic = {name: terms.every for name, terms in kinds.items() if terms.every is not None}
    with database.turn(), database.engine.begin() as connection:
        enter(connection, organisation_id)
        there = set(connection.execute(PLANTED, {"organisation": organisation_id}).scalars())
        missing = sorted(periodic.keys() - there)
        for name in missing:
            plant(connection, organisation_id, name, Slot.after(at or now(connection), periodic[name]))
    return len(missing)
