"""From where applicants come and how far they get."""

from app.core.json_text import json_text
from app.models import Application
from app.models.application_funnel import ApplicationFunnel, ApplicationFunnelQuery
from app.services.homework.measuring_turnaround import period
from app.services.recruitment.measuring_funnel import ACTIVE, APPLICATIONS, CAMPAIGNS, PARTNERS, funnel
from app.services.sessions.reviewing_conflicts import ZONE
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/application-funnel", tag="applications")


@router.get("", Access(Application, "measure"))
async def read_application_funnel(reader: Reader, query: ApplicationFunnelQuery) -> Answer[ApplicationFunnel]:
    """Read from which campaigns and partners applicants came, how far they got, and how many days it took.

    Of the applications in your reach that were confirmed on the days from `from` to `to` (at most 366), which are days
    of the organisation's time zone; also of those that are without a person by now.
    """
    await require_alive(reader)
    when = period(query, (await look(reader, ZONE))[0].time_zone)
    about = {**when, "programme": query.programme_id, "opportunity": query.opportunity_id}
    rows = await look(reader, APPLICATIONS, **about)
    active = {row.user_id for row in await look(reader, ACTIVE, **about)}
    found = funnel(rows, await look(reader, CAMPAIGNS), await look(reader, PARTNERS), active)
    return shown(reader, json_text(found))
