"""Telling people before something that is required of them ceases to hold: 30, 14 and 3 days before its last day.

The effect of an expiry needs no job: a reach compares an instant. The job warns, and once more brings everybody's
clearance to what is required, since leading that has ended by itself may have lifted something.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Membership, RequirementFulfilment
from app.models.notice import NoticeKind
from app.models.requirement import GATED_ROLES
from app.services.groups.open_groups import locked
from app.services.jobs.job_runs import JobRun
from app.services.notices.notifying import ToUser, notify
from app.services.volunteers import keeping_gate
from app.services.volunteers.standings import COUNTING

WARNINGS = (30, 14, 3)
MOST_AT_ONCE = 50


def warn_all(run: JobRun) -> dict[str, Any]:
    """Warns of what ends soon and brings clearances up to date, a few people at a time."""
    warned, followed, last = 0, 0, UUID(int=0)
    while True:
        with run.transaction() as db:
            people = some_people(db, last)
            keeping_gate.follow(db, people)
            warned += warn(db, people, (run.at or db.at).date())
        followed += len(people)
        if len(people) < MOST_AT_ONCE:
            return {"warned": warned, "followed": followed}
        last = people[-1]


def some_people(db: OwnedSession, after: UUID) -> list[UUID]:
    """The next of those of whom anything can be required, in the order of their ids."""
    user_id = col(Membership.user_id)
    gated = sa.select(user_id).where(col(Membership.role).in_(GATED_ROLES), user_id > after)
    return list(db.execute(gated.distinct().order_by(user_id).limit(MOST_AT_ONCE)).scalars())


def warn(db: OwnedSession, people: list[UUID], today: date) -> int:
    """Warns these people, each once for each threshold; gives how many warnings were left."""
    counting = [col(RequirementFulfilment.user_id).in_(people), col(RequirementFulfilment.state).in_(COUNTING)]
    rows = locked(db, RequirementFulfilment, *counting)
    # Of several that count for the same requirement the last end is the one that matters.
    best: dict[tuple[UUID, UUID], RequirementFulfilment] = {}
    for row in rows:
        known = best.get((row.user_id, row.requirement_id))
        if known is None or (row.valid_until or date.max) > (known.valid_until or date.max):
            best[row.user_id, row.requirement_id] = row
    return sum(tell(db, row, today) for row in best.values())


def tell(db: OwnedSession, row: RequirementFulfilment, today: date) -> bool:
    """Leaves a notice when a threshold is reached that the person was not told of yet."""
    due = threshold(row.valid_until, today)
    if row.valid_until is None or due is None or (row.warned is not None and row.warned <= due):
        return False
    row.warned = due
    notify(db, NoticeKind.REQUIREMENT_EXPIRING, ToUser(row.user_id), {"what": row.code, "day": row.valid_until})
    return True


def threshold(valid_until: date | None, today: date) -> int | None:
    """The least number of days of WARNINGS within which the last day lies; None before all and after the end."""
    if valid_until is None or valid_until < today:
        return None
    left = valid_until - today
    return min((days for days in WARNINGS if left <= timedelta(days=days)), default=None)
