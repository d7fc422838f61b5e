"""One PostgreSQL database for the tests of a worker, put back as it was before each of them.

Making a copy costs more than most tests: its files, the first look of every connection into cold catalogs, the drop. So
a copy of each table is kept beside it in a schema of its own, and a function puts back those tables that changed. A
test that changed the schema itself, or left a transaction open, gets a new copy after it.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from tests.postgres import Server

KEPT = "CREATE SCHEMA kept; CREATE TABLE kept.since (at bigint); INSERT INTO kept.since VALUES (0)"
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
CATALOGS = ("pg_class", "pg_attribute", "pg_trigger", "pg_proc", "pg_policy", "pg_constraint", "pg_namespace")
# `xmin` counts up; what was written after the last restoring has a greater one.
RESTORE = """CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS $body$
DECLARE base bigint;
BEGIN
SELECT at INTO base FROM kept.since;
{tables}
UPDATE kept.since SET at = pg_current_xact_id()::text::bigint;
END $body$"""
TABLE = """IF EXISTS (SELECT FROM public.{table} AS x WHERE x.xmin::text::bigint > base)
OR (SELECT count(*) FROM public.{table}) <> (SELECT count(*) FROM kept.{table}) THEN
DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM kept.{table}; END IF;"""


@dataclass
class Restorable:
    """A copy of a template; `restore` before each test."""

    url: str
    session: psycopg.Connection[Any]
    shape: str

    def restore(self) -> bool:
        """Puts every row back; False where that cannot be done, because the schema differs or a lock is held."""
        try:
            if shape_of(self.session) != self.shape:
                return False
            self.session.execute("SELECT kept.restore()")
        except psycopg.Error:
            return False
        return True


def restorable(server: Server, template: str) -> Restorable:
    """A new copy of a template that can be put back as it is now."""
    url = server.create_database(template=template)
    session = psycopg.connect(url, autocommit=True)
    session.execute("SET session_replication_role = replica")  # neither foreign keys nor guards while rows go and come
    session.execute("SET lock_timeout = '3s'")
    session.execute(KEPT)
    parts = []
    for (name,) in session.execute(TABLES).fetchall():
        table = sql.Identifier(name)
        session.execute(sql.SQL("CREATE TABLE kept.{table} AS TABLE public.{table}").format(table=table))
        parts.append(sql.SQL(TABLE).format(table=table).as_string(session))
    session.execute(RESTORE.format(tables="\n".join(parts)))
    session.execute("UPDATE kept.since SET at = pg_current_xact_id()::text::bigint")
    return Restorable(url, session, shape_of(session))


def shape_of(session: psycopg.Connection[Any]) -> str:
    """What differs as soon as anything of the schema does: how many rows each catalog has, and the newest of them."""
    parts = [f"(SELECT count(*) || ':' || max(xmin::text::bigint) FROM {name})" for name in CATALOGS]
    return str(session.execute("SELECT concat_ws('/'," + ",".join(parts) + ")").fetchone())
