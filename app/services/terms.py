"""From when to when something holds: valid_from <= now < valid_to, where an absent bound is open."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.core.problems import IllegalTransition, InvalidRequest


def in_force(row: Any, at: datetime) -> Clause:
    """The rows that hold at an instant."""
    return sa.and_(sa.or_(row.valid_from.is_(None), row.valid_from <= at), not_over(row, at))


def not_over(row: Any, at: datetime) -> Clause:
    """The rows that hold at an instant, or will."""
    return sa.or_(row.valid_to.is_(None), row.valid_to > at)


def require_term(start: datetime | None, end: datetime | None, at: datetime) -> None:
    """Refuses an end that is over already, or before the beginning."""
    if end is not None and end <= max(start or at, at):
        detail = "Must be later than now and than the beginning."
        raise InvalidRequest(errors=[{"pointer": "/valid_to", "code": "out_of_range", "detail": detail}])


def lengthens(row: Any, end: datetime | None) -> bool:
    """Whether a new end gives more time than the row has now."""
    return row.valid_to is not None and (end is None or end > row.valid_to)


def end_now(db: OwnedSession, row: Any) -> None:
    """Ends what holds now; what has not begun never will. Raises IllegalTransition for what is over."""
    if row.valid_to is not None and row.valid_to <= db.at:
        raise IllegalTransition(state="ended", allowed=[])
    row.valid_to = max(db.at, row.valid_from or db.at)
    db.flush()
