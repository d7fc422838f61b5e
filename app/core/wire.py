"""One PostgreSQL connection for reads, driven at libpq's own level: a statement costs a third of a cursor's time.

psycopg's connection is made by psycopg and its results are loaded by psycopg's adapters; only the waiting between them
is ours. The connection stays in pipeline mode, so that what a statement needs before it (the organisation for row-level
security, its preparation) travels in the same message.
"""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

MOST_PREPARED = 1000
# Seconds; the server itself ends a statement sooner (app/core/readers.py), unless it stands still altogether.
LONGEST = 10.0
FINE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
TELL = "SELECT set_config('app.organisation', $1, false)"
ISO = (datetime, date)


class Wire:
    """A connection and what it is told and awaited for; one statement at a time."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connection, self.pg = connection, connection.pgconn
        self.loop = asyncio.get_running_loop()
        self.transformer = Transformer(connection)
        self.prepared: dict[str, bytes] = {}
        self.organisation: UUID | None = None
        self.results: list[Any] = []
        self.done: asyncio.Future[None] | None = None
        self.pg.nonblocking = 1
        self.pg.enter_pipeline_mode()
        self.socket = self.pg.socket
        self.loop.add_reader(self.socket, self.hear)

    @property
    def broken(self) -> bool:
        """Whether the server has gone away."""
        return self.pg.status != pq.ConnStatus.OK

    def close(self) -> None:
        """At once, whatever it waits for."""
        self.leave()
        self.pg.finish()

    async def rows(self, sql: str, args: list[Any], organisation: UUID) -> list[Any]:
        """Runs a statement of this organisation. Raises psycopg.Error; then, or when cut, the wire is to be closed."""
        told = self.organisation == organisation
        if not told:
            self.send(TELL, [str(organisation)])
        self.send(sql, args)
        self.pg.pipeline_sync()
        await self.answered()
        for result in self.results:
            if result.status not in FINE:
                raise error_from_result(result)
        self.organisation = organisation
        answer = self.results[-1]
        self.transformer.set_pgresult(answer)
        return self.transformer.load_rows(0, answer.ntuples, tuple)

    def send(self, sql: str, args: list[Any]) -> None:
        name = self.prepared.get(sql)
        if name is None:
            if len(self.prepared) >= MOST_PREPARED:
                self.pg.send_query_params(b"DEALLOCATE ALL", None)
                self.prepared.clear()
            name = self.prepared[sql] = b"r%d" % len(self.prepared)
            self.pg.send_prepare(name, sql.encode())
        self.pg.send_query_prepared(name, [as_text(value) for value in args])

    async def answered(self) -> None:
        self.results, self.done = [], self.loop.create_future()
        late = self.loop.call_later(LONGEST, self.give_up)
        try:
            while self.pg.flush():
                await self.writable()
            await self.done
        finally:
            late.cancel()

    def give_up(self) -> None:
        self.leave()
        self.finish(psycopg.OperationalError("the server does not answer"))

    async def writable(self) -> None:
        ready = asyncio.Event()
        self.loop.add_writer(self.socket, ready.set)
        try:
            await ready.wait()
        finally:
            self.loop.remove_writer(self.socket)

    def hear(self) -> None:
        """Called by the loop when the server has sent something; also when it goes away while nobody waits."""
        try:
            self.pg.consume_input()
            while not self.pg.is_busy():
                result = self.pg.get_result()
                if result is None:
                    if self.done is None or self.done.done():
                        return
                    continue
                if result.status == pq.ExecStatus.PIPELINE_SYNC:
                    self.finish(None)
                    return
                self.results.append(result)
        except psycopg.Error as error:
            self.leave()
            self.finish(error)

    def finish(self, error: psycopg.Error | None) -> None:
        done, self.done = self.done, None
        if done is None or done.done():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def leave(self) -> None:
        if self.socket >= 0:
            self.loop.remove_reader(self.socket)
            self.socket = -1


def as_text(value: Any) -> bytes | None:
    """A value in PostgreSQL's own notation; the statement's casts say what it is."""
    if value is None:
        return None
    if type(value) is str:
        return value.encode()
    if isinstance(value, ISO):
        return value.isoformat().encode()
    if type(value) is list:
        return ("{" + ",".join(["NULL" if item is None else quoted(str(item)) for item in value]) + "}").encode()
    return str(value).encode()


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
