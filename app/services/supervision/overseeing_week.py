"""The page of the week: from when on something is on it, and how its parts are put beside each other.

What the trends of children are made of is said in watching_wellbeing; here is only what they are called on the page.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.auth.principal import me
from app.core.columns import Id, Instant, instant_text
from app.core.listing import Clause, Readable
from app.models import (
    AgreedAction,
    Child,
    Homework,
    SupervisionNote,
    SupportSession,
)
from app.models.homework import WaitsFor
from app.models.supervision_meeting import ActionState
from app.models.supervision_note import FollowUpState
from app.models.support_session import SessionState
from app.services.sessions.my_week import week_of
from app.services.sessions.reviewing_conflicts import midnight
from app.services.sessions.watching_wellbeing import BEFORE, FALL, LEAST, RECENT, RISE, worrying
from app.services.supervision.keeping_in_touch import Overseen

WITHOUT_CONTACT, CHECK_OPEN = timedelta(days=14), timedelta(hours=72)
# How far back a contact is looked for, and how far ahead a session.
LOOK_BACK, LOOK_AHEAD = timedelta(weeks=8), timedelta(weeks=2)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MOST_SESSIONS, MOST_SHOWN = 2_000, 200

THRESHOLDS: tuple[tuple[str, float | None, str, str], ...] = (
    ("report_due", None, "hours", "The programme's policy, report_due_hours, as it was when the session was held"),
    ("engagement_fell", FALL, "points of 1 to 5", "Early-warning study, rule E1"),
    ("hard_states_rose", RISE, "share of observed", "Early-warning study, rule H1, applied to states by us"),
    ("least_reports", LEAST, "in each stretch", "Ours: a mean of fewer says nothing"),
    ("recent_stretch", RECENT / WEEK, "weeks", "Early-warning study, rule A4"),
    ("stretch_before", BEFORE / WEEK, "weeks", "Early-warning study, rule A4"),
    ("check_open", CHECK_OPEN / HOUR, "hours", "Ours: groups meet three times a week, so the next time but one"),
    (
        "without_contact",
        WITHOUT_CONTACT / DAY,
        "days",
        "CASA's two weeks without a logged contact, applied to supervision by us",
    ),
)


class Span(NamedTuple):
    """A week, and the instant at which it is looked at: now, or its end once it is over."""

    first_day: date
    last_day: date
    as_of: datetime
    ahead_from: datetime
    # The end of the day: the same numbers all day long, and today's reports are among them.
    trends_to: datetime
    over: bool


def span_of(day: date, zone: str, now: datetime) -> Span:
    """The week of a day in a time zone."""
    first, last, begins, ends = week_of(day, zone)
    today_ends = midnight(day_in(zone, now) + DAY, zone)
    ahead_from = max(now, begins) if now < ends else begins
    return Span(first, last, min(now, ends), ahead_from, min(today_ends, ends), ends <= now)


def day_in(zone: str, now: datetime) -> date:
    """The day that it is in a time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


programme = sa.bindparam("programme", type_=Id)
AHEAD = Lookup(
    sa.select(*columns(SupportSession, "id group_id starts_at channel"))
    .where(
        among(SupportSession.group_id, "groups"),
        col(SupportSession.state) == SessionState.PLANNED,
        col(SupportSession.starts_at) >= sa.bindparam("ahead_from", type_=Instant),
        col(SupportSession.starts_at) < sa.bindparam("ahead_to", type_=Instant),
    )
    .order_by(col(SupportSession.starts_at), col(SupportSession.id))
    .limit(MOST_SESSIONS)
)
NAMES = Lookup(
    sa.select(*columns(Child, "id first_name")).where(
        among(Child.id, "children"), sa.or_(programme.is_(None), col(Child.programme_id) == programme)
    )
)


IS_OPEN = col(SupervisionNote.follow_up) == FollowUpState.OPEN
IS_TO_BE_DONE = col(AgreedAction.state) == ActionState.OPEN
WAITS_FOR_CHECK = col(Homework.waits_for) == WaitsFor.CHECK


def or_my_follow_up(due: Clause, readable: Readable) -> Clause:
    """Due by then, or the caller's own."""
    return sa.or_(due, col(SupervisionNote.follow_up_by_id) == me.user)


def or_my_action(due: Clause, readable: Readable) -> Clause:
    """Due by then, or the caller's own."""
    return sa.or_(due, col(AgreedAction.user_id) == me.user)


def volunteers_of_week(
    team: dict[UUID, Overseen], names: Iterable[Any], contacts: dict[UUID, datetime], ahead: Iterable[Any], at: datetime
) -> list[dict[str, Any]]:
    """Each volunteer as the page shows them, those without contact first."""
    first: dict[UUID, Any] = {}
    for session in ahead:
        first.setdefault(session.group_id, session)
    shown = [one_volunteer(team[row.id], row, contacts.get(row.id), first, at) for row in names]
    return sorted(shown, key=lambda one: (not one["without_contact"], one["given_name"], str(one["user_id"])))


def one_volunteer(of: Overseen, row: Any, contact: datetime | None, first: dict[UUID, Any], at: datetime) -> Any:
    sessions = sorted((first[id] for id in of.groups if id in first), key=lambda session: session.starts_at)
    return {
        "user_id": row.id,
        "given_name": row.given_name,
        "supervisor_id": of.supervisor_id,
        "group_ids": sorted(of.groups),
        "last_contact_at": contact,
        "without_contact": at - max(contact or of.since, of.since) > WITHOUT_CONTACT,
        "next_session": sessions[0]._asdict() if sessions else None,
    }


def worrying_trends(rows: Iterable[Any], when: dict[str, datetime]) -> list[dict[str, Any]]:
    """Children who show a sign, each stretch with its ends."""
    recent = {"begins": instant_text(when["turns"]), "ends": instant_text(when["ends"])}
    before = {"begins": instant_text(when["begins"]), "ends": instant_text(when["turns"])}
    return [
        {**one, "recent": {**recent, **one["recent"]}, "before": {**before, **one["before"]}} for one in worrying(rows)
    ]


def named(trends: list[dict[str, Any]], names: Iterable[Any]) -> list[dict[str, Any]]:
    """The trends of the children who were found, by name."""
    first = {row.id: row.first_name for row in names}
    found = [{**one, "first_name": first[one["child_id"]]} for one in trends if one["child_id"] in first]
    return sorted(found, key=lambda one: (one["first_name"], str(one["child_id"])))


def page(
    lists: dict[str, dict[str, Any]], trends: list[dict[str, Any]], volunteers: list[dict[str, Any]]
) -> dict[str, Any]:
    """The parts beside each other, with the counts of all."""
    silent = sum(one["without_contact"] for one in volunteers)
    counts = {name: found["count"] for name, found in lists.items()}
    due = sorted(lists["follow_ups"]["items"], key=lambda note: (note["follow_up_due_on"], note["id"]))
    return {
        "counts": {**counts, "trends": len(trends), "without_contact": silent},
        **{name: found["items"] for name, found in lists.items()},
        "follow_ups": due,
        "trends": trends[:MOST_SHOWN],
        "volunteers": volunteers[:MOST_SHOWN],
        "thresholds": [dict(zip(("code", "value", "unit", "source"), one, strict=True)) for one in THRESHOLDS],
    }
