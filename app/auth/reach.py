"""The session's own statements, compiled once: whose rows it is about, is the sign-in alive, what is in write reach."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.correlating import writable_one
from app.auth.principal import me
from app.auth.rights import VISIBILITY
from app.auth.visibility import writable
from app.core.columns import Id
from app.core.problems import Forbidden
from app.core.statements import Plans, any_of
from app.models import SignIn
from app.models.membership import Role

sign_in = SignIn.__table__  # type: ignore[attr-defined]

# What makes a sign-in alive; the declared reads fold the same clause into their one statement.
IS_ALIVE = sa.and_(
    sign_in.c.organisation_id == me.organisation,
    sign_in.c.id == me.sign_in,
    sign_in.c.ended_at.is_(None),
    sign_in.c.expires_at > me.now,
)
# PostgreSQL: tells row-level security whose rows may be seen, to the end of the transaction.
TELL = Plans(sa.select(sa.func.set_config("app.organisation", sa.bindparam("organisation", type_=sa.Text), sa.true())))
ALIVE = Plans(sa.select(sa.literal_column("1")).select_from(sign_in).where(IS_ALIVE))


@cache
def within(model: type[SQLModel], role: Role, *, many: bool) -> Plans:
    """How many of the given ids are within a role's write reach."""
    id_column = model.__table__.c.id  # type: ignore[attr-defined]
    one = id_column == sa.bindparam("one", type_=Id)
    given: Any = any_of(id_column, "ids") if many else one
    mine = writable(model, role) if many else writable_one(model, role)
    return Plans(sa.select(sa.func.count()).select_from(model).where(given, mine))


def require_within(
    connection: sa.Connection, role: Role, model: type[SQLModel], ids: Sequence[UUID], binds: dict[str, Any]
) -> None:
    """Raises Forbidden unless every row is within the role's write reach."""
    if role not in VISIBILITY[model]:
        raise Forbidden
    many = len(ids) > 1
    values = {**binds, "ids": ids} if many else {**binds, "one": ids[0]}
    if within(model, role, many=many).run(connection, values).fetchone()[0] != len(set(ids)):
        raise Forbidden
