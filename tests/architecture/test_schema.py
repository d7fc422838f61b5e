"""The tenant is in every key, row-level security stands around every table of an organisation, and types are ours."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from app.auth.visibility import GLOBAL
from app.core.columns import Day, Document, Folded, Id, Instant, Sealed
from app.core.database import Database
from app.core.readers import APP_ROLE
from app.migrations.protection import APPEND_ONLY, KEPT
from app.models import Organisation

TABLES = SQLModel.metadata.tables
GLOBAL_TABLES = {str(model.__tablename__) for model in GLOBAL}
TENANT_TABLES = {name for name in TABLES if name not in GLOBAL_TABLES}
# Read before the organisation is known (at sign-in, by workers); each is a global table.
WITHOUT_A_WALL = GLOBAL_TABLES | {"alembic_version"}
on_postgres = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


def keys_of(table: sa.Table) -> dict[str, list[str]]:
    """Primary key, unique constraints and indexes, by name, with their columns in order."""
    found = {"primary key": [column.name for column in table.primary_key.columns]}
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            found[str(constraint.name)] = [column.name for column in constraint.columns]
    return found | {str(index.name): [column.name for column in index.columns] for index in table.indexes}


def test_the_global_tables_are_few_and_known() -> None:
    assert {"organisation", "account", "seat", "attempt", "job_ticket", "certificate_code"} == GLOBAL_TABLES
    assert all("organisation_id" in TABLES[name].c for name in TENANT_TABLES)


@pytest.mark.parametrize("name", sorted(TENANT_TABLES))
def test_every_key_begins_with_the_organisation(name: str) -> None:
    for key, columns in keys_of(TABLES[name]).items():
        assert columns[0] == "organisation_id", key
        assert len(columns) > 1 or name == "tally", key
    assert not TABLES[name].c.organisation_id.nullable


@pytest.mark.parametrize("name", sorted(TABLES))
def test_references_between_rows_of_an_organisation_are_composite(name: str) -> None:
    table = TABLES[name]
    for constraint in table.foreign_key_constraints:
        target = constraint.referred_table.name
        columns, referred = list(constraint.column_keys), [element.column.name for element in constraint.elements]
        if target in TENANT_TABLES:
            assert (columns[0], referred) == ("organisation_id", ["organisation_id", "id"]), constraint.name
            assert constraint.ondelete == "RESTRICT"
        else:
            assert (len(columns), referred) == (1, ["id"]), constraint.name
        assert constraint.ondelete in (None, "RESTRICT"), "a cascade passes by the session"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_what_ends_in_id_is_a_reference_or_says_why_not(name: str) -> None:
    table = TABLES[name]
    constrained = {key for constraint in table.foreign_key_constraints for key in constraint.column_keys}
    loose = {column.name for column in table.columns if column.name.endswith("_id")} - constrained
    assert loose == LOOSE.get(name, set())


# Ids of many kinds of rows, of rows that may be gone, or of what is global and outside the organisation's reach.
LOOSE = {
    "change": {"row_id"},
    "transition": {"row_id", "by_id"},
    "idempotency_key": {"membership_id"},
    "certificate_code": {"certificate_id"},
    "seat": {"membership_id"},
    "job_ticket": {"job_id"},
    "sign_in": {"account_id"},
    "attendance_summary": {"group_id"},
    "library_posting": {"item_id"},
    "plan_action": {"goal_id"},
    # A version refers to its course already; a module stands in a version, and may be gone from the working copy.
    "course": {"current_id"},
    "module_done": {"module_id"},
    "quiz_attempt": {"module_id"},
    # Volunteers were there before campaigns, which nobody deletes.
    "volunteer": {"source_campaign_id"},
    "secret_link": {"subject_id"},
    "one_time_code": {"subject_id"},
    # What is reminded of may be of any kind, and may go before what is kept of the reminder does.
    "reminder": {"about_id", "whom_id"},
    "notice": {"reminder_id"},
    # SQLite adds no composite key to a table that is there; what is written was referred to (db.refer), and stays.
    "requirement": {"course_id"},
    "requirement_fulfilment": {"training_record_id"},
    # What the author named: it may be out of their reach, and no key may refuse it or hold on to it.
    "safeguarding_concern": {"child_id", "family_id", "group_id", "about_user_id", "sent_id"},
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_columns_have_types_that_both_engines_write_alike(name: str) -> None:
    known = (Id, Instant, Day, Document, Folded, Sealed, AutoString, sa.String, sa.Integer, sa.Boolean, sa.Enum)
    for column in TABLES[name].columns:
        assert isinstance(column.type, known), column
        assert not isinstance(column.type, sa.DateTime | sa.JSON | sa.Uuid | sa.Float | sa.Numeric), column
        if isinstance(column.type, sa.Enum):
            assert not column.type.native_enum, column


def test_names_are_words_and_never_reserved() -> None:
    for name, table in TABLES.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", column.name) for column in table.columns)


def test_the_schema_of_the_database_is_that_of_the_models(database: Database) -> None:
    with database.owner() as connection:
        found = sa.inspect(connection)
        assert set(found.get_table_names()) - {"alembic_version"} == set(TABLES)
        for name, table in TABLES.items():
            assert {column["name"] for column in found.get_columns(name)} == set(table.c.keys())
            assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key.columns]
            there = {(bool(key["unique"]), tuple(key["column_names"])) for key in found.get_indexes(name)}
            assert {(index.unique, tuple(c.name for c in index.columns)) for index in table.indexes} <= there
            references = {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(name)}
            assert references == {tuple(key.column_keys) for key in table.foreign_key_constraints}


@on_postgres
def test_row_level_security_is_forced_on_every_table_of_an_organisation(database: Database) -> None:
    ours = "relkind = 'r' AND relnamespace = 'public'::regnamespace"
    walls = f"SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE {ours}"
    with database.owner() as connection:
        found = {
            row.relname: (row.relrowsecurity, row.relforcerowsecurity) for row in connection.exec_driver_sql(walls)
        }
    assert {name for name, wall in found.items() if wall == (True, True)} == TENANT_TABLES
    assert {name for name, wall in found.items() if wall == (False, False)} == WITHOUT_A_WALL & set(found)


@on_postgres
def test_every_wall_is_by_organisation_for_reading_and_writing(database: Database) -> None:
    policies = "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies"
    with database.owner() as connection:
        found = connection.exec_driver_sql(policies).all()
    own = {row.tablename for row in found if row.policyname == "own_organisation"}
    assert own == TENANT_TABLES
    for row in found:
        assert (row.roles, row.permissive) == (["public"], "PERMISSIVE")
        if row.policyname == "own_organisation":
            assert row.cmd == "ALL"
            assert "current_setting('app.organisation'" in row.qual
            assert row.with_check is None, "what may be read is what may be written"
    others = {(row.tablename, row.policyname, row.cmd) for row in found if row.policyname != "own_organisation"}
    assert others == {("audit", "read_lanes", "INSERT")}


@on_postgres
def test_the_application_has_no_more_rights_than_it_needs(database: Database) -> None:
    rights = "string_agg(privilege_type, ' ' ORDER BY privilege_type) AS rights"
    grants = f"SELECT table_name, {rights} FROM information_schema.role_table_grants WHERE grantee = %s GROUP BY 1"
    with database.owner() as connection:
        found = {row.table_name: row.rights for row in connection.exec_driver_sql(grants, (APP_ROLE,))}
    expected = {name: "DELETE INSERT SELECT UPDATE" for name in TABLES}
    expected |= dict.fromkeys(APPEND_ONLY, "INSERT SELECT") | dict.fromkeys(KEPT, "INSERT SELECT UPDATE")
    assert {name: rights for name, rights in found.items() if name in TABLES} == expected
    assert found.get("alembic_version", "SELECT") == "SELECT"


def test_append_only_tables_have_guards_on_both_engines(database: Database) -> None:
    with database.owner() as connection:
        if database.kind == "sqlite":
            found = connection.exec_driver_sql("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'").all()
            assert {tuple(row) for row in found} == {
                (table, f"{table}_no_{verb}") for table in APPEND_ONLY for verb in ("update", "delete")
            } | {(table, f"{table}_no_delete") for table in KEPT}
        else:
            triggers = "SELECT tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
            found = connection.exec_driver_sql(triggers).all()
            assert {tuple(row) for row in found} == {(table, "O") for table in (*APPEND_ONLY, *KEPT)}


def test_an_organisation_is_its_own_tenant() -> None:
    assert [column.name for column in Organisation.__table__.primary_key.columns] == ["id"]  # type: ignore[attr-defined]
