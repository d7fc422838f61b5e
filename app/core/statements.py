"""Statements that SQLAlchemy writes once and the bare driver runs many times.

A `Plan` is a statement compiled for one engine: SQL text, the order of its binds, the conversion of each.
Values that vary must be named binds; a list is one bind (`any_of`), so that the text does not grow with its length.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from app.core.columns import Document, Id
from app.core.flattening import FlatCompiler

DIALECTS: dict[str, sa.engine.Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="numeric_dollar"),
    "postgresql": postgresql.psycopg.dialect(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
}
DIALECTS["sqlite"].statement_compiler = FlatCompiler

# SQLite writes numbered binds with a question mark.
NUMBERED = re.compile(r"\$(\d+)")


class Plan:
    """One statement for one engine. `args` turns named values into the driver's positional ones."""

    __slots__ = ("opening", "settled", "slots", "sql")

    def __init__(self, statement: sa.sql.ClauseElement, engine: str, opening: Any = None) -> None:
        # What of its rows is sealed (app.auth.opening); None for nothing.
        self.opening = opening
        # Whether the versions of its rows say everything about its bytes (app.auth.kept_pages).
        self.settled = False
        compiled = statement.compile(dialect=DIALECTS[engine])
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only select, insert, update and delete have plans")
        processors: Mapping[str, Any] = compiled._bind_processors
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self.sql = str(compiled) if engine == "postgresql" else NUMBERED.sub(r"?\1", str(compiled))
        self.slots: list[tuple[str, Callable[[Any], Any] | None, Any]] = [
            (name, bound(compiled.binds[name].type, engine, processors.get(name)), fixed.get(name))
            for name in compiled.positiontup or ()
        ]

    def args(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the statement's order; one that is not given falls back to the constant compiled in."""
        return [
            convert(value) if convert and value is not None else value
            for name, convert, fixed in self.slots
            for value in (values.get(name, fixed),)
        ]


def bound(kind: types.TypeEngine[Any], engine: str, processor: Callable[[Any], Any] | None) -> Any:
    """How a value is given to the driver: SQLAlchemy's way, or a shorter one where the type knows it."""
    if isinstance(kind, types.Enum):
        return str
    shorter = getattr(kind, "bind", None)
    return processor if shorter is None else shorter(engine)


class Plans:
    """The plans of one statement, one for each engine, made when first used."""

    __slots__ = ("_plans", "statement")

    def __init__(self, statement: sa.sql.ClauseElement) -> None:
        self.statement = statement
        self._plans: dict[str, Plan] = {}

    def on(self, engine: str) -> Plan:
        plan = self._plans.get(engine)
        if plan is None:
            plan = self._plans[engine] = Plan(self.statement, engine)
        return plan

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """Runs on the transaction's own driver connection; gives the driver's cursor."""
        return execute(connection, self.on(connection.dialect.name), values)

    def run_many(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
        """The same statement for many rows; on PostgreSQL in one message."""
        if not rows:
            return
        plan, raw = self.on(connection.dialect.name), raw_of(connection)
        if connection.dialect.name == "sqlite":
            raw.executemany(plan.sql, [plan.args(row) for row in rows])
        else:
            raw.wire.run_all([(plan.sql, plan.args(row)) for row in rows])


def execute(connection: sa.Connection, plan: Plan, values: Mapping[str, Any]) -> Any:
    """Runs a plan on the driver connection beneath SQLAlchemy's, inside its transaction; gives what a cursor gives."""
    raw = raw_of(connection)
    if connection.dialect.name == "sqlite":
        return raw.execute(plan.sql, plan.args(values))
    return raw.wire.run(plan.sql, plan.args(values))


def execute_all(connection: sa.Connection, asked: list[tuple[Plan, Mapping[str, Any]]]) -> list[Any]:
    """The same for several plans; on PostgreSQL in one message."""
    if not asked:
        return []
    if connection.dialect.name == "sqlite":
        return [execute(connection, plan, values) for plan, values in asked]
    answers: list[Any] = raw_of(connection).wire.run_all([(plan.sql, plan.args(values)) for plan, values in asked])
    return answers


def execute_last(connection: sa.Connection, plan: Plan, values: Mapping[str, Any]) -> None:
    """PostgreSQL: runs a plan and commits the transaction, in one message."""
    raw_of(connection).wire.run_last(plan.sql, plan.args(values))


def raw_of(connection: sa.Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


class any_of(sa.sql.expression.ColumnElement[bool]):
    """`column` is among a list that is given as one bind."""

    inherit_cache = True
    type = types.Boolean()
    # Otherwise SQLAlchemy writes `(... IN ...) = 1` for SQLite, which no index can serve.
    _is_implicitly_boolean = True

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        self.column, self.bind = column, sa.bindparam(name, type_=ListOf(column.type))

    def get_children(self, **kwargs: Any) -> tuple[Any, ...]:
        return (self.column, self.bind)


class ListOf(types.TypeDecorator[Any]):
    """A list bound as one value: an array on PostgreSQL, JSON text on SQLite."""

    impl, cache_ok = types.Text, True

    def __init__(self, item: types.TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: sa.engine.Dialect) -> types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(stored(self.item, dialect)))
        return dialect.type_descriptor(types.Text())

    def bind_processor(self, dialect: sa.engine.Dialect) -> Callable[[Any], Any]:
        native = dialect.name == "postgresql"
        if isinstance(self.item, Id):
            return list if native else as_json
        convert = self.item.dialect_impl(dialect).bind_processor(dialect)
        whole = Document().bind_processor(dialect)

        def bind(values: Any) -> Any:
            items = [convert(value) if convert else value for value in values]
            return items if native else whole([str(item) if not isinstance(item, int) else item for item in items])

        return bind


def as_json(ids: Any) -> str:
    return orjson.dumps(ids).decode()


def stored(item: types.TypeEngine[Any], dialect: sa.engine.Dialect) -> types.TypeEngine[Any]:
    """What the database itself holds for a decorated type."""
    if isinstance(item, types.Enum):
        return types.Text()
    return item.load_dialect_impl(dialect) if isinstance(item, types.TypeDecorator) else item


@compiles(any_of)
def _any_of(element: any_of, compiler: Any, **kw: Any) -> str:
    """Without an engine: SQLAlchemy writes a statement down when it looks for the tables of one."""
    return f"{compiler.process(element.column, **kw)} IN ({compiler.process(element.bind, **kw)})"


@compiles(any_of, "postgresql")
def _any_of_postgresql(element: any_of, compiler: Any, **kw: Any) -> str:
    array = postgresql.ARRAY(stored(element.column.type, DIALECTS["postgresql"]))
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(sa.cast(element.bind, array), **kw)})"


@compiles(any_of, "sqlite")
def _any_of_sqlite(element: any_of, compiler: Any, **kw: Any) -> str:
    return (
        f"{compiler.process(element.column, **kw)} IN "
        f"(SELECT value FROM json_each({compiler.process(element.bind, **kw)}))"
    )
