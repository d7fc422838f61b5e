"""Hours that people enter, correct and withdraw themselves, and how others verify or dispute them.

The person is locked first, so that of two entries at once the second meets the first: a minute counts once.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import (
    DomainError,
    Forbidden,
    IdConflict,
    InvalidRequest,
    SecondPersonNeeded,
)
from app.models import HoursEntry, SupportSession, User
from app.models.hours_entry import (
    MOST_MINUTES,
    STANDING,
    HoursCorrect,
    HoursCreate,
    HoursKind,
    HoursState,
    HoursTimes,
)
from app.services import records
from app.services.dating import local_day
from app.services.hours import reaching_milestones

# Older than this nobody remembers, and a university's term is over.
LATEST = timedelta(days=184)


class HoursOverlap(DomainError):
    """`present`: the ids of the person's entries that cover the same time."""

    slug, title, status = "hours-overlap", "This time is counted already", 409
    detail = "A minute counts once; `present` names the entries that cover it."


class DayIsFull(DomainError):
    """`limit`: minutes of a day; `present`: those that are entered for it."""

    slug, title, status = "day-is-full", "A day has 24 hours", 409
    detail = "{present} of {limit} minutes of that day are entered already."


class MoreThanTheSession(DomainError):
    """`limit`: the minutes that the session was held."""

    slug, title, status = "more-than-the-session", "The session was shorter", 409
    detail = "The session was held for {limit} minutes; correct the session first if that is wrong."


class SessionHoursByRule(DomainError):
    slug, title, status = "session-hours-by-rule", "Hours of sessions come by themselves", 422
    detail = "Record the attendance of the session; its hours follow from it."


def log(db: OwnedSession, new: HoursCreate) -> HoursEntry:
    """The caller's own hours of a day that has come.

    Raises SessionHoursByRule, InvalidRequest (no day, two that differ, too old, not come yet), DayIsFull, HoursOverlap.
    """
    if new.kind is HoursKind.SESSION:
        raise SessionHoursByRule
    if (known := records.already(db, HoursEntry, new)) is not None:
        return known
    dated(db, new)
    hold_person(db, db.caller.user_id)
    entry = records.made(db, HoursEntry, new, user_id=db.caller.user_id, month=month_of(new))
    require_possible(db, entry, STANDING)
    return db.put(entry)


def correct(db: OwnedSession, id: UUID, new: HoursCorrect) -> HoursEntry:
    """A new entry in place of one's own that is not verified; the old one stays as history."""
    hold_person(db, db.caller.user_id)
    old = own(db, id)
    if (known := records.already(db, HoursEntry, new)) is not None:
        if known.replaces_id != id:
            raise IdConflict
        return known
    dated(db, new)
    if old.session_id is not None:
        require_within_session(db, old.session_id, new)
    old.__lifecycle__.require(old, "correct")
    same = {name: getattr(old, name) for name in ("user_id", "programme_id", "kind", "session_id")}
    entry = records.made(db, HoursEntry, new, **same, month=month_of(new), replaces_id=old.id)
    require_possible(db, entry, STANDING, besides=old.id)
    records.move(db, old, "correct")
    return db.put(entry)


def withdraw(db: OwnedSession, id: UUID) -> HoursEntry:
    """One's own entry that should not be there; of a session: the person was not there."""
    return records.move(db, own(db, id), "withdraw")


def verify(db: OwnedSession, id: UUID) -> HoursEntry:
    """Somebody else says that the hours were given. Raises SecondPersonNeeded, HoursOverlap, DayIsFull."""
    entry = given(db, id)
    reaching_milestones.follow(db, [entry.user_id])
    return entry


def verify_many(db: OwnedSession, ids: Sequence[UUID]) -> int:
    """All of them, or none; how many."""
    chosen = [given(db, id) for id in sorted(set(ids))]
    reaching_milestones.follow(db, [entry.user_id for entry in chosen])
    return len(chosen)


