"""How a person stands to what is required of them."""

from uuid import UUID

from app.core import clock
from app.core.json_text import json_text
from app.core.problems import NotFound
from app.models import RequirementFulfilment
from app.models.requirement_fulfilment import RequirementStandings
from app.services.volunteers.keeping_gate import LED, REQUIRED, SHOWN, gathered
from app.services.volunteers.telling_standings import PERSON, ROLES, told
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/users", tag="requirements")


@router.get("/{id}/requirement-standings", Access(RequirementFulfilment, "read"))
async def read_requirement_standings(reader: Reader, id: UUID) -> Answer[RequirementStandings]:
    """Read what is required of a person and what of it holds.

    Everybody reads their own; coordinators and supervisors read those of all.
    """
    await require_alive(reader)
    if not await look(reader, PERSON, user=id):
        raise NotFound
    roles = {row.role for row in await look(reader, ROLES, user=id)}
    rows = [await look(reader, SHOWN, users=[id]), await look(reader, LED, users=[id], at=clock.now())]
    facts = gathered(await look(reader, REQUIRED), *rows)
    return shown(reader, json_text(told(facts, id, roles, clock.today())))
