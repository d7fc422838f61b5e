"""A row as JSON text, written by the database: its members in order, and the rows that are included in it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.sql.util import ClauseAdapter

from app.auth.correlating import KEPT
from app.auth.declared import Include
from app.auth.visibility import readable
from app.core.columns import Document
from app.models.membership import Role


def as_row(found: Any, names: Sequence[str]) -> tuple[str, Any]:
    """PostgreSQL: the shown members as a row of their own, without what stands beside them."""
    shown: Any = sa.select(*(sa.literal_column(f'found."{name}"').label(name) for name in names))
    return "shown", found.join(shown.lateral("shown"), sa.true())


def json_object(columns: Sequence[Any]) -> Any:
    members: list[Any] = []
    for column in columns:
        members += [sa.literal_column(f"'{column.name}'"), as_json(getattr(column, "element", column))]
    return sa.func.json_object(*members)


def as_json(column: Any) -> Any:
    """What SQLite's json_object would write wrongly: booleans as 0 and 1, documents as strings."""
    if isinstance(column.type, types.Boolean):
        return sa.func.json(sa.case((column.is_(None), "null"), (column, "true"), else_="false"))
    if isinstance(column.type, Document | types.JSON):
        return sa.func.json(column)
    return column


@lru_cache(KEPT)
def set_apart(model: Any, role: Role) -> tuple[Any, Any]:
    """A table under another name, and the reach of its rows there: the table itself may stand outside."""
    of = model.__table__.alias("included")
    return of, ClauseAdapter(of).traverse(readable(model, role))


def included(include: Include, table: sa.Table, role: Role, engine: str) -> Any:
    """The rows of an include as one JSON array, with their own reach and members."""
    of, reach = set_apart(include.model, role)
    names = include.names(role)
    rows = (
        sa.select(*(of.c[name] for name in names))
        .where(of.c.organisation_id == table.c.organisation_id, of.c[include.on.key] == table.c.id, reach)
        .order_by(*(key.desc() if include.down else key for key in (of.c[(include.order or include.on).key], of.c.id)))
        .limit(include.max_rows)
        .correlate(table)
        .subquery("member")
    )
    whole: Any
    if engine == "postgresql":
        # Not json_agg, which puts a line break between rows.
        listed = sa.func.string_agg(sa.cast(sa.func.row_to_json(sa.literal_column("member")), types.Text), ",")
        whole = sa.func.concat("[", listed, "]")
        return sa.select(whole).select_from(rows).correlate(table).scalar_subquery().cast(types.JSON)
    whole = sa.func.json_group_array(json_object([rows.c[name] for name in names]))
    return sa.type_coerce(sa.select(whole).select_from(rows).correlate(table).scalar_subquery(), Document())
