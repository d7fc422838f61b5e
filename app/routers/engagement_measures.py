"""Who is reached and takes part, in numbers."""

from typing import Any

from app.core.json_text import json_text
from app.models import Engagement
from app.models.engagement_measures import EngagementMeasures, EngagementMeasuresQuery
from app.services.engagement.measuring_engagement import ZONE, measures
from app.services.engagement.telling_measures import THRESHOLDS, Found, numbers_of, period, told
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/engagement-measures", tag="engagements")


@router.get("", Access(Engagement, "measure"))
async def read_engagement_measures(reader: Reader, query: EngagementMeasuresQuery) -> Answer[EngagementMeasures]:
    """Read how many guardians were invited, reached and took part, and of how many children the father did.

    Over the children in your reach who take part now, on the days from `from` to `to` of the organisation's time zone.
    Guardians count who are known, can be contacted and are not excluded for safety; always of how many. Administrators,
    data protection officers and partners are told no number from 1 to 9, mediators none from 1 to 4.
    """
    await require_alive(reader)
    zone = (await look(reader, ZONE))[0].time_zone
    when = period(query, zone, reader.me.role)
    about = {**when, "programme": query.programme_id, "school": query.school_id, "group": query.group_id}
    numbers, wider = numbers_of(await found(reader, about)), None
    if reader.me.role in THRESHOLDS and (query.school_id, query.group_id) != (None, None):
        wider = numbers_of(await found(reader, {**about, "school": None, "group": None}))
    return shown(reader, json_text(told(numbers, reader.me.role, wider)))


async def found(reader: Reader, about: dict[str, Any]) -> Found:
    return Found(*[await look(reader, part, **about) for part in measures(reader.me.role)])
