"""Connections: what SQLite keeps, what PostgreSQL walls off, and readers that come back after a fault."""

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from app.core import clock, wire
from app.core.database import Database, driver_url
from app.core.ids import uuid7
from app.core.postgres_reader import PostgresReader
from app.core.problems import Unavailable
from app.core.readers import APP_ROLE, SqliteReader
from app.core.statements import Plan, Plans
from app.core.wire import MOST_PREPARED
from app.models import Audit, Child, Site
from tests.acting import cut_connections, inside
from tests.templates import Template
from tests.world import World

on_postgres = pytest.mark.parametrize("template", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

child, audit, site = (model.__table__ for model in (Child, Audit, Site))  # type: ignore[attr-defined]
COUNT = Plans(sa.select(sa.func.count()).select_from(child))


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL must be"):
        driver_url(url)


def test_the_drivers_are_ours(tmp_path: Path) -> None:
    assert driver_url("postgresql://u:p@h/d").drivername == "postgresql+psycopg"
    assert driver_url("postgres://u@h/d").drivername == "postgresql+psycopg"
    made = driver_url(f"sqlite:///{tmp_path}/new/folder/x.db")
    assert made.drivername == "sqlite+pysqlite"
    assert (tmp_path / "new" / "folder").is_dir()


@on_sqlite
def test_sqlite_keeps_what_it_acknowledged(database: Database) -> None:
    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert database.pool_size == 1


@on_sqlite
def test_a_transaction_takes_the_write_lock_at_once(database: Database) -> None:
    other = sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@on_sqlite
def test_an_owner_who_breaks_keys_is_rolled_back(below: World, database: Database) -> None:
    with pytest.raises(RuntimeError, match="foreign keys broken"), database.owner() as connection:
        connection.execute(sa.delete(child).where(child.c.id == below.indigo.mila))
    with database.owner() as connection:
        assert connection.execute(sa.select(child.c.id).where(child.c.id == below.indigo.mila)).one()


def test_a_reference_that_leads_nowhere_is_refused(below: World, database: Database) -> None:
    with pytest.raises(IntegrityError), inside(database, below.indigo.id) as connection:
        connection.execute(sa.update(child).values(family_id=uuid7()))


def test_writes_run_one_after_the_other_where_there_is_one_writer(database: Database) -> None:
    seen: list[str] = []

    async def main() -> None:
        await asyncio.gather(*(database.write(lambda: seen.append(threading.current_thread().name)) for _ in range(8)))

    asyncio.run(main())
    assert len(seen) == 8
    assert all(name.startswith("write") for name in seen)
    assert len(set(seen)) <= database.pool_size


def run(database: Database, work: Callable[[Any], Awaitable[None]]) -> None:
    """Opens the reads, works, and closes them again."""

    async def main() -> None:
        await database.open()
        try:
            await work(database.source)
        finally:
            await database.source.close()

    asyncio.run(main())


def test_a_database_that_is_not_open_has_no_reads(database: Database) -> None:
    with pytest.raises(RuntimeError):
        _ = database.source


@on_sqlite
def test_the_reader_of_sqlite_cannot_write(database: Database) -> None:
    async def work(reader: SqliteReader) -> None:
        with pytest.raises(Unavailable):
            await reader.rows(Plan(sa.delete(site), "sqlite"), [], uuid7())
        assert reader.connection.execute("PRAGMA query_only").fetchone() == (1,)

    run(database, work)


@on_postgres
def test_the_application_works_as_a_role_without_power(database: Database) -> None:
    powers = "rolsuper, rolbypassrls, rolcreaterole, rolcanlogin"
    who = f"SELECT current_user, {powers} FROM pg_roles WHERE rolname = current_user"
    with database.engine.connect() as connection:
        assert tuple(connection.exec_driver_sql(who).one()) == (APP_ROLE, False, False, False, False)
        owned = f"SELECT count(*) FROM pg_tables WHERE tableowner = '{APP_ROLE}'"
        assert connection.exec_driver_sql(owned).scalar_one() == 0

    async def work(reader: PostgresReader) -> None:
        rows = await reader.rows(Plan(sa.select(sa.literal_column("current_user::text")), "postgresql"), [], uuid7())
        assert rows == [(APP_ROLE,)]

    run(database, work)


@on_postgres
@pytest.mark.parametrize("statement", [sa.update(audit).values(what="x"), sa.delete(audit), sa.text("TRUNCATE audit")])
def test_the_application_cannot_change_the_audit(below: World, database: Database, statement: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), inside(database, below.indigo.id) as connection:
        connection.execute(statement)


@on_postgres
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit DISABLE TRIGGER USER",
        "DROP TABLE site",
        "CREATE TABLE x ()",
        "ALTER TABLE child DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_cannot_change_the_schema(database: Database, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
        database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)


