"""Our statements beside the ORM's on one connection of PostgreSQL: in one message, undone together, prepared once."""

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from app.core import blocking_wire
from app.core.blocking_wire import BlockingWire
from app.core.database import Database
from app.core.statements import Plan, Plans, execute_all, execute_last, raw_of
from app.models import Site
from tests.acting import cut_connections, inside
from tests.world import World

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)

site = Site.__table__  # type: ignore[attr-defined]
RENAME = Plans(sa.update(site).where(site.c.id == sa.bindparam("one")).values(name=sa.bindparam("called")))
NAMED = Plans(sa.select(site.c.name).where(site.c.id == sa.bindparam("one")))
COUNT = Plans(sa.select(sa.func.count()).select_from(site))
DIVIDE = Plans(sa.select(sa.literal_column("1") / sa.bindparam("by", type_=sa.Integer)))


def wire_of(connection: sa.Connection) -> BlockingWire:
    found: BlockingWire = raw_of(connection).wire
    return found


def name_of(database: Database, world: World) -> Any:
    with inside(database, world.indigo.id) as connection:
        return NAMED.run(connection, {"one": world.indigo.library}).fetchone()


def prepared(connection: sa.Connection) -> set[str]:
    found = connection.exec_driver_sql("SELECT name FROM pg_prepared_statements WHERE name LIKE 'w%%'")
    return set(found.scalars())


@pytest.fixture
def known(below: World) -> World:
    """The world with a place of INDIGO called Library."""
    with inside(below.database, below.indigo.id) as connection:
        below.indigo.ids["library"] = connection.execute(sa.select(site.c.id).order_by(site.c.id)).scalars().first()
    return below


def renaming(world: World, called: str) -> tuple[Plan, dict[str, Any]]:
    return RENAME.on("postgresql"), {"one": world.indigo.library, "called": called}


def test_it_works_in_the_transaction_of_the_orm(known: World, database: Database) -> None:
    before = name_of(database, known)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.organisation', %s, true)", (str(known.indigo.id),))
        assert RENAME.run(connection, renaming(known, "new")[1]).rowcount == 1
        assert connection.execute(sa.select(site.c.name).where(site.c.id == known.indigo.library)).scalar_one() == "new"
        connection.rollback()
    assert name_of(database, known) == before


def test_several_in_one_message_are_answered_in_their_order(known: World, database: Database) -> None:
    with inside(database, known.indigo.id) as connection:
        one = {"one": known.indigo.library}
        asked = [renaming(known, "first"), (NAMED.on("postgresql"), one), renaming(known, "second")]
        answers = execute_all(connection, [*asked, (NAMED.on("postgresql"), one)])
        assert [answer.rowcount for answer in answers] == [1, 1, 1, 1]
        assert [answers[1].fetchall(), answers[3].fetchall()] == [[("first",)], [("second",)]]
        assert execute_all(connection, []) == []


def test_one_that_fails_undoes_all_of_them(known: World, database: Database) -> None:
    before = name_of(database, known)
    with pytest.raises(psycopg.errors.DivisionByZero), inside(database, known.indigo.id) as connection:
        execute_all(connection, [renaming(known, "lost"), (DIVIDE.on("postgresql"), {"by": 0})])
    with inside(database, known.indigo.id) as connection:
        assert wire_of(connection).run_all([("SELECT 1", [])])[0].fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.DivisionByZero):
            execute_last(connection, DIVIDE.on("postgresql"), {"by": 0})
        connection.rollback()
    assert name_of(database, known) == before


def test_the_last_one_commits(known: World, database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.organisation', %s, true)", (str(known.indigo.id),))
        execute_last(connection, *renaming(known, "kept"))
        assert name_of(database, known) == ("kept",)
        connection.commit()
    assert name_of(database, known) == ("kept",)


def test_what_is_prepared_outlives_a_refusal(known: World, database: Database) -> None:
    """The driver would forget its own and ours with it, and each of the next statements would be planned anew."""
    with database.engine.connect() as connection:
        COUNT.run(connection, {})
        raw = raw_of(connection)
        names = prepared(connection)
        connection.rollback()
        assert wire_of(connection).prepared.keys() >= {COUNT.on("postgresql").sql}
        COUNT.run(connection, {})
        assert prepared(connection) == names
        connection.rollback()
        COUNT.run(connection, {})
        psycopg.Connection.rollback(raw)  # the twin
        with pytest.raises(psycopg.errors.InvalidSqlStatementName):
            COUNT.run(connection, {})
        connection.invalidate()


def test_the_oldest_gives_way(known: World, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking_wire, "MOST_PREPARED", 3)
    with inside(database, known.indigo.id) as connection:
        wire = wire_of(connection)
        wire.prepared.clear()
        for number in range(10):
            assert wire.run(f"SELECT {number}", []).fetchone() == (number,)
            assert len(wire.prepared) <= 3
        assert wire.run("SELECT 9", []).fetchone() == (9,)
        kept = {name.decode() for name in wire.prepared.values()}
        assert prepared(connection) >= kept


def test_a_message_may_be_longer_than_the_wire_holds(known: World, database: Database) -> None:
    long = [(f"SELECT length($1), {number % 5}", ["x" * 1_000_000]) for number in range(12)]
    with inside(database, known.indigo.id) as connection:
        assert [answer.fetchone()[0] for answer in wire_of(connection).run_all(long)] == [1_000_000] * 12
        echoed = wire_of(connection).run_all([("SELECT $1", ["y" * 3_000_000])] * 3)
        assert [len(answer.fetchone()[0]) for answer in echoed] == [3_000_000] * 3


def test_it_begins_as_its_connection_says(known: World, database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        assert wire_of(connection).run("SHOW transaction_isolation", []).fetchone() == ("repeatable read",)
    with database.engine.connect() as connection:
        assert wire_of(connection).run("SHOW transaction_isolation", []).fetchone() == ("read committed",)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wire_of(connection).run("SELECT 1", [])
        assert not wire_of(connection).connection.info.transaction_status


@pytest.mark.parametrize("together", [False, True])
def test_a_server_that_went_away_is_met_once(known: World, database: Database, together: bool) -> None:
    with database.engine.connect() as connection:
        COUNT.run(connection, {})
        with database.owner() as owner:
            cut_connections(owner)
        with pytest.raises(psycopg.OperationalError):
            wire_of(connection).run_all([("SELECT 1", [])]) if together else COUNT.run(connection, {})
        with pytest.raises(OperationalError):
            connection.exec_driver_sql("SELECT 1")
    with inside(database, known.indigo.id) as connection:
        assert COUNT.run(connection, {}).fetchone()[0] > 0