def given(db: OwnedSession, id: UUID) -> HoursEntry:
    entry = of_another(db, id)
    entry.__lifecycle__.require(entry, "verify")
    require_possible(db, entry, (HoursState.VERIFIED,), besides=entry.id)
    return records.move(db, entry, "verify")


def dispute(db: OwnedSession, id: UUID, reason: str) -> HoursEntry:
    """Somebody else says why the hours cannot stand as they are."""
    entry = of_another(db, id)
    entry.disputed_because = reason
    return records.move(db, entry, "dispute", reason)


def dated(db: OwnedSession, new: HoursTimes) -> None:
    """Gives the hours their day. Raises InvalidRequest where none, or two, or one that cannot be."""
    today = local_day(db, db.at)
    if new.starts_at is not None:
        began = local_day(db, new.starts_at)
        if new.done_on not in (None, began) or new.starts_at + timedelta(minutes=new.minutes) > db.at:
            raise wrong("starts_at", "out_of_range", "It lies on that day, and is over.")
        new.done_on = began
    if new.done_on is None:
        raise wrong("done_on", "missing", "Say on which day, or when it began.")
    if not today - LATEST <= new.done_on <= today:
        raise wrong("done_on", "out_of_range", "A day that has come, and not more than half a year ago.")


def require_possible(
    db: OwnedSession, entry: HoursEntry, states: Sequence[HoursState], besides: UUID | None = None
) -> None:
    """That the entry fits into its day and into its hours, beside the person's others in these states."""
    near = [entry.done_on + timedelta(days=days) for days in (-1, 0, 1)]
    others = sa.select(HoursEntry).where(
        col(HoursEntry.user_id) == entry.user_id,
        col(HoursEntry.done_on).in_(near),
        col(HoursEntry.state).in_(states),
        col(HoursEntry.id) != (besides or entry.id),
    )
    with db.beyond_reach("a minute of a person counts once in all programmes") as wide:
        found = [(row.id, row.done_on, span(row), row.minutes) for row in wide.execute(others).scalars()]
    present = sum(minutes for _, day, _, minutes in found if day == entry.done_on)
    if present + entry.minutes > MOST_MINUTES:
        raise DayIsFull(limit=MOST_MINUTES, present=present)
    if meeting := [str(id) for id, _, when, _ in found if overlaps(when, span(entry))]:
        raise HoursOverlap(present=meeting)


Span = tuple[datetime, datetime] | None


def span(row: Any) -> Span:
    return None if row.starts_at is None else (row.starts_at, row.starts_at + timedelta(minutes=row.minutes))


def overlaps(one: Span, other: Span) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def require_within_session(db: OwnedSession, session_id: UUID, new: HoursTimes) -> None:
    with db.beyond_reach("the minutes of a session bound the hours that come from it") as wide:
        held = wide.find(SupportSession, session_id).held_minutes or 0
    if new.minutes > held:
        raise MoreThanTheSession(limit=held)


def hold_person(db: OwnedSession, user_id: UUID) -> None:
    with db.beyond_reach("the hours of a person are entered one after the other") as wide:
        wide.find(User, user_id, lock=True)


def own(db: OwnedSession, id: UUID) -> HoursEntry:
    row = db.find(HoursEntry, id, lock=True)
    if row.user_id != db.caller.user_id:
        raise Forbidden
    return row


def of_another(db: OwnedSession, id: UUID) -> HoursEntry:
    """The entry, locked after its person. Raises SecondPersonNeeded for one's own."""
    row = db.find(HoursEntry, id)
    if row.user_id == db.caller.user_id:
        raise SecondPersonNeeded
    hold_person(db, row.user_id)
    return db.find(HoursEntry, id, lock=True)


def month_of(new: HoursTimes) -> date:
    assert new.done_on is not None  # noqa: S101 - dated() saw to it
    return new.done_on.replace(day=1)


def wrong(member: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{member}", "code": code, "detail": detail}])
