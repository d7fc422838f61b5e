"""Bulk writing: one pattern of a row, many rows of it; executemany on an SQLite file, COPY on PostgreSQL."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, Protocol

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from app.core.database import Database
from app.migrations.upgrade import upgrade

ROWS_AT_ONCE = 5_000
DIALECT: sa.engine.Dialect = sqlite.dialect()
Row = tuple[Any, ...]


class Pattern(NamedTuple):
    """A table's columns, those that vary first, and the stored values of the others."""

    table: str
    columns: tuple[str, ...]
    constant: Row


def pattern(model: type[SQLModel], varying: str, **given: Any) -> Pattern:
    """The pattern of a model: `varying` names columns; the others hold what is given or the model's default."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    names = tuple(varying.split())
    sample = model(**given)
    others = {
        column.name: stored(column, getattr(sample, column.key)) for column in table.columns if column.name not in names
    }
    return Pattern(table.name, (*names, *others), tuple(others.values()))


def stored(column: sa.Column[Any], value: Any) -> Any:
    """A value as SQLite keeps it, which is also how PostgreSQL reads it in a COPY."""
    process = column.type.dialect_impl(DIALECT).bind_processor(DIALECT)
    return process(value) if process is not None and value is not None else value


class Store(Protocol):
    """Where rows go."""

    def put(self, of: Pattern, rows: Iterable[Row]) -> None: ...

    def close(self) -> None: ...


def open_store(database: Database) -> Store:
    """A store over an empty, migrated database; nothing is durable before it is closed."""
    upgrade(database)
    path = database.url.database or ""
    return SqliteStore(path) if database.kind == "sqlite" else PostgresStore(database.dsn)


class SqliteStore:
    """One transaction without a journal: a run that breaks leaves a file that must not be used."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
            self.connection.execute("PRAGMA " + pragma)
        self.connection.execute("BEGIN")

    def put(self, of: Pattern, rows: Iterable[Row]) -> None:
        names, slots = ", ".join(f'"{name}"' for name in of.columns), ", ".join("?" * len(of.columns))
        statement = f'INSERT INTO "{of.table}" ({names}) VALUES ({slots})'
        self.connection.executemany(statement, (row + of.constant for row in rows))

    def close(self) -> None:
        self.connection.execute("COMMIT")
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.close()


class PostgresStore:
    """COPY without the checks of foreign keys, for which the login must be a superuser."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(
            dsn, options="-c session_replication_role=replica -c maintenance_work_mem=256MB"
        )

    def put(self, of: Pattern, rows: Iterable[Row]) -> None:
        names = ", ".join(f'"{name}"' for name in of.columns)
        end = "".join("\t" + text(value) for value in of.constant) + "\n"
        with self.connection.cursor().copy(f'COPY "{of.table}" ({names}) FROM STDIN') as copy:
            for some in chunks(rows):
                copy.write("".join(["\t".join([text(value) for value in row]) + end for row in some]))

    def close(self) -> None:
        self.connection.commit()
        self.connection.autocommit = True
        self.connection.execute("VACUUM (ANALYZE, FREEZE)")
        self.connection.execute("CHECKPOINT")
        self.connection.close()


def text(value: Any) -> str:
    """A value in COPY's text format; no text that is generated has a backslash, a tab or a line end."""
    return "\\N" if value is None else str(value)


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, ROWS_AT_ONCE)):
        yield some
