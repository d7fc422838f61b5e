"""Brings a database to the newest schema, one process at a time."""

import io
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app.core.database import Database

LOCK = 7_305_113
ROWS, SPREAD, PART = 1_000_000, (50_000, 30, 5), 100
PATIENCE = "SET lock_timeout = '5s'"


def upgrade(database: Database, to: str = "head") -> None:
    """Migrates up; a second process waits for the first and finds nothing to do."""
    with database.owner() as connection:
        alone(connection)
        command.upgrade(configured(connection), to)
        steady_plans(connection)


def downgrade(database: Database, to: str = "base") -> None:
    """Migrates down: for tests and for going back to the version before."""
    with database.owner() as connection:
        alone(connection)
        command.downgrade(configured(connection), to)


def revise(database: Database, message: str) -> None:
    """Writes the migration that makes the database's schema equal to the models; to be read before it is kept."""
    with database.owner() as connection:
        command.revision(configured(connection), message, autogenerate=True)


def differences(database: Database) -> list[Any]:
    """How the migrated schema differs from the models; empty when they agree."""
    with database.owner() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "render_as_batch": True})
        return list(compare_metadata(context, SQLModel.metadata))


def steady_plans(connection: sa.Connection) -> None:
    """Tells SQLite's planner what the data will look like, instead of letting it guess until somebody runs ANALYZE.

    Without statistics it reads a whole organisation by the primary key where an index leads straight to the rows.
    These say: many rows, many to an organisation, few to each further column of an index. PostgreSQL keeps its own.
    """
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table in SQLModel.metadata.sorted_tables:
        keys = {table.name: len(table.primary_key.columns)}
        keys |= {str(index.name): len(index.columns) for index in table.indexes}
        partial = {str(index.name) for index in table.indexes if index.dialect_options["sqlite"]["where"] is not None}
        unique = {table.name, *(str(index.name) for index in table.indexes if index.unique)}
        for name, columns in keys.items():
            spread = [*SPREAD, *[2] * columns][: columns - 1] if columns > 1 else []
            last = 1 if name in unique else [*SPREAD, *[2] * columns][columns - 1]
            share = PART if name in partial else 1
            stat = " ".join(str(max(1, number // share)) for number in (ROWS, *spread, last))
            row = (table.name, name, stat)
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", row)


def alone(connection: sa.Connection) -> None:
    """SQLite has begun immediately, so it is alone already; on PostgreSQL an advisory lock until the commit."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(PATIENCE)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def configured(connection: sa.Connection) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
