"""How long homework waits for its check, its handover and its answer: counts, medians and nine-of-ten marks.

The percentiles are nearest ranks and worked out by the database over the steps in the caller's reach: the place of each
step among those of its group decides, so that both engines give the same number.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup
from app.core.columns import Id, Instant
from app.core.problems import InvalidRequest
from app.models import Check, Handover, TeacherResponse
from app.services.sessions.reviewing_conflicts import midnight

MOST_DAYS, MOST_GROUPS = 366, 1000
NOTHING = {"count": 0, "median_minutes": None, "p90_minutes": None}


class Days(Protocol):
    """From one local day to another, both included."""

    first_day: date
    last_day: date


def waiting(model: Any) -> Lookup:
    """By programme and group: how many steps of a kind, and how long they had waited."""
    placed = places(model)
    steps, place, minutes = placed.c.steps, placed.c.place, placed.c.minutes
    return Lookup(
        sa.select(
            placed.c.programme_id,
            placed.c.group_id,
            sa.func.max(steps).label("count"),
            sa.func.max(minutes).filter(2 * place <= steps + 1).label("median_minutes"),
            sa.func.max(minutes).filter(10 * place <= 9 * steps + 9).label("p90_minutes"),
        )
        .group_by(placed.c.programme_id, placed.c.group_id)
        .order_by(placed.c.programme_id, placed.c.group_id)
        .limit(MOST_GROUPS)
    )


def places(model: Any) -> sa.Subquery:
    """The steps of the period, each with its place among those of its group by how long it had waited."""
    by = (col(model.programme_id), col(model.group_id))
    programme, group = sa.bindparam("programme", type_=Id), sa.bindparam("group", type_=Id)
    return (
        sa.select(
            *by,
            col(model.waited_minutes).label("minutes"),
            sa.func.row_number().over(partition_by=by, order_by=col(model.waited_minutes)).label("place"),
            sa.func.count().over(partition_by=by).label("steps"),
        )
        .where(
            col(model.at) >= sa.bindparam("begins", type_=Instant),
            col(model.at) < sa.bindparam("ends", type_=Instant),
            col(model.waited_minutes).is_not(None),
            sa.or_(programme.is_(None), by[0] == programme),
            sa.or_(group.is_(None), by[1] == group),
        )
        .subquery("placed")
    )


STEPS = {"check": waiting(Check), "handover": waiting(Handover), "response": waiting(TeacherResponse)}


def period(query: Days, zone: str) -> dict[str, datetime]:
    """The instants of the days asked for. Raises InvalidRequest unless they are 1 to 366."""
    if not timedelta(0) <= query.last_day - query.first_day < timedelta(days=MOST_DAYS):
        detail = "From 1 to 366 days."
        raise InvalidRequest(errors=[{"pointer": "query/to", "code": "out_of_range", "detail": detail}])
    return {"begins": midnight(query.first_day, zone), "ends": midnight(query.last_day + timedelta(days=1), zone)}


def by_group(found: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """The three measures side by side; where one has nothing to count it says so."""
    groups: dict[Any, dict[str, Any]] = {}
    for name, rows in found.items():
        for programme_id, group_id, *numbers in rows:
            key = (str(programme_id), "" if group_id is None else str(group_id))
            head = {"programme_id": programme_id, "group_id": group_id, **dict.fromkeys(STEPS, NOTHING)}
            groups.setdefault(key, head)[name] = dict(zip(NOTHING, numbers, strict=True))
    return {"items": [groups[key] for key in sorted(groups)][:MOST_GROUPS]}
