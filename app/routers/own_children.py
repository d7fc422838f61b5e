"""A guardian's own view: the start screen of an application for parents in one call."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.auth.declared import Reads
from app.auth.reader import Found
from app.core import clock
from app.core.json_text import json_text
from app.core.shapes import Shown
from app.models import Child
from app.models.own_children import OwnChildren
from app.services.families import my_children
from app.services.families.my_children import CHILDREN, OWN, PARTS, ZONE
from app.services.sessions.my_week import day_in, week_of
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive

router = Api("/v1/me", tag="guardians")

# What the audit says is read: the children.
CHILD = Reads(Shown, Child)
TIERS = [2, 3]


class OwnChildrenQuery(BaseModel):
    """Which week."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[
        date | None, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31), description="A day of the week; today")
    ] = None


@router.get("/children", Access(Child, "follow"))
async def read_own_children(reader: Reader, query: OwnChildrenQuery) -> Answer[OwnChildren]:
    """Read everything about your children that the start screen shows.

    For guardians: each child with the week's sessions, attendance, homework, the plan's sections for guardians and
    what is consented to or still asked; your own invitations with your answers, the packs that were given to you, and
    your conversations with how much is unread. Nothing of other children is in it.
    """
    await require_alive(reader)
    (organisation,) = await look(reader, ZONE)
    zone = organisation.time_zone
    first, last, begins, ends = week_of(query.day or day_in(zone, clock.now()), zone)
    when = my_children.period(begins, ends)
    children = await look(reader, CHILDREN)
    parts = {name: await look(reader, part, **when) for name, part in PARTS.items()}
    own = {name: [row._asdict() for row in await look(reader, part, **when)] for name, part in OWN.items()}
    shown = {
        "first_day": first,
        "last_day": last,
        "time_zone": zone,
        "children": my_children.by_child(children, my_children.Found(**parts)),
        **own,
    }
    ids = [str(child.id) for child in children]
    return await reader.show(CHILD, Found(json_text(shown), ids, TIERS))
