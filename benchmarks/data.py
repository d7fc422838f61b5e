"""Generated databases: SQLite files are kept in a folder and copied for each run, PostgreSQL is filled anew."""

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

from app.core.database import Database
from app.migrations import upgrade
from benchmarks import cast, generator, households, meetings, people, society, storing
from benchmarks.sizes import SEED, Size
from tests.postgres import Server

SOURCES = (generator, households, meetings, people, society, storing)


class Filled(NamedTuple):
    """A database that a run may write to, and its cast."""

    url: str
    cast: cast.Cast


def sqlite_file(size: Size, kept: Path, run: Path) -> Filled:
    """A copy of the kept file of this size, which is generated first where it is missing or of another schema."""
    name = f"{size.name}-{mark(size)}"
    file, people = kept / f"{name}.db", kept / f"{name}.json"
    if not people.exists():
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.glob(f"{size.name}-*"):
            old.unlink()
        database = Database(f"sqlite:///{file}")
        generator.generate(database, size).save(people)
    copy = run / f"{size.name}.db"
    shutil.copy(file, copy)
    return Filled(f"sqlite:///{copy}", cast.load(people))


def postgres_database(size: Size, server: Server) -> Filled:
    """A new database of this size."""
    url = server.create_database()
    return Filled(url, generator.generate(Database(url), size))


def mark(size: Size) -> str:
    """What a kept file depends on: the migrations, size, seed and the code that made it."""
    files = [Path(str(source.__file__)) for source in SOURCES]
    files += sorted(Path(str(upgrade.__file__)).parent.rglob("*.py"))
    code = "".join(file.read_text() for file in files)
    return hashlib.sha256(f"{size}{SEED}{code}".encode()).hexdigest()[:12]
