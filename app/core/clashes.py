"""Who would be in two places at once: plans against what is planned already."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Interval:
    """Time that `key` (a person) is taken up by `session`: from `start` up to, not including, `end`."""

    key: Hashable
    start: datetime
    end: datetime
    session: Hashable


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Whether two half-open intervals share an instant: one may begin when the other ends."""
    return a_start < b_end and b_start < a_end


def clashes(planned: Iterable[Interval], existing: Iterable[Interval]) -> list[tuple[Interval, Interval]]:
    """Pairs (planned, existing) with one key that overlap, by time; a session never clashes with itself.

    One sweep in order of start: O(n log n) and the pairs found.
    """
    plans = list(planned)
    keys = {plan.key for plan in plans}
    rows = [(plan, 0) for plan in plans] + [(row, 1) for row in existing if row.key in keys]
    rows.sort(key=lambda row: row[0].start)
    running: tuple[dict[Hashable, list[Interval]], ...] = (defaultdict(list), defaultdict(list))
    found = []
    for row, side in rows:
        others = running[1 - side][row.key] = [o for o in running[1 - side][row.key] if o.end > row.start]
        for other in others:
            if other.session != row.session and overlaps(row.start, row.end, other.start, other.end):
                found.append((other, row) if side else (row, other))
        running[side][row.key].append(row)
    return found
