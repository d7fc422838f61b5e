"""A volunteer's own page: the start screen of an application for volunteers in one call."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.core import clock
from app.core.json_text import json_text
from app.models import Child, SupervisionNote, Thanks, Volunteer
from app.models.own_volunteering import OwnVolunteering
from app.services.sessions.my_week import day_in, week_of
from app.services.volunteers import my_volunteering
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/me", tag="volunteers")


class OwnVolunteeringQuery(BaseModel):
    """Which week."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[
        date | None, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31), description="A day of the week; today")
    ] = None


@router.get("/volunteering", Access(Volunteer, "follow"))
async def read_own_volunteering(reader: Reader, query: OwnVolunteeringQuery) -> Answer[OwnVolunteering]:
    """Read everything that your start screen shows.

    For volunteers and assistants: the week's sessions, the next steps for children that are yours by their published
    plans, your hours and how far each credit is, what is required of you and what training is due with the days that
    are left, what you were thanked for and what supervision appreciates, milestones and certificates. Whoever is not
    entered as a volunteer gets the same page without one.
    """
    await require_alive(reader)
    (own,) = await look(reader, my_volunteering.MYSELF)
    now = clock.now()
    first, last, begins, ends = week_of(query.day or day_in(own.time_zone, now), own.time_zone)
    asked = my_volunteering.values(reader.me.user_id, (begins, ends), now)
    parts = my_volunteering.parts_of(reader.me.role)
    found = {name: await look(reader, part, **asked) for name, part in parts.items()}
    page = my_volunteering.page(found, reader.me.user_id, now.date())
    await note(reader, page)
    head = {"first_day": first, "last_day": last, "time_zone": own.time_zone}
    return shown(reader, json_text({**head, "volunteer_id": own.id, "state": own.state, **page}))


async def note(reader: Reader, page: dict[str, Any]) -> None:
    """Puts into the audit of whom something personal is shown, and how personal it is."""
    rows = [
        *((Child.__resource__, id) for id in sorted({str(step["child_id"]) for step in page["next_steps"]})),
        *((Thanks.__resource__, row["id"]) for row in page["thanks"]),
        *((SupervisionNote.__resource__, row["id"]) for row in page["appreciations"]),
    ]
    if rows:
        await reader.witnessed("read", rows, [2, 3, 4] if page["appreciations"] else [2, 3])
