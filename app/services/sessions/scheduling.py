"""Schedules: recurring times in local wall time, changed for all sessions or for this and the following ones."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition, InvalidRequest
from app.core.recurrence import end_by_local_day, split_before
from app.models import MentorGroup, Organisation, Schedule, SchoolCalendar, SupportSession
from app.models.mentor_group import GroupStatus
from app.models.schedule import ScheduleCreate, ScheduleStatus, ScheduleTimes, ScheduleUpdate
from app.models.school import school_year_of
from app.models.support_session import CancelReason, SessionState
from app.services import records
from app.services.groups.open_groups import locked, require_open
from app.services.jobs.job_runs import JobRun
from app.services.sessions.making_sessions import (
    AHEAD,
    Span,
    drop,
    hand_on,
    horizon,
    is_free,
    made_before,
    make,
    remake,
    series_of,
    today,
)

NOT_OF_THE_SCHEDULE = ("from_day", "allow_conflicts")
A_DAY = timedelta(days=1)


def plan(db: OwnedSession, new: ScheduleCreate) -> Schedule:
    """A schedule and the sessions that it makes ahead, all or none.

    Raises DoubleBooking, InvalidRequest (a day, rule or zone that cannot be), IllegalTransition (the group is closed).
    """
    whole = completed(db, new)
    if (known := records.already(db, Schedule, whole)) is not None:
        return known
    group = db.find(MentorGroup, new.group_id, lock=True)
    require_open(group)
    schedule = records.made(db, Schedule, whole, programme_id=group.programme_id)
    if schedule.starts_on < today(db, schedule) - AHEAD:
        raise wrong("starts_on", "At most 26 weeks in the past.")
    schedule.made_until = horizon(db, schedule)
    db.put(schedule)
    make(db, schedule, Span(schedule.starts_on, schedule.made_until), refuse_conflicts=not new.allow_conflicts)
    return schedule


def change(db: OwnedSession, schedule: Schedule, changes: ScheduleUpdate) -> Schedule:
    """Changes every session that has not begun, or those from a day on; gives the schedule that is then in force.

    From a day on the old schedule ends, and a new one that follows it carries on. Raises as `plan`.
    """
    require_active(schedule)
    stored = changes.model_copy(update=as_text(changes))
    if changes.from_day is None:
        return change_all(db, schedule, stored)
    require_not_past(db, schedule, changes.from_day)
    return change_from(db, schedule, stored, changes.from_day)


def change_all(db: OwnedSession, schedule: Schedule, changes: ScheduleUpdate) -> Schedule:
    before = made_before(db, schedule, today(db, schedule))
    records.change(db, schedule, changes, leave_out=NOT_OF_THE_SCHEDULE)
    schedule.rule = settled(schedule)
    refit(db, schedule, before, refuse_conflicts=not changes.allow_conflicts)
    return schedule


def change_from(db: OwnedSession, schedule: Schedule, changes: ScheduleUpdate, day: date) -> Schedule:
    ended, rest = split_before(series_of(schedule), day)
    if ended is None:
        return change_all(db, schedule, changes)
    if rest is None and changes.rule is None:
        raise wrong("from_day", "Nothing is planned from this day on.")
    before = made_before(db, schedule, day)
    follower = following(db, schedule, changes)
    follower.starts_on = rest.starts_on if rest and changes.rule is None else day
    follower.rule = changes.rule or (rest.rule if rest else schedule.rule)
    follower.rule = settled(follower)
    schedule.rule = ended.rule
    close(db, schedule, day - A_DAY)
    db.put(follower)
    hand_on(db, (row for row in before if not is_free(db, row)), follower)
    refit(db, follower, before, refuse_conflicts=not changes.allow_conflicts)
    return follower


def end(db: OwnedSession, id: UUID, from_day: date) -> Schedule:
    """Ends a schedule: what it planned from a day on goes, and what was edited by hand there is cancelled."""
    schedule = db.find(Schedule, id, lock=True)
    require_active(schedule)
    require_not_past(db, schedule, from_day)
    before = made_before(db, schedule, from_day)
    drop(db, (row for row in before if is_free(db, row)))
    edited = [row.id for row in before if row.state is SessionState.PLANNED and row.edited and row.starts_at > db.at]
    for session in locked(db, SupportSession, col(SupportSession.id).in_(edited)):
        session.cancel_reason, session.sequence = CancelReason.OTHER, session.sequence + 1
        records.move(db, session, "cancel", "the schedule ended")
    return close(db, schedule, from_day - A_DAY)


def extend(db: OwnedSession, id: UUID) -> Schedule:
    """Tops up the sessions to the horizon. Double bookings do not stop it: `GET /v1/conflicts` shows them."""
    schedule = db.find(Schedule, id, lock=True)
    require_active(schedule)
    top_up(db, schedule)
    return schedule


def extend_all(run: JobRun) -> dict[str, Any]:
    """Tops up every schedule of an organisation, each in its own transaction; gives how many sessions were made."""
    with run.transaction() as db:
        open_ones = sa.select(col(Schedule.id)).join(MentorGroup, col(MentorGroup.id) == col(Schedule.group_id))
        active = (col(Schedule.status) == ScheduleStatus.ACTIVE, col(MentorGroup.status) == GroupStatus.ACTIVE)
        ids = list(db.execute(open_ones.where(*active).order_by(col(Schedule.id))).scalars())
    made = 0
    for id in ids:
        with run.transaction() as db:
            schedule = db.find(Schedule, id, lock=True)
            made += top_up(db, schedule) if schedule.status is ScheduleStatus.ACTIVE else 0
    return {"sessions": made}


def top_up(db: OwnedSession, schedule: Schedule) -> int:
    first, last = (schedule.made_until or schedule.starts_on - A_DAY) + A_DAY, horizon(db, schedule)
    if last < first:
        return 0
    schedule.made_until = last
    db.flush()
    return make(db, schedule, Span(first, last), refuse_conflicts=False)


def refit(db: OwnedSession, schedule: Schedule, before: list[Any], *, refuse_conflicts: bool) -> None:
    schedule.made_until = horizon(db, schedule)
    db.flush()
    span = Span(max(schedule.starts_on, today(db, schedule)), schedule.made_until)
    remake(db, schedule, span, before, refuse_conflicts=refuse_conflicts)


def close(db: OwnedSession, schedule: Schedule, last: date) -> Schedule:
    schedule.ends_on = last
    return records.move(db, schedule, "end")


def following(db: OwnedSession, schedule: Schedule, changes: ScheduleUpdate) -> Schedule:
    """The schedule that carries on: the old one with the changes on top."""
    kept = {name: getattr(schedule, name) for name in (*ScheduleTimes.model_fields, "group_id", "time_zone")}
    named = {name: getattr(changes, name) for name in changes.model_fields_set if name not in NOT_OF_THE_SCHEDULE}
    records.refuse_closed(db, Schedule, changes)
    records.check_references(db, Schedule, named)
    return Schedule(**{**kept, **named}, programme_id=schedule.programme_id, follows_id=schedule.id)


def completed(db: OwnedSession, new: ScheduleCreate) -> ScheduleCreate:
    """The body with what is taken from the organisation and the school where it says nothing."""
    given = as_text(new)
    given["time_zone"] = new.time_zone or db.find(Organisation, db.organisation_id).time_zone
    if "calendar_id" not in new.model_fields_set:
        given["calendar_id"] = school_calendar(db, new)
    whole = new.model_copy(update=given)
    return whole.model_copy(update={"rule": settled(whole)})


def as_text(body: ScheduleCreate | ScheduleUpdate) -> dict[str, Any]:
    """Days as the column holds them."""
    if "skipped_days" not in body.model_fields_set:
        return {}
    return {"skipped_days": sorted({day.isoformat() for day in body.skipped_days})}


def school_calendar(db: OwnedSession, new: ScheduleCreate) -> UUID | None:
    """The calendar of the group's school for the school year in which the schedule begins."""
    group = db.refer(MentorGroup, new.group_id, "group_id")
    statement = sa.select(col(SchoolCalendar.id)).where(
        col(SchoolCalendar.school_id) == group.school_id,
        col(SchoolCalendar.school_year) == school_year_of(new.starts_on),
    )
    return db.execute(statement.order_by(col(SchoolCalendar.id)).limit(1)).scalar()


def settled(times: Schedule | ScheduleCreate) -> str:
    """The rule with its end as a local day, so that moving the start does not lose the last session."""
    try:
        return end_by_local_day(series_of(times)).rule
    except ValueError:
        raise wrong("starts_on", "This day, rule and time zone make no series.") from None


def require_active(schedule: Schedule) -> None:
    if schedule.status is not ScheduleStatus.ACTIVE:
        raise IllegalTransition(state=schedule.status, allowed=[])


def require_not_past(db: OwnedSession, schedule: Schedule, day: date) -> None:
    if day < today(db, schedule):
        raise wrong("from_day", "Not in the past.")


def wrong(member: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": "out_of_range", "detail": detail}])
