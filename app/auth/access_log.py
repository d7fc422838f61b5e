"""What the audit trail says of one child: the rows that name it, newest first, if the asker reaches the child."""

from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import types
from sqlmodel import col

from app.auth.principal import me
from app.auth.reach import IS_ALIVE, sign_in
from app.auth.trail import audit
from app.auth.visibility import readable
from app.core.columns import Id, Instant
from app.core.statements import Plans
from app.models import Child
from app.models.membership import Role

MOST_ROWS = 200


@cache
def access_log(asker: Role) -> Plans:
    """Rows (asker's reach, at, what); no row: the sign-in is dead; null `at`: nothing in the period."""
    entries = (
        sa.select(audit.c.at, audit.c.what, audit.c.lane, audit.c.seq)
        .where(
            audit.c.organisation_id == me.organisation,
            audit.c.at >= sa.bindparam("at_from", type_=Instant),
            audit.c.at < sa.bindparam("at_to", type_=Instant),
            audit.c.what.like(sa.bindparam("naming", type_=types.Text)),
        )
        .order_by(audit.c.at.desc(), audit.c.lane, audit.c.seq.desc())
        .limit(sa.literal_column(str(MOST_ROWS)))
        .subquery("entry")
    )
    within = sa.exists().where(col(Child.id) == sa.bindparam("child", type_=Id), readable(Child, asker))
    rows = sa.select(within.label("within"), entries.c.at, entries.c.what)
    rows = rows.select_from(sign_in.outerjoin(entries, sa.true())).where(IS_ALIVE)
    return Plans(rows.order_by(entries.c.at.desc(), entries.c.lane, entries.c.seq.desc()))


def naming(child_id: UUID) -> str:
    """The operand of LIKE for rows that name the child: `[verb,"children",id]`, as `trail.canonical` writes it."""
    return f'%,"{Child.__resource__}","{child_id}"]%'
