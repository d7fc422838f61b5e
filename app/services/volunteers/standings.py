"""How people stand to what is required of them: from rows to a verdict, without a database."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.models.membership import UNLIMITED, Role
from app.models.requirement import RequirementCode
from app.models.requirement_fulfilment import FulfilmentState

# Rows of `Requirement` and of `RequirementFulfilment`, or columns of them under the same names.
Required = Any
Shown = Any

COUNTING = (FulfilmentState.APPROVED, FulfilmentState.EXEMPTED)
# Volunteers and assistants are bound to groups, and so to kinds of programmes; others work wherever there are any.
BOUND_TO_GROUPS = (Role.VOLUNTEER, Role.ASSISTANT)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Standing(NamedTuple):
    """The state, what it is told of, and whether something waits for a decision."""

    state: FulfilmentState
    of: Shown | None
    waiting: bool


def applies(required: Required, role: Role, kinds: Iterable[str]) -> bool:
    """Whether something is required in a role; `kinds` are those of the programmes in which the person leads."""
    if role not in required.roles:
        return False
    bound = required.programme_kinds and role in BOUND_TO_GROUPS
    return not bound or not set(kinds).isdisjoint(required.programme_kinds)


def standing(shown: Iterable[Shown], today: date) -> Standing:
    """How a person stands to one requirement, of which `shown` is all that they have shown."""
    rows = sorted(shown, key=lambda row: row.id, reverse=True)
    waiting = any(row.state is FulfilmentState.SUBMITTED for row in rows)
    counting = [row for row in rows if row.state in COUNTING]
    if counting:
        best = max(counting, key=lambda row: row.valid_until or date.max)
        if counts(best, today):
            return Standing(best.state, best, waiting)
    if not rows:
        return Standing(FulfilmentState.MISSING, None, waiting)
    told = FulfilmentState.EXPIRED if rows[0].state in COUNTING else rows[0].state
    return Standing(told, rows[0], waiting)


def counts(row: Shown, today: date) -> bool:
    """Whether something shown makes a requirement hold on a day."""
    return row.state in COUNTING and (row.valid_until is None or row.valid_until >= today)


def missing(required: Iterable[Required], shown: Mapping[UUID, list[Shown]], today: date) -> set[RequirementCode]:
    """The codes of what does not hold."""
    return {one.code for one in required if not any(counts(row, today) for row in shown.get(one.id, ()))}


def cleared_until(required: Iterable[Required], shown: Mapping[UUID, list[Shown]]) -> datetime:
    """The instant at which the first of what is required ceases to hold; NEVER where it never did."""
    return min((end_of(shown.get(one.id, ())) for one in required), default=UNLIMITED)


def end_of(shown: Iterable[Shown]) -> datetime:
    """The end of the last day on which something shown counts."""
    days = [row.valid_until for row in shown if row.state in COUNTING]
    return max((UNLIMITED if day is None else after(day) for day in days), default=NEVER)


def after(day: date) -> datetime:
    """The instant at which a day is over; the days of requirements are those of UTC, as everywhere in a reach."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)
