"""SQLite's writer: what waits together is committed together, fails alone, and is told when it is durable."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth.trail import verify_chain
from app.core import group_commit
from app.core.database import Database
from app.core.group_commit import GroupCommit, GroupConnection
from app.core.problems import Unavailable
from app.core.sealing import Key
from app.models import Site
from tests.acting import acting, left
from tests.world import World

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

Work = Callable[[], Any]


class Wrong(Exception):
    """What a member of a round stumbles over."""


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round takes all that waits, however busy the machine is."""
    monkeypatch.setattr(group_commit, "LONGEST", 60)


def names(database: Database) -> list[str]:
    """The sites that anybody else finds in the file."""
    other = sqlite3.connect(str(database.url.database))
    found = [name for (name,) in other.execute("SELECT name FROM site WHERE name LIKE 'round%' ORDER BY name")]
    other.close()
    return found


def adding(world: World, name: str, then: Work = lambda: None) -> Work:
    """Work that adds a site, does something with its transaction open, and commits."""

    def work() -> str:
        with acting(world.database, world.indigo.administrator) as db:
            db.put(Site(name=name, kind="library"))
            then()
            db.commit()
        return name

    return work


def stumble() -> None:
    raise Wrong


def together(database: Database, *works: Work) -> list[Any]:
    """Runs works that all wait when the first round begins; gives what each was told, errors too."""

    async def main() -> list[Any]:
        held = threading.Event()
        writer = database.writer
        assert isinstance(writer, GroupCommit)
        writer.alone(lambda: bool(held.wait(10)))
        waiting = asyncio.gather(*(database.write(work) for work in works), return_exceptions=True)
        await asyncio.sleep(0)
        held.set()
        return await waiting

    return asyncio.run(main())


def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[GroupConnection]:
    """A list that every commit of a round is added to."""
    seen, end = [], GroupConnection.end_round
    monkeypatch.setattr(GroupConnection, "end_round", lambda self: [seen.append(self), end(self)])
    return seen


