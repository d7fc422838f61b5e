"""What is required and ends soon: told once for each threshold, 30, 14 and 3 days before the last day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.models import RequirementFulfilment
from app.models.notice import NoticeKind
from app.services.notices.notifying import ToUser
from app.services.reminders.leaving_reminders import Due, Matter
from app.services.volunteers.standings import COUNTING

WARNINGS = (30, 14, 3)


def find(db: OwnedSession, at: datetime, fulfilment_id: UUID) -> list[Due]:
    """A letter about this fulfilment, should it still be the one that ends last."""
    of_it = sa.select(col(RequirementFulfilment.user_id)).where(col(RequirementFulfilment.id) == fulfilment_id)
    return [due for due in find_of(db, at, db.execute(of_it).scalars()) if due.matter.about_id == fulfilment_id]


def find_of(db: OwnedSession, at: datetime, people: Iterable[UUID]) -> list[Due]:
    """A letter for each threshold that these people have reached with something."""
    own: Clause = col(RequirementFulfilment.user_id).in_(set(people))
    rows = db.execute(sa.select(RequirementFulfilment).where(own, col(RequirementFulfilment.state).in_(COUNTING)))
    # Of several that count for the same requirement the last end is the one that matters.
    best: dict[tuple[UUID, UUID], RequirementFulfilment] = {}
    for row in rows.scalars():
        known = best.get((row.user_id, row.requirement_id))
        if known is None or (row.valid_until or date.max) > (known.valid_until or date.max):
            best[row.user_id, row.requirement_id] = row
    return [due for row in best.values() for due in expiring(row, at.date())]


def expiring(row: RequirementFulfilment, today: date) -> Iterable[Due]:
    days = threshold(row.valid_until, today)
    if days is not None:
        matter = Matter(NoticeKind.REQUIREMENT_EXPIRING, row.id, row.user_id, step=days)
        yield Due(matter, ToUser(row.user_id), {"what": row.code, "day": row.valid_until or today})


def threshold(valid_until: date | None, today: date) -> int | None:
    """The least number of days of WARNINGS within which the last day lies; None before all and after the end."""
    if valid_until is None or valid_until < today:
        return None
    left = valid_until - today
    return min((days for days in WARNINGS if left <= timedelta(days=days)), default=None)
