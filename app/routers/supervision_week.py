"""The page of the week of those who supervise, made of declared reads and lookups in the caller's reach."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

import orjson

from app.auth.declared import Reads
from app.auth.reader import Found
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery, Where
from app.core.moments import Moment
from app.models import AgreedAction, Child, Homework, SupervisionNote, SupportSession, User
from app.models.supervision_meeting import AgreedActionRead
from app.models.supervision_note import SupervisionNoteRead
from app.models.supervision_week import OverdueCheck, OverdueReport, SupervisionWeek, SupervisionWeekQuery
from app.services.sessions.my_week import GROUP_NAME, LEADER_NAMES
from app.services.sessions.owing_reports import OWES_A_REPORT
from app.services.sessions.reviewing_conflicts import ZONE
from app.services.sessions.watching_wellbeing import TRENDS, stretches
from app.services.supervision import keeping_in_touch as in_touch
from app.services.supervision import overseeing_week as overseeing
from app.services.supervision.overseeing_week import (
    IS_OPEN,
    IS_TO_BE_DONE,
    WAITS_FOR_CHECK,
    Span,
    or_my_action,
    or_my_follow_up,
)
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/supervision-week", tag="supervision")


class UnreportedQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(SupportSession.programme_id, "is")] = None
    report_due_at_to: Annotated[Moment | None, Where(SupportSession.report_due_at, "until")] = None


class FollowUpQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(SupervisionNote.programme_id, "is")] = None
    due_to: Annotated[date | None, Where(SupervisionNote.follow_up_due_on, "until", through=or_my_follow_up)] = None


class ActionQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(AgreedAction.programme_id, "is")] = None
    due_to: Annotated[date | None, Where(AgreedAction.due_on, "until", through=or_my_action)] = None


class CheckQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(Homework.programme_id, "is")] = None
    since_to: Annotated[Moment | None, Where(Homework.since, "until")] = None


LEADERS = {"group_name": GROUP_NAME, "leader_names": LEADER_NAMES}
DUE_AT, SINCE, DUE_ON = SupportSession.report_due_at, Homework.since, AgreedAction.due_on
UNREPORTED = Reads(
    OverdueReport,
    SupportSession,
    UnreportedQuery,
    sorts={"report_due_at": DUE_AT},
    computed=LEADERS,
    where=OWES_A_REPORT,
)
FOLLOW_UPS = Reads(SupervisionNoteRead, SupervisionNote, FollowUpQuery, where=IS_OPEN)
ACTIONS = Reads(AgreedActionRead, AgreedAction, ActionQuery, sorts={"due_on": DUE_ON}, where=IS_TO_BE_DONE)
CHECKS = Reads(OverdueCheck, Homework, CheckQuery, sorts={"since": SINCE}, where=WAITS_FOR_CHECK)


@router.get("", Access(SupervisionNote, "oversee"))
async def read_supervision_week(reader: Reader, query: SupervisionWeekQuery) -> Answer[SupervisionWeek]:
    """Read your page of the week: what is owed, what worries, what is to be done, whom you have not met.

    For a supervisor over the own volunteers, their groups and children; for a coordinator over the programmes, or the
    one that is named. From when on something is on the page stands in `thresholds`.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole page, not of the parts it is made of
    await require_alive(reader)
    zone, now = (await look(reader, ZONE))[0].time_zone, clock.now()
    span = overseeing.span_of(query.week or overseeing.day_in(zone, now), zone, now)
    lists, trends, volunteers = await asyncio.gather(
        lists_of(reader, span, query.programme_id),
        trends_of(reader, span, query.programme_id),
        volunteers_of(reader, span, query.programme_id),
    )
    reader.call.headers[b"if-none-match"] = held
    head = {"first_day": span.first_day, "last_day": span.last_day, "time_zone": zone}
    parts = overseeing.page(lists, trends, volunteers)
    return shown(reader, json_text({**head, "as_of": span.as_of if span.over else None, **parts}))


async def lists_of(reader: Reader, span: Span, programme_id: UUID | None) -> dict[str, dict[str, Any]]:
    """The parts that are rows, each with the count of all that match; personal fields are audited with them."""
    of: dict[str, Any] = {"programme_id": programme_id, "limit": 200, "count": True}
    due_to = span.last_day + timedelta(days=1)
    asked: dict[str, tuple[Reads[Any], ListQuery]] = {
        "unreported": (UNREPORTED, UnreportedQuery(sort="report_due_at", report_due_at_to=span.as_of, **of)),
        "follow_ups": (FOLLOW_UPS, FollowUpQuery(due_to=due_to, **of)),
        "actions": (ACTIONS, ActionQuery(sort="due_on", due_to=due_to, **of)),
        "checks": (CHECKS, CheckQuery(sort="since", since_to=span.as_of - overseeing.CHECK_OPEN, **of)),
    }
    answers = await asyncio.gather(*(reader.page(reads, query) for reads, query in asked.values()))
    return dict(zip(asked, (orjson.loads(answer.body) for answer in answers), strict=True))


async def trends_of(reader: Reader, span: Span, programme_id: UUID | None) -> list[dict[str, Any]]:
    """Children whose reports show a sign, with the numbers behind it."""
    when = stretches(span.trends_to)
    found = overseeing.worrying_trends(await look(reader, TRENDS, **when), when)
    names = await look(reader, overseeing.NAMES, children=[one["child_id"] for one in found], programme=programme_id)
    trends = overseeing.named(found, names)
    if trends:
        ids = [str(one["child_id"]) for one in trends]
        await reader.noted(Child.__resource__, Found(b"", ids, [2, 4]))
    return trends


async def volunteers_of(reader: Reader, span: Span, programme_id: UUID | None) -> list[dict[str, Any]]:
    """Those whom the caller oversees, when they were last in touch with somebody, and their next session."""
    leading = await look(reader, in_touch.LEADING, programme=programme_id)
    team = in_touch.overseen(reader.me.role, await look(reader, in_touch.TEAM), leading)
    who = {"people": list(team), "since": span.as_of - overseeing.LOOK_BACK, "until": span.as_of}
    names = await look(reader, in_touch.VOLUNTEERS, **who)
    contacts = in_touch.latest([await look(reader, kind, **who) for kind in in_touch.CONTACTS])
    ahead = {"ahead_from": span.ahead_from, "ahead_to": span.ahead_from + overseeing.LOOK_AHEAD}
    sessions = await look(reader, overseeing.AHEAD, groups=sorted({row.group_id for row in leading}), **ahead)
    volunteers = overseeing.volunteers_of_week(team, names, contacts, sessions, span.as_of)
    if volunteers:
        await reader.noted(User.__resource__, Found(b"", [str(one["user_id"]) for one in volunteers], [2, 3]))
    return volunteers
