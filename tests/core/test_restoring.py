"""The database that tests use one after the other: each finds it as it was built, or finds a new one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Server
from tests.restoring import RestorableDatabase, restorable
from tests.templates import Files, Template, file_of


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_rows_come_back_and_another_schema_or_a_lock_does_not(template: Template, postgres: Server) -> None:
    kept = restorable(postgres, template.url)
    assert isinstance(kept, RestorableDatabase)
    looks = "SELECT name, municipality FROM school ORDER BY id"
    with psycopg.connect(kept.url, autocommit=True) as other:
        other.execute("SET session_replication_role = replica")
        before = other.execute(looks).fetchall()
        assert len(before) > 1
        for harm in (
            "UPDATE school SET name = 'Otherwise'",
            "DELETE FROM school",
            "INSERT INTO site SELECT * FROM site LIMIT 0",
        ):
            other.execute(harm)
            assert kept.restore()
            assert other.execute(looks).fetchall() == before
        with other.transaction(force_rollback=True):
            other.execute("CREATE TABLE passing (id int)")
        assert kept.restore(), "what was rolled back is no change"
        other.execute("UPDATE school SET name = 'Otherwise'")
        with other.transaction():
            other.execute("SELECT FROM school FOR UPDATE")
            kept.session.execute("SET lock_timeout = '50ms'")
            assert not kept.restore(), "a row that somebody holds cannot be put back"
        assert kept.restore()
        other.execute("SET session_replication_role = origin")
        other.execute("ALTER TABLE site ADD COLUMN stray text")
        assert not kept.restore()
    kept.drop()


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_a_file_comes_back_under_an_open_connection_unless_somebody_writes(template: Template, tmp_path: Path) -> None:
    kept = restorable(Files(tmp_path), template.url)
    looks = "SELECT name, municipality FROM school ORDER BY id"
    with closing(sqlite3.connect(file_of(kept.url), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        before = other.execute(looks).fetchall()
        assert len(before) > 1
        for harm in ("UPDATE school SET name = 'Otherwise'", "ALTER TABLE site ADD COLUMN stray text"):
            other.execute(harm)
            assert kept.restore()
            assert other.execute(looks).fetchall() == before
        assert "stray" not in {row[1] for row in other.execute("PRAGMA table_info(site)")}
        other.execute("BEGIN IMMEDIATE")
        assert not kept.restore()
    kept.drop()
    assert list(tmp_path.iterdir()) == []
