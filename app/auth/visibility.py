"""Which rows each role reaches, with the organisation in every predicate."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import children_of_mine, families_of_mine
from app.auth.rights import VISIBILITY
from app.auth.rights.grammar import Clause
from app.models import (
    Account,
    Attempt,
    CertificateCode,
    Child,
    Family,
    JobTicket,
    Organisation,
    SafeguardingConcern,
    Seat,
)
from app.models.membership import Role

# What is there before any organisation is known.
GLOBAL = (Organisation, Account, Seat, Attempt, JobTicket, CertificateCode)


@cache
def readable(model: type[SQLModel], role: Role) -> Clause:
    """The rows of a kind that a role reads; the organisation is always part of it."""
    return sa.and_(within_organisation(model), VISIBILITY[model][role].read, *of_no_relative(model, role))


def of_no_relative(model: type[SQLModel], role: Role) -> list[Clause]:
    """Nobody meets their own family in another role: of it they see what a guardian sees, signed in as one.

    A concern is raised whomever it is about; who deals with it is said where its rights are.
    """
    if role is Role.GUARDIAN or model is SafeguardingConcern:
        return []
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    found = [(column, relatives) for column in table.columns if (relatives := relatives_in(model, column)) is not None]
    return [
        column.not_in(relatives)
        if column.primary_key or not column.nullable
        else sa.or_(column.is_(None), column.not_in(relatives))
        for column, relatives in found
    ]


def relatives_in(model: type[SQLModel], column: sa.Column[Any]) -> Any:
    """The ids of relatives that a column may hold; None for a column that names neither a child nor a family."""
    if column.name.endswith("child_id") or (model is Child and column.name == "id"):
        return children_of_mine
    if column.name == "family_id" or (model is Family and column.name == "id"):
        return families_of_mine
    return None


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