@on_postgres
def test_row_level_security_shows_the_organisation_that_was_named_and_no_other(
    below: World, database: Database
) -> None:
    everyone = sa.select(child.c.id)
    with database.engine.begin() as connection:
        assert connection.execute(everyone).all() == []
    with inside(database, below.indigo.id) as connection:
        assert set(connection.execute(everyone).scalars()) == {below.indigo.mila, below.indigo.luka}
    with inside(database, below.red_cross.id) as connection:
        assert set(connection.execute(everyone).scalars()) == {below.red_cross.ada}
    # The setting went with its transaction, though the connection lies in the pool.
    with database.engine.begin() as connection:
        assert connection.execute(everyone).all() == []


@on_postgres
def test_row_level_security_lets_no_write_into_another_organisation(below: World, database: Database) -> None:
    row = {
        "id": uuid7(), "name": "x", "kind": "online", "municipality": "", "address": "", "accessibility": "",
        "search_key": "x", "version": 1, "created_at": sa.func.now(), "updated_at": sa.func.now(),
    }  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"), inside(database, below.indigo.id) as connection:
        connection.execute(sa.insert(site).values(**row, organisation_id=below.red_cross.id))
    with inside(database, below.indigo.id) as connection:
        assert connection.execute(sa.update(child).values(version=9)).rowcount == 2
        assert connection.execute(sa.delete(site).where(site.c.organisation_id == below.red_cross.id)).rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), inside(database, below.indigo.id) as connection:
        connection.execute(sa.update(site).values(organisation_id=below.red_cross.id))


@on_postgres
def test_lanes_of_reads_are_open_to_every_organisation_and_lane_0_is_not(below: World, database: Database) -> None:
    def line(lane: int) -> Any:
        values = {
            "organisation_id": below.indigo.id,
            "lane": lane,
            "seq": 1,
            "at": sa.func.now(),
            "what": "{}",
            "hash": "",
        }
        return sa.insert(audit).values(**values)

    with database.engine.begin() as connection:
        connection.execute(line(77))
        assert connection.execute(sa.select(audit)).all() == []
    with pytest.raises(DBAPIError, match="row-level security"), database.engine.begin() as connection:
        connection.execute(line(0))


