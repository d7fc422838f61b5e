"""Many rows as one bind: on PostgreSQL each statement costs a message, so rows go there together, as one JSON text.

SQLite has no messages; there the driver runs the statement once for each row.
"""

from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import types

from app.core.statements import Plan, Plans, execute


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
    rows = given(table)
    names = table.columns.keys()
    return sa.insert(table).from_select(names, sa.select(*(rows.c[name] for name in names)))


def given(table: sa.Table) -> Any:
    """The rows of the bind `rows` (a list of dictionaries by column) as a table of PostgreSQL, called `given`."""
    shape: Any = sa.literal_column(f'NULL::"{table.name}"')
    columns = [sa.column(column.name, column.type) for column in table.columns]
    rows = sa.bindparam("rows", type_=RowsAsJson)
    return sa.func.json_populate_recordset(shape, rows).table_valued(*columns, name="given")


class RowsAsJson(types.TypeDecorator[Any]):
    """A list of rows bound as one JSON text."""

    impl, cache_ok = types.JSON, True

    def bind_processor(self, dialect: sa.engine.Dialect) -> Callable[[Any], Any]:
        return lambda rows: orjson.dumps(rows).decode()
