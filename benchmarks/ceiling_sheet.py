"""The ceiling's part of W4 that needs no database: the sheet checked, what it changes, and what is told of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from benchmarks.ceiling_audit import link

STATUSES = ("present", "late", "left_early", "absent")
REASONS = frozenset(
    (
        "ill", "not_at_home", "no_device", "device_shared", "no_electricity", "no_connectivity", "app_difficulty",
        "family_obligation", "school_activity", "language_barrier", "moved", "unknown",
    )
)  # fmt: skip
MEMBERS = frozenset(("child_id", "status", "reason", "excused", "minutes"))
MOST, LONGEST = 200, 720


class Refused(Exception):
    """An answer other than 200: the status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Asking(NamedTuple):
    """Who asks, now, in which request; `anchor` is the end of this process's lane of reads, as JSON."""

    organisation: str
    user: str
    sign_in: str
    role: str
    at: str
    request_id: str
    anchor: str | None


class Mark(NamedTuple):
    """A line of a sheet."""

    child: str
    status: str
    reason: str | None
    excused: bool | None
    minutes: int | None


class Known(NamedTuple):
    """A child of the roster with the mark that it has; `id` is None where it has none. Ids are text."""

    child: str
    child_grade: int | None
    id: str | None
    status: str
    reason: str | None
    excused: bool | None
    minutes: int | None
    month: Any
    grade: int
    version: int


class Effect(NamedTuple):
    """What a sheet does: marks that come, marks that change (with what they were), and what the sums get.

    `sums`: (month, grade, number by status ..., minutes) in the order of the keys, which is the order of locking.
    """

    new: list[Mark]
    changed: list[tuple[Mark, Known]]
    sums: list[tuple[Any, ...]]


def marks_of(body: bytes) -> list[Mark]:
    """The lines of a body; 422 for anything that is not a sheet."""
    try:
        sheet = orjson.loads(body)
        marks = [mark_of(line) for line in sheet["marks"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(422) from None
    if len(marks) > MOST or len({mark.child for mark in marks}) != len(marks) or len(sheet) != 1:
        raise Refused(422)
    return marks


def mark_of(line: dict[str, Any]) -> Mark:
    given = line.get
    mark = Mark(str(UUID(line["child_id"])), line["status"], given("reason"), given("excused"), given("minutes"))
    absent, minutes = mark.status == "absent", mark.minutes
    sound = (
        line.keys() <= MEMBERS
        and mark.status in STATUSES
        and (mark.reason is None or (absent and mark.reason in REASONS))
        and (mark.excused is None or type(mark.excused) is bool)
        and (minutes is None or (type(minutes) is int and 0 <= minutes <= (0 if absent else LONGEST)))
    )
    if not sound:
        raise ValueError
    return mark


def effect_of(marks: list[Mark], roster: Iterable[Known], month: Any) -> Effect:
    """What a sheet changes, `month` being the session's; 422 for a child that is not of the roster."""
    known = {line.child: line for line in roster}
    effect = Effect([], [], [])
    sums: dict[tuple[Any, int], list[int]] = {}
    for mark in marks:
        old = known.get(mark.child)
        if old is None:
            raise Refused(422)
        if old.id is None:
            effect.new.append(mark)
            key = month, -1 if old.child_grade is None else old.child_grade
        elif mark[1:] != old[3:7]:
            effect.changed.append((mark, old))
            key = old.month, old.grade
        else:
            continue
        total = sums.setdefault(key, [0, 0, 0, 0, 0])
        total[STATUSES.index(mark.status)] += 1
        total[4] += mark.minutes or 0
        if old.id is not None:
            total[STATUSES.index(old.status)] -= 1
            total[4] -= old.minutes or 0
    effect.sums.extend((*key, *total) for key, total in sorted(sums.items()) if any(total))
    return effect


def month_of(starts_at: datetime, zone: str) -> date:
    """The first day of the month in which a session takes place, as the organisation's clocks show it."""
    return starts_at.astimezone(ZoneInfo(zone)).date().replace(day=1)


def audit_of(asking: Asking, verbs: list[tuple[str, str, str]]) -> str:
    """The content of the audit row of rows written: (verb, resource, id)."""
    what: dict[str, Any] = {
        "who": asking.user,
        "as": asking.role,
        "verb": "write",
        "rows": verbs,
        "request": asking.request_id,
    }
    text = orjson.dumps(what).decode()
    return text if asking.anchor is None else f'{text[:-1]},"anchor":{asking.anchor}}}'


def linked(asking: Asking, number: int, head: str, what: str) -> str:
    """The hash of an audit row of the writers' lane."""
    return link(head, (asking.organisation, 0, number, asking.at, what))
