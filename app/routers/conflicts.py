"""Double bookings."""

import asyncio

from app.core.json_text import json_text
from app.models import SupportSession
from app.models.double_booking import DoubleBookingQuery, DoubleBookings
from app.services.sessions.reviewing_conflicts import LEADERS, MEMBERS, SESSIONS, ZONE, double_bookings, period
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/conflicts", tag="sessions")


@router.get("", Access(SupportSession, "update"))
async def list_conflicts(reader: Reader, query: DoubleBookingQuery) -> Answer[DoubleBookings]:
    """List leaders and children who are in two sessions at once.

    Among the sessions in your reach that are planned or held on the days from `from` to `to` (at most 31), which are
    days of the organisation's time zone.
    """
    await require_alive(reader)
    when = period(query, (await look(reader, ZONE))[0].time_zone)
    found = [await look(reader, lookup, **when) for lookup in (SESSIONS, LEADERS, MEMBERS)]
    return shown(reader, json_text(await asyncio.to_thread(double_bookings, *found)))
