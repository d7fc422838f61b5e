"""Reads of personal fields wait for their audit row; one writer commits the rows of many reads in one transaction.

Every process run has a lane of its own, a random number, chained from the start in memory: nothing is read and nothing
locked. The latest head of the lane is left in `database.anchors`, where the organisation's next write picks it up.
"""

import asyncio
import secrets
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth import trail
from app.core import clock
from app.core.database import Database
from app.core.journal import get_logger
from app.core.problems import Unavailable

# Rows for which a commit waits no longer.
MOST_GATHERED = 64

log = get_logger()


class Waiting(NamedTuple):
    """A read that has its rows but may not show them yet."""

    organisation_id: UUID
    at: datetime
    what: str
    done: "asyncio.Future[None]"


class ReadAudit:
    """The group writer of one process; belongs to the running event loop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.lane = new_lane()
        self.heads: dict[UUID, tuple[int, str]] = {}
        self.waiting: list[Waiting] = []
        # Those that are being written just now.
        self.batch: list[Waiting] = []
        self.wake = asyncio.Event()
        self.kept: sa.Connection | None = None
        self.task = asyncio.create_task(self.run(), name="read audit")

    @property
    def healthy(self) -> bool:
        """Readiness fails without the writer: no audit, no data."""
        return not self.task.done()

    async def add(self, organisation_id: UUID, what: dict[str, Any]) -> None:
        """Returns when the row is durable; raises Unavailable when it could not be written."""
        if not self.healthy:
            raise Unavailable
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(Waiting(organisation_id, clock.now(), trail.canonical(what), done))
        self.wake.set()
        await done

    async def close(self) -> None:
        """Writes what waits, then stops."""
        waiting = [entry.done for entry in (*self.batch, *self.waiting) if not entry.done.done()]
        if waiting and self.healthy:
            await asyncio.wait(waiting, timeout=10)
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        if self.kept is not None:
            self.kept.close()

    async def run(self) -> None:
        while True:
            await self.wake.wait()
            await self.gather()
            self.wake.clear()
            batch = self.batch = self.waiting
            self.waiting = []
            heads, rows = self.chained(batch)
            try:
                await self.database.write(lambda rows=rows: self.commit(rows))  # type: ignore[misc]
            except Exception as error:
                log.error("reads could not be audited", exception=type(error).__name__)
                # Whether the rows are there is not known, and a number must not be given twice.
                self.lane, self.heads = new_lane(), {}
                settle(batch, Unavailable())
            else:
                self.heads.update(heads)
                self.database.anchors.update({org: (self.lane, *head) for org, head in heads.items()})
                settle(batch)

    async def gather(self) -> None:
        """On SQLite a batch waits until the event loop brings no more: its commit costs the writer as much as ten rows.

        PostgreSQL commits elsewhere, and is better asked at once.
        """
        known = 0
        while self.database.kind == "sqlite" and known < len(self.waiting) < MOST_GATHERED:
            known = len(self.waiting)
            await asyncio.sleep(0)  # what the network has brought becomes requests
            await asyncio.sleep(0)  # and they become reads

    def chained(self, batch: list[Waiting]) -> tuple[dict[UUID, tuple[int, str]], list[dict[str, Any]]]:
        heads: dict[UUID, tuple[int, str]] = {}
        rows = []
        for organisation_id, at, what, _ in batch:
            number, head = heads.get(organisation_id) or self.heads.get(organisation_id, (0, ""))
            number, head = number + 1, trail.link(head, trail.Place(organisation_id, self.lane, number + 1), at, what)
            heads[organisation_id] = (number, head)
            key = {"organisation_id": organisation_id, "lane": self.lane, "seq": number}
            rows.append({**key, "at": at, "what": what, "hash": head})
        return heads, rows

    def commit(self, rows: list[dict[str, Any]]) -> None:
        """In one transaction, on a connection that is kept until it fails: taking one costs more than the rows."""
        connection, self.kept = self.kept or self.connected(), None
        try:
            with connection.begin():
                trail.ADD_AUDIT.run_many(connection, rows)
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        self.kept = connection

    def connected(self) -> sa.Connection:
        connection = self.database.engine.connect()
        # There all rows are one statement, which is a transaction by itself.
        lone = self.database.kind == "postgresql"
        return connection.execution_options(isolation_level="AUTOCOMMIT") if lone else connection


def new_lane() -> int:
    return secrets.randbits(52) + 1


def settle(batch: list[Waiting], error: Exception | None = None) -> None:
    """Lets the reads go on; one whose client went away has no future to set."""
    for waiting in batch:
        if waiting.done.done():
            continue
        if error is None:
            waiting.done.set_result(None)
        else:
            waiting.done.set_exception(error)
