"""Which rows each role reaches, with the organisation in every predicate."""

from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.rights import VISIBILITY
from app.auth.rights.grammar import Clause
from app.models import Account, Attempt, JobTicket, Organisation, Seat
from app.models.membership import Role

# What is there before any organisation is known.
GLOBAL = (Organisation, Account, Seat, Attempt, JobTicket)


@cache
def readable(model: type[SQLModel], role: Role) -> Clause:
    """The rows of a kind that a role reads; the organisation is always part of it."""
    return sa.and_(within_organisation(model), VISIBILITY[model][role].read)


@cache
def writable(model: type[SQLModel], role: Role) -> Clause:
    """The rows of a kind that a role may change, before and after the change."""
    reach = VISIBILITY[model][role]
    return readable(model, role) if reach.write is None else sa.and_(readable(model, role), reach.write)


@cache
def within_organisation(model: type[SQLModel]) -> Clause:
    """The rows of the caller's organisation."""
    if model is Organisation:
        return col(Organisation.id) == me.organisation
    if model in GLOBAL:
        return sa.true()
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table.c.organisation_id == me.organisation
