"""How long homework waits."""

from app.core.json_text import json_text
from app.models import Homework
from app.models.homework_turnaround import HomeworkTurnaround, HomeworkTurnaroundQuery
from app.services.homework.measuring_turnaround import STEPS, by_group, period
from app.services.sessions.reviewing_conflicts import ZONE
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/homework-turnaround", tag="homework")


@router.get("", Access(Homework, "see_turnaround"))
async def read_homework_turnaround(reader: Reader, query: HomeworkTurnaroundQuery) -> Answer[HomeworkTurnaround]:
    """Read how long homework waits for its check, its handover and the teacher's answer, by programme and group.

    Over the steps in your reach that were made on the days from `from` to `to` (at most 366), which are days of the
    organisation's time zone.
    """
    await require_alive(reader)
    when = period(query, (await look(reader, ZONE))[0].time_zone)
    about = {**when, "programme": query.programme_id, "group": query.group_id}
    found = {name: await look(reader, step, **about) for name, step in STEPS.items()}
    return shown(reader, json_text(by_group(found)))
