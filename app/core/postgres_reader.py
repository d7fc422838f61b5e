"""Declared reads on PostgreSQL: a pool of connections, each remembering whose rows it may show."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg

from app.core.problems import Unavailable
from app.core.readers import ASSUME_ROLE, POSTGRES_OPTIONS
from app.core.statements import Plan
from app.core.wire import Wire


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