def test_what_waits_together_is_committed_together(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = commits(database, monkeypatch)
    wanted = [f"round {number}" for number in range(5)]
    assert together(database, *(adding(below, name) for name in wanted)) == wanted
    assert names(database) == wanted
    assert len(seen) == 1
    assert verify_chain(database, below.indigo.id).breaks == []


def test_a_round_ends_after_so_many_and_after_so_long(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = commits(database, monkeypatch)
    monkeypatch.setattr(group_commit, "MOST", 2)
    together(database, *(adding(below, f"round {number}") for number in range(5)))
    assert len(seen) == 3
    seen.clear()
    monkeypatch.setattr(group_commit, "LONGEST", 0)
    monkeypatch.setattr(group_commit, "MOST", 16)
    together(database, *(adding(below, f"round {number}") for number in range(5, 9)))
    assert len(seen) == 4
    assert len(names(database)) == 9


def test_one_that_fails_is_undone_alone(below: World, database: Database) -> None:
    known = len(left(database, below.indigo.id).feed)
    told = together(
        database,
        adding(below, "round 0", stumble),
        adding(below, "round 1"),
        adding(below, "round 2", stumble),
        stumble,
        adding(below, "round 3"),
    )
    assert [type(one) for one in told] == [Wrong, str, Wrong, Wrong, str]
    assert names(database) == ["round 1", "round 3"]
    assert len(left(database, below.indigo.id).feed) == known + 2
    assert verify_chain(database, below.indigo.id).breaks == []


def test_without_its_own_undoing_it_would_stay(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: members that are not undone."""
    monkeypatch.setattr(GroupConnection, "rollback", lambda self: self.commit())
    together(database, adding(below, "round 1"), adding(below, "round 2", stumble))
    assert names(database) == ["round 1", "round 2"]


def test_nobody_is_told_before_it_is_durable(below: World, database: Database) -> None:
    found: list[tuple[str, list[str]]] = []

    async def first() -> None:
        await database.write(adding(below, "round 1"))
        found.append(("told", names(database)))

    def behind() -> None:
        found.append(("behind", names(database)))

    async def main() -> None:
        held = threading.Event()
        database.writer.alone(lambda: bool(held.wait(10)))  # type: ignore[union-attr]
        waiting = asyncio.gather(first(), database.write(behind))
        await asyncio.sleep(0)
        held.set()
        await waiting

    asyncio.run(main())
    assert found == [("behind", []), ("told", ["round 1"])]


def break_a_key(database: Database) -> Work:
    """Work whose fault shows only when the round is committed, as that of a full disk may."""

    def work() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql("UPDATE child SET family_id = 'nowhere'")

    return work


def undo_everything(database: Database) -> Work:
    """Work in which SQLite undoes the whole round by itself, as it may when the disk is full."""

    def work() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ROLLBACK")
            raise Wrong

    return work


@pytest.mark.parametrize("fault", [break_a_key, undo_everything])
def test_a_round_that_cannot_be_committed_is_nobodys(
    below: World, database: Database, fault: Callable[[Database], Work]
) -> None:
    database.data_keys[below.indigo.id] = {1: Key(1, b"0" * 32)}
    told = together(database, adding(below, "round 1"), fault(database))
    assert [type(one) for one in told] == [Unavailable, Unavailable]
    assert names(database) == []
    assert database.data_keys == {}, "a key was read of a row that is not there"
    assert together(database, adding(below, "round 2")) == ["round 2"]
    assert names(database) == ["round 2"]
    assert verify_chain(database, below.indigo.id).breaks == []


def test_a_round_that_sqlite_undid_is_begun_anew_for_those_behind(below: World, database: Database) -> None:
    told = together(database, adding(below, "round 1"), undo_everything(database), adding(below, "round 2"))
    assert [type(one) for one in told] == [Unavailable, Unavailable, Unavailable]
    assert names(database) == []
    assert together(database, adding(below, "round 3")) == ["round 3"]


def test_another_connection_waits_for_the_round_before(below: World, database: Database) -> None:
    """The audit of reads has a connection of its own."""
    own = database.engine.connect()

    def count() -> int:
        with own.begin():
            return int(own.execute(sa.text("SELECT count(*) FROM site WHERE name LIKE 'round%'")).scalar_one())

    told = together(database, adding(below, "round 1"), count, adding(below, "round 2"), count)
    assert told == ["round 1", 1, "round 2", 2]
    own.close()


def test_other_processes_find_the_file_free_between_rounds(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None, check_same_thread=False)
    free: list[float] = []

    def look(seconds: float) -> None:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        free.append(seconds)

    monkeypatch.setattr(group_commit, "sleep", look)
    monkeypatch.setattr(group_commit, "MOST", 2)
    together(database, *(adding(below, f"round {number}") for number in range(5)))
    assert free == [group_commit.BETWEEN] * 2
    other.close()


def test_nobody_else_gets_the_connection_of_a_round(below: World, database: Database) -> None:
    found: list[int] = []

    def look() -> None:
        with database.engine.connect() as connection:
            names = connection.execute(sa.text("SELECT name FROM site WHERE name LIKE 'round%'")).all()
            found.append(len(names))

    thread = threading.Thread(target=look)

    def behind() -> list[int]:
        thread.start()
        thread.join(0.1)
        return list(found)

    assert together(database, adding(below, "round 1"), behind, adding(below, "round 2")) == ["round 1", [], "round 2"]
    thread.join(10)
    assert found in ([1], [2])


def test_a_thread_has_its_turn_between_rounds(below: World, database: Database) -> None:
    found: list[list[str]] = []

    async def main() -> None:
        def turn() -> None:
            with database.turn():
                found.append(names(database))
                adding(below, "round 2")()

        await asyncio.gather(database.write(adding(below, "round 1")), asyncio.to_thread(turn))
        await database.write(adding(below, "round 3"))

    asyncio.run(main())
    assert found in ([[]], [["round 1"]])
    assert names(database) == ["round 1", "round 2", "round 3"]


def test_what_waits_when_the_writer_is_closed_is_still_written(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "MOST", 1)

    async def main() -> None:
        waiting = asyncio.gather(*(database.write(adding(below, f"round {number}")) for number in range(5)))
        await asyncio.sleep(0)
        await asyncio.to_thread(database.writer.close)
        await waiting
        with pytest.raises(RuntimeError, match="closed"):
            await database.write(stumble)

    asyncio.run(main())
    assert len(names(database)) == 5


def test_a_transaction_that_is_left_open_is_undone(below: World, database: Database) -> None:
    kept: list[sa.Connection] = []

    def leave() -> None:
        connection = database.engine.connect()
        connection.begin()
        connection.exec_driver_sql("UPDATE site SET name = 'round 0'")
        kept.append(connection)

    together(database, leave, adding(below, "round 1"))
    assert names(database) == ["round 1"]
    kept[0].close()
