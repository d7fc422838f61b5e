"""Whether a database is at the newest schema, told without the machinery that migrates."""

from pathlib import Path

import sqlalchemy as sa

from app.core.database import Database

VERSIONS = Path(__file__).with_name("versions")


def newest() -> str:
    """The newest migration: files are numbered and named by their revision."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py"))


def at_head(database: Database) -> bool:
    """Whether the newest migration has run."""
    engine = sa.create_engine(database.url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [newest()]
