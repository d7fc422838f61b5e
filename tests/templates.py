"""Databases to begin with, each built once in a run by whichever worker needs it first; everybody else copies it."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.services import demonstration
from tests import world as worlds
from tests.postgres import RUN

T = TypeVar("T")


class Databases(Protocol):
    """Where databases of one engine are made: `tests.postgres.Server` or `Files`."""

    def create_database(self, template: str | None = None) -> str: ...

    def drop_database(self, url: str) -> None: ...


@dataclass(frozen=True)
class Files:
    """Databases of SQLite as files in a folder, made and dropped as those of a server are."""

    folder: Path

    def create_database(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at `template`, which nobody has open."""
        path = self.folder / f"{uuid4().hex}.db"
        if template:
            shutil.copy(file_of(template), path)
        return f"sqlite:///{path}"

    def drop_database(self, url: str) -> None:
        """No error when it is gone already."""
        for end in ("", "-wal", "-shm"):
            Path(f"{file_of(url)}{end}").unlink(missing_ok=True)


@dataclass(frozen=True)
class Template:
    """A database that holds the world, of which tests have a copy."""

    engine: str
    url: str
    world: bytes


@dataclass(frozen=True)
class Templates:
    """Those of one engine, made where all workers find them."""

    engine: str
    databases: Databases
    known: dict[str, Any] = field(default_factory=dict)

    def migrated(self) -> str:
        """A database of the newest schema, without a row."""
        return self.once("migrated", lambda: self.filled(None, upgrade)[0])

    def world(self) -> Template:
        """The world as tests begin with it."""
        return self.once("world", lambda: Template(self.engine, *self.filled(self.migrated(), pickled_world)))

    def demonstration(self) -> str:
        """The demonstration data."""
        return self.once("demonstration", lambda: self.filled(self.migrated(), demonstration.load)[0])

    def filled(self, template: str | None, fill: Callable[[Database], T]) -> tuple[str, T]:
        """A new database into which something has been written, closed again, and what the writing gave."""
        url = self.databases.create_database(template)
        database = Database(url, pool_size=2)
        given = fill(database)
        database.writer.close()
        database.engine.dispose()
        return url, given

    def once(self, name: str, build: Callable[[], T]) -> T:
        """What the first worker that asked has built; the others wait for it."""
        if name not in self.known:
            self.known[name] = self.shared(name, build)
        found: T = self.known[name]
        return found

    def shared(self, name: str, build: Callable[[], T]) -> T:
        kept = Path(os.environ[RUN], f"{self.engine}-{name}")
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_bytes(pickle.dumps(build()))
            made: T = pickle.loads(kept.read_bytes())
        return made


def pickled_world(database: Database) -> bytes:
    return pickle.dumps(worlds.build(database))


def file_of(url: str) -> str:
    return url.removeprefix("sqlite:///")
