"""The database that PostgreSQL's tests use one after the other: each finds it as it was built, or finds a new one."""

import psycopg
import pytest

from tests.postgres import Server
from tests.restoring import restorable
from tests.templates import Template


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_rows_come_back_and_another_schema_or_a_lock_does_not(template: Template, postgres: Server) -> None:
    kept = restorable(postgres, template.url)
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
    kept.session.close()
    postgres.drop_database(kept.url)
