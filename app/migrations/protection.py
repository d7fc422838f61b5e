"""What tables need besides columns: row-level security and grants on PostgreSQL, append-only guards on both engines.

Alembic does not see these, so each migration that makes a table calls `protect`; a test reads the catalogue.
"""

import sqlalchemy as sa
from alembic import op

from app.core.readers import APP_ROLE
from app.models.base import sealed_or_empty

APPEND_ONLY = (
    "audit",
    "change",
    "concern_entry",
    "course_version",
    "course_version_file",
    "plan_agreement",
    "plan_version",
)
# Columns of such rows that rotation of the data keys seals anew; their plain text stays what it was.
RESEALED = {"concern_entry": ("text",)}
# Rows that move on but are never taken away.
KEPT = ("safeguarding_concern",)
# Global tables that name organisations: they tell where to go, nothing of what is there.
OPEN = ("seat", "job_ticket", "certificate_code")
OWN = "nullif(current_setting('app.organisation', true), '')::uuid"
MAKE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}')
     AND (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
JOIN_ROLE = f"""
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
    IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
      GRANT {APP_ROLE} TO CURRENT_USER;
    END IF;
    GRANT USAGE ON SCHEMA public TO {APP_ROLE};
  END IF;
END $$
"""


def make_role() -> None:
    """The role that the application works as; where the login may not make roles, forced policies still hold."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(MAKE_ROLE)
    op.execute(JOIN_ROLE)


def protect(*tables: str) -> None:
    """Grants the application its rights on new tables and walls those that belong to organisations."""
    for table in tables:
        if op.get_bind().dialect.name == "postgresql":
            wall(table)
        if table in APPEND_ONLY:
            guard(table, changing(table), "DELETE")
        if table in KEPT:
            guard(table, "DELETE")


def wall(table: str) -> None:
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    more = "" if table in APPEND_ONLY else ", UPDATE" if table in KEPT else ", UPDATE, DELETE"
    more += f", UPDATE ({', '.join(RESEALED[table])})" if table in RESEALED else ""
    rights = f"SELECT, INSERT{more}"
    grant = f'GRANT {rights} ON "{table}" TO {APP_ROLE}'
    op.execute(
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN {grant}; END IF; END $$"
    )
    if "organisation_id" not in columns or table in OPEN:
        return
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(f'CREATE POLICY own_organisation ON "{table}" USING (organisation_id = {OWN})')
    if table == "audit":
        # The reads of many organisations are committed in one batch, each process in a lane of its own.
        op.execute("CREATE POLICY read_lanes ON audit FOR INSERT WITH CHECK (lane > 0)")


def changing(table: str) -> str:
    """The verb that changes a row: of every column but those that are sealed anew."""
    if table not in RESEALED:
        return "UPDATE"
    columns = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    return f"UPDATE OF {', '.join(name for name in columns if name not in RESEALED[table])}"


def guard(table: str, *verbs: str) -> None:
    """Refuses these verbs whoever asks (the feed's old rows go by retention, which drops the guard)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
        )
        op.execute(
            f'CREATE TRIGGER {table}_append_only BEFORE {" OR ".join(verbs)} ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in verbs:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.split()[0].lower()} BEFORE {verb} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def add_sealed(table: str, column: str) -> None:
    """A sealed column for a table that is there already: empty at first, and closed to plain text."""
    check = f"CONSTRAINT ck_{table}_{column}_sealed CHECK ({sealed_or_empty(column)})"
    op.execute(f"ALTER TABLE \"{table}\" ADD COLUMN {column} TEXT DEFAULT '' NOT NULL {check}")


def recode(table: str, column: str, codes: str, *, old: str, new: str) -> None:
    """Lets a coded column hold other codes; `codes` is the enumeration in lower case, old and new are space separated.

    SQLite keeps the condition as text in its schema. It is changed there, in place, since what is stored satisfies it
    as before; making the table anew would break the rows that refer to it.
    """
    before, after = (f"{column} IN ({', '.join(repr(code) for code in listed.split())})" for listed in (old, new))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{table}_{codes}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{codes}"), table, after)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (before, after, table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def unprotect(*tables: str) -> None:
    """Takes the guards away before a downgrade drops the tables that they stand on."""
    if op.get_bind().dialect.name == "postgresql":
        for table in set(tables) & set(APPEND_ONLY):
            op.execute(f'DROP TRIGGER {table}_append_only ON "{table}"')
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
