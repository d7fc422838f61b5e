"""SQLite's one writer: transactions that wait for their turn are committed together, and nobody hears before that.

Half of a short transaction is waiting for the disk. So whatever waits while a transaction runs is run behind it as a
member of the same round: each member has a savepoint, undone alone when it fails, and the round ends with one commit,
after which all of its members are answered at once. If that commit fails, every one of them is answered Unavailable.

A round takes no member after `LONGEST`, so that the first is not kept waiting by those behind it. Between two rounds
the file is free for `BETWEEN`: other processes look ten times a second whether it is, and would seldom find it so.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import perf_counter, sleep
from typing import Any, NamedTuple, TypeVar

from app.core.journal import get_logger
from app.core.problems import Unavailable

T = TypeVar("T")

MOST = 16
LONGEST, BETWEEN = 0.01, 0.002  # seconds

log = get_logger()


class Waiting(NamedTuple):
    """Work that waits for its turn, and who is to be told what came of it."""

    work: Callable[[], Any]
    done: "asyncio.Future[Any]"


class Outcome(NamedTuple):
    """What came of it: a result, or the error that it raised."""

    done: "asyncio.Future[Any]"
    result: Any
    error: BaseException | None


class GroupConnection(sqlite3.Connection):
    """A connection whose transaction may be a member of a round; otherwise it begins and ends as it always does."""

    writer: "GroupCommit | None" = None
    # Whether a member is at work, and whether it is the first of its round: that one needs no savepoint.
    member = first = False

    def begin(self) -> None:
        """A transaction, as a member of the round that runs on this thread if there is one."""
        if self.writer is None or not self.writer.has_turn:
            self.execute("BEGIN IMMEDIATE")
            return
        self.first = self.writer.join(self)
        if not self.first:
            self.execute("SAVEPOINT member")
        self.member = True

    def commit(self) -> None:
        """A member is released here; the round commits it."""
        if self.member:
            if not self.first:
                self.execute("RELEASE member")
            self.member = False
        elif not self.is_round:
            super().commit()

    def rollback(self) -> None:
        """A member is undone alone. Where SQLite has undone the whole round by itself there is nothing left to undo."""
        if not self.member:
            if not self.is_round:
                super().rollback()
            return
        self.member = False
        if self.first and self.writer is not None:
            super().rollback()
            self.writer.connection = None
        elif self.in_transaction:
            self.execute("ROLLBACK TO member")
            self.execute("RELEASE member")

    def lend(self) -> None:
        """Before a thread gets it from the pool: the round that another one has open on it is waited for."""
        if self.writer is not None and self.is_round and not self.writer.has_turn:
            self.writer.settled.wait()

    @property
    def is_round(self) -> bool:
        """Whether a round is open on this connection; only its writer may end it."""
        return self.writer is not None and self.writer.connection is self

    def end_round(self) -> None:
        """Commits the round. Raises sqlite3.Error when it could not, and then all of it is undone."""
        if not self.in_transaction:
            raise sqlite3.OperationalError("the round was undone")
        try:
            super().commit()
        except sqlite3.Error:
            super().rollback()
            raise


class GroupCommit:
    """The writer thread of a SQLite database. `on_loss` is called when a round could not be committed."""

    def __init__(self, on_loss: Callable[[], None]) -> None:
        self.on_loss = on_loss
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self.closed = False
        self.waiting: deque[Waiting] = deque()
        self.lock = threading.Lock()
        self.scheduled = False
        self.settled = threading.Event()
        # Of the round that runs: its thread, its connection once a transaction has begun, and what its members gave.
        self.running: int | None = None
        self.connection: GroupConnection | None = None
        self.outcomes: list[Outcome] = []

    @property
    def has_turn(self) -> bool:
        """Whether the code that asks is a member's."""
        return self.running == threading.get_ident()

    async def write(self, work: Callable[[], T]) -> T:
        """Runs work in the next round; its result is there once it is durable."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self.lock:
            if self.closed:
                raise RuntimeError("the database is closed")
            self.waiting.append(Waiting(work, done))
            if not self.scheduled:
                self.scheduled = True
                self.thread.submit(self.work_off)
        return await done

    def alone(self, work: Callable[[], None]) -> None:
        """Runs work between two rounds."""
        self.thread.submit(work)

    def close(self) -> None:
        """Lets everything that waits end."""
        with self.lock:
            self.closed = True
        self.thread.shutdown()

    def work_off(self) -> None:
        """Runs a round, and leaves what still waits to the next one, behind what other processes have to write."""
        while True:
            self.round()
            with self.lock:
                self.scheduled = bool(self.waiting)
                if not self.scheduled:
                    return
                if not self.closed:
                    self.thread.submit(self.work_off)
                    break
        sleep(BETWEEN)

    def round(self) -> None:
        """Runs some of what waits, one after another, and commits it."""
        self.running, begun = threading.get_ident(), perf_counter()
        self.run(self.waiting.popleft())
        for _ in range(MOST - 1):
            if not self.waiting or perf_counter() - begun > LONGEST:
                break
            self.run(self.waiting.popleft())
        self.settle()
        self.running = None

    def run(self, one: Waiting) -> None:
        result, error = None, None
        try:
            result = one.work()
        except BaseException as raised:
            error = raised
        if self.connection is not None and self.connection.member:  # it left its transaction open
            with suppress(sqlite3.Error):
                self.connection.rollback()
        self.outcomes.append(Outcome(one.done, result, error))

    def join(self, connection: GroupConnection) -> bool:
        """A transaction begins on this connection; True when a round begins with it, one before being settled."""
        open_here = self.connection is connection and connection.in_transaction
        if self.connection is not None and not open_here and not self.settle():
            raise Unavailable
        if self.connection is not None:
            return False
        connection.execute("BEGIN IMMEDIATE")
        self.settled.clear()
        self.connection = connection
        return True

    def settle(self) -> bool:
        """Commits what has run and tells everybody; False when it could not be committed."""
        connection = self.connection
        outcomes, self.outcomes = self.outcomes, []
        kept = connection is None or self.end(connection)
        self.connection = None
        self.settled.set()
        if not kept:
            outcomes = [Outcome(one.done, None, Unavailable()) for one in outcomes]
        for loop in {one.done.get_loop() for one in outcomes}:
            with suppress(RuntimeError):  # it has been closed: nobody waits there any more
                loop.call_soon_threadsafe(tell, [one for one in outcomes if one.done.get_loop() is loop])
        return kept

    def end(self, connection: GroupConnection) -> bool:
        try:
            connection.end_round()
        except sqlite3.Error as error:
            log.error("a round could not be committed", exception=type(error).__name__)
            self.on_loss()
            return False
        return True


def tell(outcomes: list[Outcome]) -> None:
    """On the event loop; where a client went away there is nobody to be told."""
    for done, result, error in outcomes:
        if done.done():
            continue
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
