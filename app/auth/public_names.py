"""Which organisation an address means that is open to everybody: by its id or its short name. Nobody is signed in."""

from uuid import UUID

import sqlalchemy as sa

from app.auth.seats import as_id
from app.core.database import Database
from app.core.statements import Plans
from app.models import Organisation

organisation = Organisation.__table__  # type: ignore[attr-defined]
NAMED = Plans(sa.select(organisation.c.id).where(organisation.c.short_name == sa.bindparam("name")))
NO_ORGANISATION = UUID(int=0)
LONGEST = 36


async def organisation_named(database: Database, text: str) -> UUID | None:
    """The id that is written, or that of the organisation with this short name; None where no organisation has it.

    Whether there is an organisation with a written id is for the caller to see.
    """
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        return UUID(text)
    except ValueError:
        plan = NAMED.on(database.kind)
    for row in await database.source.rows(plan, plan.args({"name": text}), NO_ORGANISATION):
        return as_id(row[0])
    return None
