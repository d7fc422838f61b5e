"""How declared reads reach the database: one call, `rows(plan, args, organisation)`, on the bare driver."""

import asyncio
import sqlite3
from typing import Any, Protocol
from uuid import UUID

import psycopg

from app.core.problems import Unavailable
from app.core.statements import Plan

APP_ROLE = "learnbridge_app"
ASSUME_ROLE = (
    f"SELECT set_config('role', '{APP_ROLE}', false) FROM pg_roles"
    f" WHERE rolname = '{APP_ROLE}' AND pg_has_role(current_user, oid, 'MEMBER')"
)
POSTGRES_OPTIONS = "-c timezone=UTC -c statement_timeout=5000 -c idle_in_transaction_session_timeout=15000"
SET_ORGANISATION = "SELECT set_config('app.organisation', $1, false)"


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

    A free connection of the same organisation is preferred; another one is told the organisation in the same round
    trip as the statement. A wrong setting could only hide rows: the statement names its organisation itself.
    """

    def __init__(self, dsn: str, limit: int) -> None:
        self.dsn, self.limit = dsn, limit
        self.free: dict[psycopg.AsyncConnection[Any], UUID | None] = {}
        self.waiting: list[asyncio.Future[None]] = []
        self.closing: set[asyncio.Task[None]] = set()
        self.size = 0

    async def open(self) -> None:
        self.give(await self.connect(), None)

    async def close(self) -> None:
        for connection in list(self.free):
            await connection.close()
        self.free.clear()
        await asyncio.gather(*self.closing)

    async def connect(self) -> psycopg.AsyncConnection[Any]:
        self.size += 1
        connection: psycopg.AsyncConnection[Any] | None = None
        try:
            connection = await psycopg.AsyncConnection.connect(
                self.dsn,
                autocommit=True,
                options=POSTGRES_OPTIONS,
                connect_timeout=5,
                cursor_factory=psycopg.AsyncRawCursor,
            )
            await connection.execute(ASSUME_ROLE)
        except BaseException as error:
            self.drop(connection)
            if isinstance(error, psycopg.OperationalError):
                raise Unavailable from error
            raise
        connection.prepare_threshold = 0
        connection.prepared_max = 1000
        return connection

    async def rows(self, plan: Plan, args: list[Any], organisation: UUID) -> list[Any]:
        while True:
            connection, told = await self.take(organisation)
            try:
                cursor = connection.cursor()
                if told == organisation:
                    await cursor.execute(plan.sql, args)
                else:
                    async with connection.pipeline():
                        await connection.execute(SET_ORGANISATION, (str(organisation),))
                        await cursor.execute(plan.sql, args)
                found = await cursor.fetchall()
            except psycopg.OperationalError as error:
                self.drop(connection)
                if told is None or not connection.closed:
                    raise Unavailable from error
                continue  # it broke while it lay in the pool
            except BaseException:
                self.drop(connection)
                raise
            self.give(connection, organisation)
            return found

    async def take(self, organisation: UUID) -> tuple[psycopg.AsyncConnection[Any], UUID | None]:
        while True:
            if self.free:
                for connection, told in self.free.items():
                    if told == organisation:
                        del self.free[connection]
                        return connection, told
                return self.free.popitem()
            if self.size < self.limit:
                return await self.connect(), None
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # it was woken already: the next one's turn
                    self.wake()
                raise

    def give(self, connection: psycopg.AsyncConnection[Any], told: UUID | None) -> None:
        self.free[connection] = told
        self.wake()

    def drop(self, connection: psycopg.AsyncConnection[Any] | None) -> None:
        """A connection that was not made, or whose query failed or was cut, gives its place to another."""
        self.size -= 1
        if connection is not None:
            closing = asyncio.get_running_loop().create_task(connection.close())
            self.closing.add(closing)
            closing.add_done_callback(self.closing.discard)
        self.wake()

    def wake(self) -> None:
        while self.waiting:
            turn = self.waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                return
