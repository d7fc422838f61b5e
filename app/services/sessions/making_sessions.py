"""The sessions that a schedule makes ahead, and what becomes of them when it changes.

A session keeps its id as long as its schedule falls on its day: calendars and phones then see it move and not vanish.
What has begun, what someone edited, held or cancelled, and what has attendance is never touched.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns, look
from app.auth.session import OwnedSession
from app.auth.sheets import Sheet, delete_rows, insert_rows, update_rows
from app.core.columns import Day, Id
from app.core.ids import uuid7
from app.core.recurrence import Occurrence, Series, occurrences
from app.models import CalendarPeriod, Programme, Schedule, SupportSession
from app.models.schedule import ScheduleFields
from app.models.school_calendar import CalendarPeriodKind
from app.models.support_session import SessionState
from app.services.sessions.finding_conflicts import Planned, Who, refuse_double_booking

AHEAD = timedelta(weeks=26)
PLACE = ("minutes", "channel", "site_id")
MADE = Sheet(SupportSession, "schedule_id", "starts_at", "ends_at", *PLACE, "sequence")
HANDED_ON = Sheet(SupportSession, "schedule_id")
MADE_BEFORE = Lookup(
    sa.select(
        *columns(SupportSession, "id version original_day starts_at ends_at minutes channel site_id"),
        *columns(SupportSession, "state edited marks sequence schedule_id"),
    )
    .where(
        col(SupportSession.schedule_id) == sa.bindparam("schedule", type_=Id),
        col(SupportSession.original_day) >= sa.bindparam("from_day", type_=Day),
    )
    .order_by(col(SupportSession.id))
    .with_for_update()
)


class Span(NamedTuple):
    """Local days from one to another, both included."""

    first: date
    last: date


def horizon(db: OwnedSession, schedule: Schedule) -> date:
    """The local day up to which sessions are made: 26 weeks ahead, or the programme's last day."""
    ends = (db.find(Programme, schedule.programme_id).ends_on, schedule.ends_on)
    return min(day for day in (today(db, schedule) + AHEAD, *ends) if day is not None)


def today(db: OwnedSession, schedule: Schedule) -> date:
    """The present day as the schedule's clocks show it."""
    return db.at.astimezone(ZoneInfo(str(schedule.time_zone))).date()


def make(db: OwnedSession, schedule: Schedule, span: Span, *, refuse_conflicts: bool = True) -> int:
    """Makes the sessions of a span of days in which there are none yet; gives their number. Raises DoubleBooking."""
    new = [row_of(schedule, planned) for planned in planned_days(db, schedule, span)]
    if refuse_conflicts:
        refuse_double_booking(
            db, whose(schedule), [Planned(row["id"], row["starts_at"], row["ends_at"]) for row in new]
        )
    insert_rows(db, MADE, new)
    return len(new)


def remake(
    db: OwnedSession, schedule: Schedule, span: Span, before: list[Any], *, refuse_conflicts: bool = True
) -> None:
    """Brings the sessions made before (locked) in line with the schedule as it is now. Raises DoubleBooking."""
    free = {row.original_day: row for row in before if is_free(db, row)}
    fixed = {row.original_day for row in before} - free.keys()
    days = {
        planned.local_day: row_of(schedule, planned, free.get(planned.local_day))
        for planned in planned_days(db, schedule, span)
        if planned.starts_at > db.at and planned.local_day not in fixed
    }
    moved = {day: row for day, row in days.items() if day in free and differs(row, free[day])}
    new = [row for day, row in days.items() if day not in free]
    if refuse_conflicts:
        plans = [Planned(row["id"], row["starts_at"], row["ends_at"]) for row in new]
        plans += [plan for day, row in moved.items() if (plan := other_time(row, free[day]))]
        refuse_double_booking(db, whose(schedule), plans, frozenset(row.id for row in free.values()))
    drop(db, (row for day, row in free.items() if day not in days))
    update_rows(db, MADE, (change_of(row, free[day]) for day, row in moved.items()))
    insert_rows(db, MADE, new)


def made_before(db: OwnedSession, schedule: Schedule, from_day: date) -> list[Any]:
    """The sessions that a schedule has made for a local day and those after it, locked."""
    return look(db, MADE_BEFORE, schedule=schedule.id, from_day=from_day)


def is_free(db: OwnedSession, row: Any) -> bool:
    """Whether a session is still the schedule's to change."""
    return row.state is SessionState.PLANNED and not row.edited and not row.marks and row.starts_at > db.at


def hand_on(db: OwnedSession, before: Iterable[Any], schedule: Schedule) -> None:
    """Gives sessions that are not to be changed to the schedule that carries on, which then leaves their days alone."""
    update_rows(db, HANDED_ON, ({"id": row.id, "version": row.version, "schedule_id": schedule.id} for row in before))


def drop(db: OwnedSession, rows: Iterable[Any]) -> None:
    """Takes away planned sessions on which nothing hangs; the feed tells that they are gone."""
    versions = {row.id: row.version for row in rows}
    if versions:
        with db.beyond_reach("planned sessions go with the change of the schedule that made them") as wide:
            delete_rows(wide, MADE, versions)


def planned_days(db: OwnedSession, schedule: Schedule, span: Span) -> list[Occurrence]:
    skipped = {date.fromisoformat(str(day)) for day in schedule.skipped_days}
    if span.last < max(span.first, schedule.starts_on):
        return []
    return occurrences(series_of(schedule), *span, closed_days=holidays(db, schedule), skipped=skipped)


def series_of(times: ScheduleFields) -> Series:
    """The times of a schedule as a series; ValueError where they make none."""
    return Series(times.rule, times.starts_on, time.fromisoformat(times.local_start), str(times.time_zone))


def holidays(db: OwnedSession, schedule: Schedule) -> list[tuple[date, date]]:
    if schedule.calendar_id is None or not schedule.skip_holidays:
        return []
    statement = sa.select(*columns(CalendarPeriod, "first_on last_on")).where(
        col(CalendarPeriod.calendar_id) == schedule.calendar_id,
        col(CalendarPeriod.kind) == CalendarPeriodKind.HOLIDAY,
    )
    return [(first, last) for first, last in db.execute(statement)]


def whose(schedule: Schedule) -> Who:
    return Who(schedule.programme_id, group_id=schedule.group_id)


def row_of(schedule: Schedule, planned: Occurrence, known: Any = None) -> dict[str, Any]:
    return {
        "id": known.id if known else uuid7(),
        "group_id": schedule.group_id,
        "programme_id": schedule.programme_id,
        "schedule_id": schedule.id,
        "original_day": planned.local_day,
        "starts_at": planned.starts_at,
        "ends_at": planned.starts_at + timedelta(minutes=schedule.minutes),
        **{name: getattr(schedule, name) for name in PLACE},
    }


def differs(row: dict[str, Any], known: Any) -> bool:
    return any(row[name] != getattr(known, name) for name in MADE.changes if name != "sequence")


def other_time(row: dict[str, Any], known: Any) -> Planned | None:
    if (row["starts_at"], row["ends_at"]) == (known.starts_at, known.ends_at):
        return None
    return Planned(row["id"], row["starts_at"], row["ends_at"], saved=True)


def change_of(row: dict[str, Any], known: Any) -> dict[str, Any]:
    changed = {name: row[name] for name in MADE.changes if name != "sequence"}
    return {**changed, "id": known.id, "version": known.version, "sequence": known.sequence + 1}
