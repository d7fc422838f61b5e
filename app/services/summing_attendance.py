"""Monthly sums of attendance: moved by each change of a mark, and rebuilt from the marks to prove that they agree."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import System
from app.auth.session import OwnedSession
from app.auth.sums import Sums, add_to
from app.core.database import Database
from app.models import Attendance, AttendanceSummary
from app.models.attendance import AttendanceStatus

# Stands for the sessions of single children, for a unique key does not hold together with null.
NO_GROUP = UUID(int=0)
BY = ("programme_id", "group_id", "month", "grade")
ADDS = (*(status.value for status in AttendanceStatus), "minutes")
SUMS = Sums(AttendanceSummary, BY, ADDS)


class Place(NamedTuple):
    """The sum that a mark belongs to. `grade` is the child's when it was first recorded, -1 where unknown."""

    programme_id: UUID
    group_id: UUID
    month: date
    grade: int


class Change(NamedTuple):
    """A mark that comes (`sign` 1) or goes (-1); one that changes does both."""

    place: Place
    status: str
    minutes: int | None
    sign: int


def move_sums(db: OwnedSession, changes: Iterable[Change]) -> None:
    """Adds what these changes amount to, in the transaction that makes them."""
    moved: dict[Place, Counter[str]] = {}
    for place, status, minutes, sign in changes:
        sums = moved.setdefault(place, Counter())
        sums[status] += sign
        sums["minutes"] += sign * (minutes or 0)
    add_to(db, SUMS, (row(place, sums) for place, sums in moved.items() if any(sums.values())))


def row(place: Place, sums: Counter[str]) -> dict[str, Any]:
    return {**place._asdict(), **{name: sums[name] for name in ADDS}}


def recompute(database: Database, organisation_id: UUID) -> list[Place]:
    """Counts the marks of an organisation anew and mends the sums; gives the places where they did not agree."""
    with OwnedSession(database, System(organisation_id, "recomputing sums of attendance")) as db:
        kept, counted = kept_sums(db), counted_sums(db)
        wrong = {}
        for place in kept.keys() | counted.keys():
            difference = Counter(counted.get(place, Counter()))
            difference.subtract(kept.get(place, Counter()))
            if any(difference.values()):
                wrong[place] = difference
        add_to(db, SUMS, (row(place, sums) for place, sums in wrong.items()))
        db.commit()
    return sorted(wrong)


def kept_sums(db: OwnedSession) -> dict[Place, Counter[str]]:
    names = [*BY, *ADDS]
    found = db.execute(sa.select(*(getattr(AttendanceSummary, name) for name in names)).with_for_update())
    return {Place(*values[:4]): Counter(dict(zip(ADDS, values[4:], strict=True))) for values in found}


def counted_sums(db: OwnedSession) -> dict[Place, Counter[str]]:
    by = [col(Attendance.programme_id), col(Attendance.group_id), col(Attendance.month), col(Attendance.grade)]
    adds = [
        *(sa.func.count().filter(col(Attendance.status) == status) for status in AttendanceStatus),
        sa.func.coalesce(sa.func.sum(Attendance.minutes), 0),
    ]
    found = db.execute(sa.select(*by, *adds).group_by(*by))
    return {
        Place(values[0], values[1] or NO_GROUP, *values[2:4]): Counter(dict(zip(ADDS, values[4:], strict=True)))
        for values in found
    }
