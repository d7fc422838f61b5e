"""Many rows as one bind, a JSON text, so that one statement writes them all.

On PostgreSQL each statement costs a message; on SQLite it costs the interpreter's lock twice. For new rows, which are
written column by column anyhow, SQLite's driver is as fast with one statement for each.
"""

from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import types

from app.core.columns import stored_text
from app.core.statements import Plan, Plans, bound, execute


class Inserts(Plans):
    """New rows of one table. On PostgreSQL a column that a row leaves out is null."""

    __slots__ = ("table", "whole")

    def __init__(self, table: sa.Table) -> None:
        super().__init__(sa.insert(table))
        self.table = table
        self.whole: Plan | None = None

    def run_many(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
        if connection.dialect.name != "postgresql":
            super().run_many(connection, rows)
            return
        if self.whole is None:
            self.whole = Plan(insert_all(self.table), "postgresql")
        if rows:
            execute(connection, self.whole, {"rows": rows})


def insert_all(table: sa.Table) -> Any:
    """PostgreSQL: the statement that adds all rows of the bind `rows`."""
    rows = given(table, tuple(table.columns.keys()), "postgresql")
    return sa.insert(table).from_select(list(rows), sa.select(*rows.values()))


def given(table: sa.Table, names: tuple[str, ...], engine: str) -> dict[str, Any]:
    """The columns of the rows that the bind `rows` brings, a list of dictionaries by column, to be selected from."""
    columns = [(name, table.c[name].type) for name in names]
    rows = sa.bindparam("rows", type_=RowsAsJson(columns))
    if engine == "postgresql":
        shape: Any = sa.literal_column(f'NULL::"{table.name}"')
        typed = [sa.column(name, kind) for name, kind in columns]
        found = sa.func.json_populate_recordset(shape, rows).table_valued(*typed, name="given")
        return {name: found.c[name] for name in names}
    each = sa.func.json_each(rows).table_valued("value", name="given")
    places: dict[str, Any] = {name: sa.literal_column(f"'$[{place}]'") for place, name in enumerate(names)}
    return {name: sa.func.json_extract(each.c.value, place, type_=table.c[name].type) for name, place in places.items()}


class RowsAsJson(types.TypeDecorator[Any]):
    """A list of rows bound as one JSON text: objects on PostgreSQL, which knows the types; stored values on SQLite."""

    impl, cache_ok = types.JSON, False

    def __init__(self, columns: list[tuple[str, types.TypeEngine[Any]]]) -> None:
        super().__init__()
        self.columns = columns

    def bind_processor(self, dialect: sa.engine.Dialect) -> Callable[[Any], Any]:
        if dialect.name == "postgresql":
            return lambda rows: orjson.dumps(rows, default=stored_text).decode()
        converts = [
            (name, bound(kind, dialect.name, kind.dialect_impl(dialect).bind_processor(dialect)))
            for name, kind in self.columns
        ]

        def bind(rows: Any) -> str:
            return orjson.dumps(
                [[stored(row.get(name), convert) for name, convert in converts] for row in rows]
            ).decode()

        return bind


def stored(value: Any, convert: Callable[[Any], Any] | None) -> Any:
    return value if value is None or convert is None else convert(value)
