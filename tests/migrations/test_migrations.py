"""The one tree of migrations, on both engines: up, down and up again, equal to the models, and what it guards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.database import Database
from app.migrations.upgrade import at_head, differences, downgrade, upgrade
from tests import world as worlds


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which nothing has run yet."""
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    url = f"sqlite:///{tmp_path}/empty.db" if server is None else server.create_database()
    database = Database(url, pool_size=2)
    yield database
    database.engine.dispose()
    if server is not None:
        server.drop_database(url)


def tables(database: Database) -> set[str]:
    with database.owner() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_up_makes_the_schema_of_the_models_and_a_second_time_nothing(empty: Database) -> None:
    assert not at_head(empty)
    upgrade(empty)
    assert at_head(empty)
    assert differences(empty) == []
    assert tables(empty) == set(SQLModel.metadata.tables) | {"alembic_version"}
    upgrade(empty)
    assert differences(empty) == []


def test_down_takes_everything_away_and_up_brings_it_back(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty)
    assert tables(empty) == {"alembic_version"}
    upgrade(empty)
    assert differences(empty) == []
    built = worlds.build(empty)
    assert len(built.indigo.people) > 10


def test_a_difference_between_models_and_migrations_is_seen(empty: Database) -> None:
    upgrade(empty)
    with empty.owner() as connection:
        connection.exec_driver_sql("ALTER TABLE site ADD COLUMN stray VARCHAR")
    assert "stray" in str(differences(empty))


def test_a_child_table_without_its_parents_key_is_refused_by_the_schema(empty: Database) -> None:
    upgrade(empty)
    built = worlds.build(empty)
    child = SQLModel.metadata.tables["child"]
    foreign = sa.update(child).where(child.c.id == built.indigo.mila).values(family_id=built.red_cross.hassan)
    with pytest.raises((sa.exc.IntegrityError, RuntimeError)), empty.owner() as connection:
        connection.execute(foreign)


def test_sqlite_reads_by_the_index_that_leads_to_the_rows(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    upgrade(database)
    sheet = "SELECT * FROM attendance WHERE organisation_id = 'o' AND session_id = 's' ORDER BY id LIMIT 200"
    with database.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sheet}").all()
    assert "organisation_id=? AND session_id=?" in str(steps)
    database.engine.dispose()
