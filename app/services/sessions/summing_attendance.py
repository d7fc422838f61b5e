"""Monthly sums of attendance: moved by each change of a mark, and rebuilt from the marks to prove that they agree."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.auth.sums import Sums, add_to
from app.core.columns import Day, Id
from app.core.database import Database
from app.models import Attendance, AttendanceSummary
from app.models.attendance import AttendanceStatus

# Stands for the sessions of single children, for a unique key does not hold together with null.
NO_GROUP = UUID(int=0)
BY = ("programme_id", "group_id", "month", "grade")
ADDS = (*(status.value for status in AttendanceStatus), "minutes")
NONE = [0] * len(ADDS)
SUMS = Sums(AttendanceSummary, BY, ADDS)

programme, first, end = (
    sa.bindparam("programme", type_=Id),
    sa.bindparam("first", type_=Day),
    sa.bindparam("end", type_=Day),
)
TOTALS = Lookup(
    sa.select(
        *columns(AttendanceSummary, "month grade"),
        *(sa.func.sum(getattr(AttendanceSummary, name)).label(name) for name in ADDS),
    )
    .where(
        sa.or_(programme.is_(None), col(AttendanceSummary.programme_id) == programme),
        sa.or_(first.is_(None), col(AttendanceSummary.month) >= first),
        sa.or_(end.is_(None), col(AttendanceSummary.month) < end),
    )
    .group_by(col(AttendanceSummary.month), col(AttendanceSummary.grade))
    .order_by(col(AttendanceSummary.month), col(AttendanceSummary.grade))
)


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
    moved: dict[Place, dict[str, int]] = {}
    last, sums = None, dict.fromkeys(ADDS, 0)
    for place, status, minutes, sign in changes:
        if place is not last:
            last, sums = place, moved.setdefault(place, dict.fromkeys(ADDS, 0))
        sums[status] += sign
        sums["minutes"] += sign * (minutes or 0)
    add_to(db, SUMS, [{**place._asdict(), **sums} for place, sums in moved.items() if any(sums.values())])


def recompute(database: Database, organisation_id: UUID) -> list[Place]:
    """Counts the marks of an organisation anew and mends the sums; gives the places where they did not agree."""
    with OwnedSession(database, System(organisation_id, "recomputing sums of attendance")) as db:
        kept, counted = kept_sums(db), counted_sums(db)
        wrong = {
            place: [right - wrong for right, wrong in zip(counted.get(place, NONE), kept.get(place, NONE), strict=True)]
            for place in kept.keys() | counted.keys()
            if counted.get(place, NONE) != kept.get(place, NONE)
        }
        add_to(db, SUMS, [{**place._asdict(), **dict(zip(ADDS, sums, strict=True))} for place, sums in wrong.items()])
        db.commit()
    return sorted(wrong)


def kept_sums(db: OwnedSession) -> dict[Place, list[int]]:
    """The sums as they are, those of nothing but zeros left out; locked, so that no mark moves them meanwhile."""
    found = db.execute(sa.select(*columns(AttendanceSummary, " ".join((*BY, *ADDS)))).with_for_update())
    return {Place(*row[:4]): list(row[4:]) for row in found if any(row[4:])}


def counted_sums(db: OwnedSession) -> dict[Place, list[int]]:
    by = columns(Attendance, " ".join(BY))
    marks = [sa.func.count().filter(col(Attendance.status) == status) for status in AttendanceStatus]
    minutes = sa.func.coalesce(sa.func.sum(Attendance.minutes), 0)
    found = db.execute(sa.select(*by, *marks, minutes).group_by(*by))
    return {Place(row[0], row[1] or NO_GROUP, *row[2:4]): [int(number) for number in row[4:]] for row in found}
