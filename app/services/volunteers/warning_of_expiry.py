"""Telling people before something that is required of them ceases to hold (reminding_of_requirements).

The effect of an expiry needs no job: a reach compares an instant. The job warns, and once more brings everybody's
clearance to what is required, since leading that has ended by itself may have lifted something.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Membership
from app.models.requirement import GATED_ROLES
from app.services.jobs.job_runs import JobRun
from app.services.reminders.leaving_reminders import remind
from app.services.reminders.reminding_of_requirements import find_of
from app.services.volunteers import keeping_gate

MOST_AT_ONCE = 50


def warn_all(run: JobRun) -> dict[str, Any]:
    """Warns of what ends soon and brings clearances up to date, a few people at a time."""
    warned, followed, last = 0, 0, UUID(int=0)
    while True:
        with run.transaction() as db:
            people = some_people(db, last)
            keeping_gate.follow(db, people)
            warned += remind(db, find_of(db, run.at or db.at, people))
        followed += len(people)
        if len(people) < MOST_AT_ONCE:
            return {"warned": warned, "followed": followed}
        last = people[-1]


def some_people(db: OwnedSession, after: UUID) -> list[UUID]:
    """The next of those of whom anything can be required, in the order of their ids."""
    user_id = col(Membership.user_id)
    gated = sa.select(user_id).where(col(Membership.role).in_(GATED_ROLES), user_id > after)
    return list(db.execute(gated.distinct().order_by(user_id).limit(MOST_AT_ONCE)).scalars())
