"""How declared reads reach the database: one call, `rows(plan, args, organisation)`, on the bare driver."""

import asyncio
import sqlite3
from typing import Any, Protocol
from uuid import UUID

import psycopg

from app.core.problems import Unavailable
from app.core.statements import Plan
from app.core.wire import Wire

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
        for pragma in ("query_only=ON", "busy_timeout=5000", "cache_size=-64000", "mmap_size=1073741824"):
            self.connection.execute("PRAGMA " + pragma)

    async def close(self) -> None:
        self.connection.close()

    async def rows(self, plan: Plan, args: list[Any], organisation: UUID) -> list[Any]:
        try:
            return self.connection.execute(plan.sql, args).fetchall()
        except sqlite3.OperationalError as error:
            raise Unavailable from error


class PostgresReader:
    """A pool of autocommit connections, each remembering for which organisation row-level security is set.

    A free connection of the same organisation is preferred; another one is told the organisation in the same message
    as the statement. A wrong setting could only hide rows: the statement names its organisation itself.
    """

    def __init__(self, dsn: str, limit: int) -> None:
        self.dsn, self.limit = dsn, limit
        self.free: list[Wire] = []
        self.waiting: list[asyncio.Future[None]] = []
        self.size = 0

    async def open(self) -> None:
        self.give(await self.connect())

    async def close(self) -> None:
        for wire in self.free:
            wire.close()
        self.free.clear()

    async def connect(self) -> Wire:
        self.size += 1
        connection: psycopg.AsyncConnection[Any] | None = None
        try:
            connection = await psycopg.AsyncConnection.connect(
                self.dsn, autocommit=True, options=POSTGRES_OPTIONS, connect_timeout=5
            )
            await connection.execute(ASSUME_ROLE)
            return Wire(connection)
        except BaseException as error:
            if connection is not None:
                connection.pgconn.finish()
            self.lose()
            if isinstance(error, psycopg.OperationalError):
                raise Unavailable from error
            raise

    async def rows(self, plan: Plan, args: list[Any], organisation: UUID) -> list[Any]:
        while True:
            wire = await self.take(organisation)
            new = wire.organisation is None
            try:
                found = await wire.rows(plan.sql, args, organisation)
            except psycopg.OperationalError as error:
                gone = wire.broken
                self.drop(wire)
                if new or not gone:
                    raise Unavailable from error
                continue  # it broke while it lay in the pool
            except BaseException:
                self.drop(wire)
                raise
            self.give(wire)
            return found

    async def take(self, organisation: UUID) -> Wire:
        while True:
            if self.free:
                own = (place for place, wire in enumerate(self.free) if wire.organisation == organisation)
                return self.free.pop(next(own, -1))
            if self.size < self.limit:
                return await self.connect()
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # it was woken already: the next one's turn
                    self.wake()
                raise

    def give(self, wire: Wire) -> None:
        self.free.append(wire)
        self.wake()

    def drop(self, wire: Wire) -> None:
        """A connection whose query failed or was cut gives its place to another."""
        wire.close()
        self.lose()

    def lose(self) -> None:
        self.size -= 1
        self.wake()

    def wake(self) -> None:
        while self.waiting:
            turn = self.waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                return
