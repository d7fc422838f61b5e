"""SQLite or PostgreSQL: connections with the settings that keep what was acknowledged, one way to write, one to read.

SQLite has one writer thread in the process, first come first served, so that nobody waits on a lock that is not fair
(app/core/group_commit.py); reads run on the event loop on a connection of their own. PostgreSQL has a pool of threads
for writes and a pool of asynchronous connections for reads. Both run as the role `learnbridge_app` where it exists, so
that row-level security and the insert-only audit hold even when the configured login is a superuser.
"""

import asyncio
import pkgutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from app.core.files import FileStore
from app.core.group_commit import GroupCommit, GroupConnection
from app.core.mail import Post
from app.core.master_keys import MasterKeys
from app.core.readers import ASSUME_ROLE, POSTGRES_OPTIONS, RowSource, SqliteReader
from app.core.sealing import Key
from app.core.settings import settings
from app.core.writers import Writers

T = TypeVar("T")

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-16000")


# Statements of the ORM that an engine keeps: each role has its own of every kind of row.
KEPT = 1000

# Transactions at once in one process: with more, threads fight for the interpreter and all of them get less done.
MOST_WRITERS = 4


class Database:
    """The one database of this process."""

    def __init__(self, url: str, pool_size: int = 16, masters: MasterKeys | None = None) -> None:
        self.url = driver_url(url)
        self.kind: str = self.url.get_backend_name()
        self.pool_size = pool_size if self.kind == "postgresql" else 1
        self.writer: GroupCommit | Writers
        if self.kind == "sqlite":
            self.writer = GroupCommit(self.forget)
            self.engine = sqlite_engine(self.url, self.writer)
        else:
            self.writer = Writers(min(self.pool_size, MOST_WRITERS))
            self.engine = postgres_engine(self.url, pool_size)
        self.reader: RowSource | None = None
        # The latest head of this process's lane of audited reads, by organisation, until a write anchors it.
        self.anchors: dict[UUID, tuple[int, int, str]] = {}
        # Rung by a commit that left work to the workers of this process.
        self.bell = threading.Event()
        self.masters = masters or MasterKeys(settings().keys_dir, settings().master_key)
        # The data keys met so far, of committed rows only, by organisation and number.
        self.data_keys: dict[UUID, dict[int, Key]] = {}
        self._files: FileStore | None = None
        # How its workers send e-mail; None: nothing is sent.
        self.post: Post | None = None

    async def open(self) -> None:
        """Opens the connections for reads; belongs to the running event loop."""
        if self.kind == "sqlite":
            self.reader = SqliteReader(str(self.url.database))
        else:  # loaded here alone: its driver would be 8 MiB of a process that serves a file
            kind = pkgutil.resolve_name("app.core.postgres_reader:PostgresReader")
            self.reader = kind(self.dsn, self.pool_size)
        await self.source.open()

    async def close(self) -> None:
        """Lets running transactions end, then closes every connection."""
        if self.reader is not None:
            await self.reader.close()
            self.reader = None
        await asyncio.get_running_loop().run_in_executor(None, self.writer.close)
        self.engine.dispose()

    async def write(self, work: Callable[[], T]) -> T:
        """Runs a transaction on a writer thread; its result is there once it is durable."""
        return await self.writer.write(work)

    def forget(self) -> None:
        """What was learnt of rows that turned out not to be there: they were read before they were durable."""
        self.data_keys.clear()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A transaction on a thread of one's own: on SQLite it waits for its turn among those of the writer thread."""
        if not isinstance(self.writer, GroupCommit):
            yield
            return
        mine, over = threading.Event(), threading.Event()

        def lend() -> None:
            mine.set()
            over.wait()

        self.writer.alone(lend)
        mine.wait()
        try:
            yield
        finally:
            over.set()

    @property
    def source(self) -> RowSource:
        """Where declared reads come from; there once `open` has run."""
        if self.reader is None:
            raise RuntimeError("the database is not open for reads")
        return self.reader

    @property
    def files(self) -> FileStore:
        """Where the files lie that its rows tell of; there once it has been set."""
        if self._files is None:
            raise RuntimeError("no store of files was opened")
        return self._files

    @files.setter
    def files(self, store: FileStore) -> None:
        self._files = store

    @property
    def dsn(self) -> str:
        """For psycopg itself."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def owner(self) -> Iterator[sa.Connection]:
        """A connection as the configured login itself, for migrations; SQLite's keys are checked at the end."""
        engine = sa.create_engine(self.url, poolclass=sa.pool.NullPool)
        if self.kind == "sqlite":
            event.listen(engine, "connect", lambda raw, _: prepare_sqlite(raw, foreign_keys=False))
            event.listen(engine, "begin", begin_immediate)
        else:
            on_wires(engine)
        with engine.begin() as connection:
            yield connection
            if self.kind == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise RuntimeError(f"foreign keys broken in {broken[0]}")
        engine.dispose()

    def gather_statistics(self) -> None:
        """Tells PostgreSQL's planner what was just loaded; SQLite has its statistics from the migration."""
        if self.kind == "postgresql":
            with self.owner() as connection:
                connection.exec_driver_sql("ANALYZE")


def driver_url(text: str) -> URL:
    """The URL with our drivers named; anything but SQLite or PostgreSQL is refused."""
    url = make_url(text)
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
        return url.set(drivername="sqlite+pysqlite", database=str(Path(url.database).absolute()))
    raise ValueError("DATABASE_URL must be sqlite:///a/file or postgresql://...")


def sqlite_engine(url: URL, writer: GroupCommit) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=20,
        max_overflow=0,
        pool_use_lifo=True,  # a round is on one connection
        query_cache_size=KEPT,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "factory": GroupConnection},
    )

    def prepare(raw: Any, _: Any) -> None:
        prepare_sqlite(raw)
        raw.writer = writer

    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", lambda raw, _record, _fairy: raw.lend())
    event.listen(engine, "begin", begin_member)
    return engine


def prepare_sqlite(raw: sqlite3.Connection, *, foreign_keys: bool = True) -> None:
    raw.isolation_level = None  # the driver's own transactions begin too late and are deferred
    for pragma in SQLITE_PRAGMAS:
        raw.execute("PRAGMA " + pragma)
    if not foreign_keys:
        raw.execute("PRAGMA foreign_keys=OFF")


def begin_immediate(connection: sa.Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE")  # beneath SQLAlchemy, whose own way costs as much as a small transaction


def begin_member(connection: sa.Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.begin()


def postgres_engine(url: URL, pool_size: int) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=5,
        pool_use_lifo=True,
        query_cache_size=KEPT,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        # Statements are by key: planning them again for each value would cost more than running them.
        connect_args={
            "options": f"{POSTGRES_OPTIONS} -c plan_cache_mode=force_generic_plan",
            "connect_timeout": 5,
            "prepare_threshold": 1,
        },
    )
    on_wires(engine)
    event.listen(engine, "connect", assume_role)
    return engine


def assume_role(raw: Any, _: Any) -> None:
    raw.prepared_max = 500
    raw.execute(ASSUME_ROLE)
    raw.commit()


def on_wires(engine: sa.Engine) -> None:
    """Its connections run our plans at libpq's own level. Loaded here alone, as the reader is."""
    kind = pkgutil.resolve_name("app.core.blocking_wire:WriterConnection")
    event.listen(engine, "do_connect", lambda _dialect, _record, args, more: kind.connect(*args, **more))
