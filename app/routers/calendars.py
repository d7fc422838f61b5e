"""Calendar subscriptions (iCalendar): a secret address for each person, without names of children."""

from typing import Any

from app.auth.declared import Reads
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery, Page
from app.models import CalendarAddress
from app.models.calendar_address import CalendarAddressRead, NewCalendarAddress
from app.services.sessions import subscribing_calendars
from app.services.sessions.subscribing_calendars import (
    HOLDER,
    address_of,
    calendar,
    holder_of,
    period,
    sessions_for,
    system_of,
)
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept
from app.web.looking import look_as, tagged

router = Api("/v1/calendars", tag="calendars")

CALENDAR = (b"content-type", b"text/calendar; charset=utf-8")
ANSWER = {"200": {"description": "The calendar", "content": {"text/calendar": {"schema": {"type": "string"}}}}}


CALENDARS = Reads(CalendarAddressRead, CalendarAddress)


@router.get("", Access(CalendarAddress, "read"))
async def list_calendars(reader: Reader, query: ListQuery) -> Answer[Page[CalendarAddressRead]]:
    """List the calendar addresses of your membership: one, or none."""
    return await reader.page(CALENDARS, query)


@router.post("", Access(CalendarAddress, "create"), 201)
async def renew_calendar(call: Call) -> Answer[NewCalendarAddress]:
    """Make the secret address of your calendar, or a new one in place of it.

    The address is shown once, and no Idempotency-Key keeps this answer. It gives your sessions to whoever knows it, and
    ends when you renew or delete it or when your role ends.
    """
    return await unkept(call, renew)


@router.delete("", Access(CalendarAddress, "delete"))
async def delete_calendar(call: Call) -> Answer[None]:
    """End the address of your calendar."""
    return await unkept(call, end)


@router.get("/{secret}", PUBLIC, extra={"responses": ANSWER})
async def read_calendar(call: Call, secret: str) -> Answer[None]:
    """Fetch a calendar by its secret address, with or without `.ics` at the end.

    Sessions from 30 days ago to 120 days ahead: of the groups that the person leads, or of a guardian's children.
    """
    address, now, database = address_of(secret), clock.now(), call.process.database
    found = await look_as(database, system_of(address), HOLDER, digest=address.digest)
    holder = holder_of(address, found)
    sessions = await look_as(database, holder, sessions_for(holder.role), **period(now))
    return tagged(call, calendar(found[0].name, sessions, now), CALENDAR)


def renew(db: Db) -> Answer[Any]:
    address, secret = subscribing_calendars.renew(db)
    body = {"path": f"/v1/calendars/{secret}.ics", "created_at": address.created_at}
    return Answer(json_text(body), 201, (JSON, NEVER_STORED))


def end(db: Db) -> Answer[Any]:
    subscribing_calendars.end(db)
    return Answer.nothing()
