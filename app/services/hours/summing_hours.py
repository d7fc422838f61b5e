"""What hours add up to: by month, programme and kind, each state apart."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.columns import Day, Id
from app.models import HoursEntry
from app.models.hours_entry import STANDING, HoursState, HoursSum, HoursTotalQuery

STATES = {
    "verified_minutes": HoursState.VERIFIED,
    "waiting_minutes": HoursState.LOGGED,
    "disputed_minutes": HoursState.DISPUTED,
}
MOST = 10_000


def minutes_in(name: str) -> Any:
    """The minutes of the entries in a state, as a column of this name."""
    counted = sa.case((col(HoursEntry.state) == STATES[name], col(HoursEntry.minutes)), else_=0)
    return sa.func.sum(counted).label(name)


SUMS = [minutes_in(name) for name in STATES]
person, programme, first, end = (
    sa.bindparam(name, type_=kind) for name, kind in (("person", Id), ("programme", Id), ("first", Day), ("end", Day))
)
NO_HOURS = dict.fromkeys(STATES, 0)
is_standing = sa.or_(*(col(HoursEntry.state) == state for state in STANDING))
BY = columns(HoursEntry, "month programme_id kind")
TOTALS = Lookup(
    sa.select(*BY, *SUMS, sa.func.count().label("entries"))
    .where(
        is_standing,
        sa.or_(person.is_(None), col(HoursEntry.user_id) == person),
        sa.or_(programme.is_(None), col(HoursEntry.programme_id) == programme),
        sa.or_(first.is_(None), col(HoursEntry.month) >= first),
        sa.or_(end.is_(None), col(HoursEntry.month) < end),
    )
    .group_by(*BY)
    .order_by(*BY)
    .limit(MOST)
)


def asked(query: HoursTotalQuery) -> dict[str, Any]:
    """What a query fills the binds with."""
    when = {"first": query.month_from, "end": query.month_to}
    return {"person": query.user_id, "programme": query.programme_id, **when}


def whole(rows: Iterable[Any]) -> dict[str, Any]:
    """The rows with the sum of all before them."""
    items = [row._asdict() for row in rows]
    return {**added(items), "items": items}


def by(items: Iterable[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The sums of those that have the same value under a name, in the order of the values."""
    kept = sorted(items, key=lambda item: str(item[name]))
    groups = ((value, list(group)) for value, group in groupby(kept, key=lambda item: item[name]))
    return [{name: value, **added(group)} for value, group in groups]


def added(items: Iterable[Any]) -> dict[str, int]:
    """One sum of several."""
    kept = list(items)
    return {name: sum(item[name] for item in kept) for name in HoursSum.model_fields}
