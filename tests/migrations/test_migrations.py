"""The one tree of migrations, on both engines: up, down and up again, equal to the models, and what it guards."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from typer.testing import CliRunner

from app import cli
from app.core.database import Database
from app.migrations.newest import at_head
from app.migrations.upgrade import differences, downgrade, upgrade
from tests.templates import Templates
from tests.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, templates: Callable[[str], Templates]) -> Iterator[Database]:
    """A database in which nothing has run yet."""
    databases = templates(request.param).databases
    database = Database(url := databases.create_database(), pool_size=2)
    yield database
    database.engine.dispose()
    databases.drop_database(url)


def tables(database: Database) -> set[str]:
    with database.owner() as connection:
        return set(sa.inspect(connection).get_table_names())


# What stands around the tables and what `differences` does not look at.
GUARDS = {
    "sqlite": ["SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"],
    "postgresql": [
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT oid::regclass::text, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    ],
}


def guards(database: Database) -> set[tuple[str, ...]]:
    with database.owner() as connection:
        return {
            tuple(map(str, row)) for text in GUARDS[database.kind] for row in connection.exec_driver_sql(text).all()
        }


@pytest.mark.parametrize(
    "command",
    [
        ["demo", "--if-empty"],
        ["create-organisation", "Ours"],
        ["create-user", "00000000-0000-7000-8000-000000000000", "ana@example.org", "administrator"],
        ["recompute"],
        ["audit", "verify"],
        ["keys", "rotate-data"],
        ["keys", "rotate-master"],
    ],
    ids=" ".join,
)
def test_a_command_on_a_database_without_a_schema_says_what_comes_first(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "database", lambda: Database(f"sqlite:///{tmp_path}/none.db"))
    refused = CliRunner().invoke(cli.cli, command)
    assert (refused.exit_code, "run `learnbridge migrate` first" in refused.output) == (1, True)


def test_up_makes_the_schema_of_the_models_down_takes_it_away_and_up_brings_it_back(empty: Database) -> None:
    assert not at_head(empty)
    upgrade(empty)
    assert at_head(empty)
    assert tables(empty) == set(SQLModel.metadata.tables) | {"alembic_version"}
    assert (stood := guards(empty))
    upgrade(empty)
    assert guards(empty) == stood, "a second time is nothing"
    downgrade(empty)
    assert tables(empty) == {"alembic_version"}
    upgrade(empty)
    assert guards(empty) == stood
    assert differences(empty) == []
    assert checked(empty) == {
        (table.name, column.name): set(column.type.enums)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    }, "a vocabulary that has grown is recoded"
    with empty.owner() as connection:
        connection.exec_driver_sql("ALTER TABLE site ADD COLUMN stray VARCHAR")
    assert "stray" in str(differences(empty))


def checked(database: Database) -> dict[tuple[str, str], set[str]]:
    """The codes that the database takes, by table and column, as its checks say them; `differences` passes them by."""
    found = {}
    with database.owner() as connection:
        inspector = sa.inspect(connection)
        for table in inspector.get_table_names():
            for check in inspector.get_check_constraints(table):
                text = str(check["sqltext"])
                column = re.match(r"\W*(\w+)\W.*(?:\bIN\b|\bANY\b)", text, re.DOTALL)
                if column and " AND " not in text and " OR " not in text:
                    found[table, column[1]] = set(re.findall(r"'(\w+)'", text))
    return found


def test_a_child_table_without_its_parents_key_is_refused_by_the_schema(below: World) -> None:
    assert below.database is not None
    child = SQLModel.metadata.tables["child"]
    foreign = sa.update(child).where(child.c.id == below.indigo.mila).values(family_id=below.red_cross.hassan)
    with pytest.raises((sa.exc.IntegrityError, RuntimeError)), below.database.owner() as connection:
        connection.execute(foreign)


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_sqlite_reads_by_the_index_that_leads_to_the_rows(database: Database) -> None:
    sheet = "SELECT * FROM attendance WHERE organisation_id = 'o' AND session_id = 's' ORDER BY id LIMIT 200"
    with database.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sheet}").all()
    assert "organisation_id=? AND session_id=?" in str(steps)
