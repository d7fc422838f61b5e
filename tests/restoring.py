"""One database for the tests of a worker on one engine, put back as it was before each of them.

On PostgreSQL making a copy costs more than most tests: its files, the first look of every connection into cold
catalogs, the drop. So a copy of each table is kept beside it in a schema of its own, and a function puts back those
tables that changed. A file of SQLite is written over as a whole, while the application that serves it runs on. A test
that changed PostgreSQL's schema, or left a transaction open, gets a new copy after it.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg import sql

from tests.postgres import Server
from tests.templates import Files, file_of

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
# Whatever changes the schema leaves a mark, whoever does it; what is rolled back leaves none.
KEPT = """CREATE SCHEMA kept;
CREATE TABLE kept.since (at bigint, schema_changed boolean);
INSERT INTO kept.since VALUES (0, false);
CREATE FUNCTION kept.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN UPDATE kept.since SET schema_changed = true; END $body$;"""
WATCH = "CREATE EVENT TRIGGER kept ON ddl_command_end EXECUTE FUNCTION kept.note()"
# `xmin` counts up; what was written after the last restoring has a greater one.
RESTORE = """CREATE FUNCTION kept.restore() RETURNS boolean LANGUAGE plpgsql AS $body$
DECLARE base bigint; changed boolean;
BEGIN
SELECT at, schema_changed INTO base, changed FROM kept.since;
IF changed THEN RETURN false; END IF;
{tables}
UPDATE kept.since SET at = pg_current_xact_id()::text::bigint;
RETURN true;
END $body$"""
TABLE = """IF (SELECT count(*) <> {rows} OR max(x.xmin::text::bigint) > base FROM public.{table} AS x) THEN
DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM kept.{table}; END IF;"""


class Restorable(Protocol):
    """A copy of a template; `restore` before each test."""

    url: str

    def restore(self) -> bool:
        """Puts every row back; False where that cannot be done, because the schema differs or a lock is held."""

    def drop(self) -> None:
        """Ends it."""


@dataclass
class RestorableFile:
    """A copy of a file of SQLite."""

    url: str
    template: str
    files: Files

    def restore(self) -> bool:
        file = file_of(self.url)
        try:
            with (
                closing(sqlite3.connect(file_of(self.template))) as kept,
                closing(sqlite3.connect(file, timeout=1)) as here,
            ):
                kept.backup(here, progress=give_up_when_busy)
        except sqlite3.Error:
            return False
        return True

    def drop(self) -> None:
        self.files.drop_database(self.url)


def give_up_when_busy(status: int, *_: int) -> None:
    """Python itself would try again for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


@dataclass
class RestorableDatabase:
    """A copy of a database of PostgreSQL."""

    url: str
    session: psycopg.Connection[Any]
    server: Server

    def restore(self) -> bool:
        try:
            return self.session.execute("SELECT kept.restore()").fetchone() == (True,)
        except psycopg.Error:
            return False

    def drop(self) -> None:
        self.session.close()
        self.server.drop_database(self.url)


def restorable(databases: Server | Files, template: str) -> Restorable:
    """A new copy of a template that can be put back as it is now."""
    url = databases.create_database(template=template)
    if isinstance(databases, Files):
        return RestorableFile(url, template, databases)
    return prepared(databases, url)


def prepared(server: Server, url: str) -> RestorableDatabase:
    """The database with what puts it back."""
    session = psycopg.connect(url, autocommit=True)
    session.execute("SET session_replication_role = replica")  # neither foreign keys nor guards while rows go and come
    session.execute("SET lock_timeout = '3s'")
    session.execute(KEPT)
    parts = []
    for (name,) in session.execute(TABLES).fetchall():
        table = sql.Identifier(name)
        session.execute(sql.SQL("CREATE TABLE kept.{table} AS TABLE public.{table}").format(table=table))
        counted = session.execute(sql.SQL("SELECT count(*) FROM kept.{table}").format(table=table)).fetchone()
        rows = sql.Literal(counted[0] if counted else 0)
        parts.append(sql.SQL(TABLE).format(table=table, rows=rows).as_string(session))
    session.execute(RESTORE.format(tables="\n".join(parts)))
    session.execute("UPDATE kept.since SET at = pg_current_xact_id()::text::bigint")
    session.execute(WATCH)
    return RestorableDatabase(url, session, server)
