"""A person's week."""

from datetime import date
from typing import Annotated

import orjson
from pydantic import Field

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Where
from app.core.moments import Moment
from app.models import Organisation, SupportSession
from app.models.organisation import OrganisationRead
from app.models.week import Week, WeekSession
from app.services.sessions.my_week import GROUP_NAME, LEADER_NAMES, MEMBERS, counts, week_of
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import shown

router = Api("/v1/weeks", tag="sessions")

WeekDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class WeekQuery(ListQuery):
    starts_at_from: Annotated[Moment | None, Where(SupportSession.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(SupportSession.starts_at, "until")] = None


OWN = Reads(OrganisationRead, Organisation)
WEEK = Reads(
    WeekSession,
    SupportSession,
    WeekQuery,
    sorts={"starts_at": SupportSession.starts_at},
    computed={"group_name": GROUP_NAME, "leader_names": LEADER_NAMES, "members": MEMBERS},
)


@router.get("/{day}", Access(SupportSession, "read"))
async def read_week(reader: Reader, day: WeekDay) -> Answer[Week]:
    """Read your week.

    The sessions in your reach from Monday to Sunday of the week that holds the day, in the organisation's time zone:
    of the groups you lead, of your children, of your programmes.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole week, not of the answers it is made of
    own = orjson.loads((await reader.one(OWN, reader.me.organisation_id)).body)
    first, last, begins, ends = week_of(day, own["time_zone"])
    page = await reader.page(WEEK, WeekQuery(sort="starts_at", limit=200, starts_at_from=begins, starts_at_to=ends))
    found = orjson.loads(page.body)
    head = {"first_day": first, "last_day": last, "time_zone": own["time_zone"]}
    reader.call.headers[b"if-none-match"] = held
    return shown(reader, json_text({**head, **counts(found["items"]), **found}))
