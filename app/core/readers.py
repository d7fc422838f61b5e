"""How declared reads reach the database: one call, `rows(plan, args, organisation)`, on the bare driver.

This is the way on SQLite; app/core/postgres_reader.py is the other, loaded where the database is PostgreSQL.
"""

import sqlite3
from typing import Any, Protocol
from uuid import UUID

from app.core.problems import Unavailable
from app.core.statements import Plan

APP_ROLE = "learnbridge_app"
ASSUME_ROLE = (
    f"SELECT set_config('role', '{APP_ROLE}', false) FROM pg_roles"
    f" WHERE rolname = '{APP_ROLE}' AND pg_has_role(current_user, oid, 'MEMBER')"
)
POSTGRES_OPTIONS = "-c timezone=UTC -c statement_timeout=5000 -c idle_in_transaction_session_timeout=15000"


class RowSource(Protocol):
    """Runs one compiled statement and gives its rows."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def rows(self, plan: Plan, args: list[Any], organisation: UUID) -> list[Any]: ...


class SqliteReader:
    """One connection that cannot write, used on the event loop: an indexed read is shorter than a thread switch."""

    def __init__(self, path: str) -> None:
        self.path = path

    async def open(self) -> None:
        self.connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, cached_statements=1000
        )
        # The last is as much as SQLite maps at most: what lies beyond is read anew after each commit.
        for pragma in ("query_only=ON", "busy_timeout=5000", "cache_size=-64000", "mmap_size=2147418112"):
            self.connection.execute("PRAGMA " + pragma)

    async def close(self) -> None:
        self.connection.close()

    async def rows(self, plan: Plan, args: list[Any], organisation: UUID) -> list[Any]:
        try:
            return self.connection.execute(plan.sql, args).fetchall()
        except sqlite3.OperationalError as error:
            raise Unavailable from error