@on_postgres
def test_a_reader_is_told_each_organisation(below: World, database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        plan = COUNT.on("postgresql")
        places = {below.indigo.id: 2, below.red_cross.id: 1, uuid7(): 0}
        for id, expected in list(places.items()) * 3:
            assert await reader.rows(plan, [], id) == [(expected,)]
        found = await asyncio.gather(*(reader.rows(plan, [], id) for id in list(places) * 10))
        assert found == [[(expected,)] for expected in places.values()] * 10
        assert reader.size <= reader.limit

    run(database, work)


@on_postgres
def test_a_reader_goes_on_when_its_connections_were_cut(below: World, database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        plan = COUNT.on("postgresql")
        await asyncio.gather(*(reader.rows(plan, [], below.indigo.id) for _ in range(8)))
        with database.owner() as owner:
            cut_connections(owner)
        assert await reader.rows(plan, [], below.indigo.id) == [(2,)]
        found = await asyncio.gather(*(reader.rows(plan, [], below.red_cross.id) for _ in range(8)))
        assert found == [[(1,)]] * 8

    run(database, work)


@on_postgres
def test_a_statement_that_takes_too_long_is_cut_and_said_to_be_so(below: World, database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        slow = Plan(sa.select(sa.func.pg_sleep(sa.literal_column("5"))), "postgresql")
        for known in reader.free:
            await known.rows("SET statement_timeout = 20", [], below.indigo.id)
        with pytest.raises(Unavailable):
            await reader.rows(slow, [], below.indigo.id)
        assert await reader.rows(COUNT.on("postgresql"), [], below.indigo.id) == [(2,)]

    run(database, work)


@on_postgres
def test_a_server_that_stands_still_is_not_waited_for_without_end(
    below: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LONGEST", 0.3)
    own = Plan(sa.select(sa.func.pg_backend_pid()), "postgresql")

    async def work(reader: PostgresReader) -> None:
        frozen = (await reader.rows(own, [], below.indigo.id))[0][0]
        os.kill(frozen, signal.SIGSTOP)
        try:
            with pytest.raises(Unavailable):
                await reader.rows(own, [], below.indigo.id)
            assert (await reader.rows(own, [], below.indigo.id))[0][0] != frozen
        finally:
            os.kill(frozen, signal.SIGCONT)

    run(database, work)


@on_postgres
def test_values_reach_the_server_as_they_are(below: World, database: Database) -> None:
    long = ["", "a,b", '"', "\\", "{}", "null", "Ђорђе", "x" * 100_000] * 20
    values = [clock.today(), clock.now(), True, -7, UUID(int=5), None, "'; --", long]
    kinds = ["date", "timestamptz", "boolean", "integer", "uuid", "text", "text", "text[]"]
    sql = "SELECT " + ", ".join(f"${place}::{kind}" for place, kind in enumerate(kinds, 1))

    async def work(reader: PostgresReader) -> None:
        wire = await reader.take(below.indigo.id)
        assert list((await wire.rows(sql, values, below.indigo.id))[0]) == values
        for place in range(MOST_PREPARED + 10):
            assert await wire.rows(f"SELECT {place}", [], below.indigo.id) == [(place,)]
        assert len(wire.prepared) <= MOST_PREPARED
        reader.give(wire)

    run(database, work)


@on_postgres
def test_a_failing_statement_leaves_the_reader_whole(below: World, database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        wrong = Plan(sa.select(sa.literal_column("1/0")), "postgresql")
        for _ in range(2 * reader.limit):
            with pytest.raises(psycopg.DataError):
                await reader.rows(wrong, [], below.indigo.id)
        assert await reader.rows(COUNT.on("postgresql"), [], below.red_cross.id) == [(1,)]

    run(database, work)


@on_postgres
def test_a_database_that_is_away_is_said_to_be_so(database: Database) -> None:
    async def main() -> None:
        reader = PostgresReader("postgresql://nobody@127.0.0.1:1/nowhere", 1)
        for _ in range(2):
            with pytest.raises(Unavailable):
                await reader.rows(COUNT.on("postgresql"), [], uuid7())
        waiting = [asyncio.create_task(reader.rows(COUNT.on("postgresql"), [], uuid7())) for _ in range(3)]
        assert {type(found) for found in await asyncio.gather(*waiting, return_exceptions=True)} == {Unavailable}

    asyncio.run(main())


@on_postgres
def test_a_turn_that_is_given_up_goes_to_the_next(below: World, database: Database) -> None:
    """Two wait for one connection; the first is woken and gone in the same moment."""

    async def work(reader: PostgresReader) -> None:
        reader.limit = 1
        held = await reader.take(below.indigo.id)
        first, second = (asyncio.create_task(reader.take(below.indigo.id)) for _ in range(2))
        await asyncio.sleep(0)
        reader.give(held)
        first.cancel()
        taken = await asyncio.wait_for(second, timeout=2)
        assert taken is held
        with suppress(asyncio.CancelledError):
            await first
        reader.give(taken)

    run(database, work)


@on_postgres
def test_a_cancelled_read_gives_its_place_back(below: World, database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        slow = Plan(sa.select(sa.func.pg_sleep(sa.literal_column("0.2"))), "postgresql")
        for _ in range(2 * reader.limit):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.rows(slow, [], below.indigo.id), timeout=0.01)
        assert await reader.rows(COUNT.on("postgresql"), [], below.indigo.id) == [(2,)]

    run(database, work)


@on_sqlite
def test_a_file_that_is_away_is_said_to_be_so(database: Database) -> None:
    async def work(reader: SqliteReader) -> None:
        with pytest.raises(Unavailable):
            await reader.rows(Plan(sa.select(sa.table("gone", sa.column("id"))), "sqlite"), [], UUID(int=1))

    run(database, work)


def test_the_template_is_left_alone_by_its_copies(template: Template, database: Database) -> None:
    assert template.url not in database.url.render_as_string(hide_password=False)
