"""A PostgreSQL connection of a writer thread, driven at libpq's own level: a statement costs two thirds of a cursor's.

The counterpart of app/core/wire.py for transactions. SQLAlchemy goes on using the same connection for the ORM through
psycopg; between its statements ours run as prepared ones of their own, several in one message where they can.
"""

import select
from collections.abc import Sequence
from functools import cached_property
from itertools import count
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

from app.core.wire import FINE, as_text

MOST_PREPARED = 500
COMMIT = "COMMIT"
GONE = "the server has gone away"
BEGIN = {None: "BEGIN"} | {
    level: f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}" for level in psycopg.IsolationLevel
}
Statement = tuple[str, list[Any]]
Status = pq.TransactionStatus


class WriterConnection(psycopg.Connection[Any]):
    """A connection that has a wire. A refused transaction keeps what was prepared in it, unlike the driver's own.

    The driver forgets it in case a table is made anew; our tables are there before any connection is.
    """

    @cached_property
    def wire(self) -> "BlockingWire":
        """Its wire."""
        return BlockingWire(self)

    def commit(self) -> None:
        """Ends the transaction; nothing where a statement has ended it already."""
        if not self.ended(b"COMMIT"):
            super().commit()

    def rollback(self) -> None:
        """Ends the transaction; nothing where there is none."""
        if not self.ended(b"ROLLBACK"):
            super().rollback()

    def ended(self, by: bytes) -> bool:
        """Whether the transaction was ended here; the driver deals with all that is not simply open or over."""
        if self.pgconn.transaction_status not in (Status.INTRANS, Status.INERROR) or self.pgconn.pipeline_status:
            return False
        result = self.pgconn.exec_(by)
        if result.status not in FINE:
            raise error_of(self.pgconn, result)
        return True


class Answer:
    """What a statement gave, with the names that a cursor has for it."""

    __slots__ = ("result", "transformer")

    def __init__(self, result: Any, transformer: Any) -> None:
        self.result, self.transformer = result, transformer

    @property
    def rowcount(self) -> int:
        """Rows that it found or changed."""
        return self.result.command_tuples or 0

    def fetchall(self) -> list[Any]:
        """All rows."""
        self.transformer.set_pgresult(self.result)
        rows: list[Any] = self.transformer.load_rows(0, self.result.ntuples, tuple)
        return rows

    def fetchone(self) -> Any:
        """The first row, or None."""
        return next(iter(self.fetchall()), None)


class BlockingWire:
    """One statement or one message of several at a time, awaited on the thread that sends it. Raises psycopg.Error."""

    def __init__(self, connection: WriterConnection) -> None:
        self.connection, self.pg = connection, connection.pgconn
        self.transformer = Transformer(connection)
        self.prepared: dict[str, bytes] = {}
        self.numbers = count()
        self.readable, self.either = select.poll(), select.poll()
        self.readable.register(self.pg.socket, select.POLLIN)
        self.either.register(self.pg.socket, select.POLLIN | select.POLLOUT)

    def run(self, sql: str, args: list[Any]) -> Answer:
        """Runs a statement, beginning a transaction where none is open."""
        name = self.prepared.get(sql)
        if name is None or self.must_begin:
            return self.run_all([(sql, args)])[0]
        result = self.pg.exec_prepared(name, as_texts(args))
        if result.status not in FINE:
            raise error_of(self.pg, result)
        return Answer(result, self.transformer)

    def run_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """The same for several in one message; one that fails stops those behind it."""
        whole = [(BEGIN[self.connection.isolation_level], []), *statements] if self.must_begin else statements
        self.pg.enter_pipeline_mode()
        new: list[str] = []
        places: list[int] = []
        sent = 0
        for sql, args in whole:
            if sql not in self.prepared:
                new.append(sql)
                sent += self.prepare(sql)
            self.pg.send_query_prepared(self.prepared[sql], as_texts(args))
            places.append(sent)
            sent += 1
        self.pg.pipeline_sync()
        results = self.answered()
        self.pg.exit_pipeline_mode()
        for result in results:
            if result.status not in FINE:
                for sql in new:  # whether they were prepared before it failed is not worth a look
                    self.prepared.pop(sql, None)
                raise error_of(self.pg, result)
        return [Answer(results[place], self.transformer) for place in places[-len(statements) :]]

    def run_last(self, sql: str, args: list[Any]) -> None:
        """Runs the last statement of a transaction, and commits it in the same message."""
        self.run_all([(sql, args), (COMMIT, [])])

    @property
    def must_begin(self) -> bool:
        """Whether a transaction is to be begun before the next statement."""
        return self.pg.transaction_status == Status.IDLE and not self.connection.autocommit

    def prepare(self, sql: str) -> int:
        """Sends a statement to be prepared, the oldest one giving way; how many results will come of it."""
        gone = len(self.prepared) >= MOST_PREPARED
        if gone:
            self.pg.send_query_params(b"DEALLOCATE " + self.prepared.pop(next(iter(self.prepared))), None)
        self.prepared[sql] = b"w%d" % next(self.numbers)
        self.pg.send_prepare(self.prepared[sql], sql.encode())
        return 1 + gone

    def answered(self) -> list[Any]:
        """What came of everything sent, waited for without the interpreter's lock."""
        while self.pg.flush():
            self.either.poll()
            self.pg.consume_input()
        results: list[Any] = []
        while True:
            while self.pg.is_busy():
                self.readable.poll()
                self.pg.consume_input()
            result = self.pg.get_result()
            if result is None:
                if self.pg.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError(GONE)
            elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            else:
                results.append(result)


def error_of(pg: Any, result: Any) -> psycopg.Error:
    """What went wrong; libpq tells of a server that is gone by a result without a code."""
    return error_from_result(result) if pg.status == pq.ConnStatus.OK else psycopg.OperationalError(GONE)


def as_texts(args: list[Any]) -> Any:
    """The values of a statement; None for null."""
    return [as_text(value) for value in args]
