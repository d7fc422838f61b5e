"""What every table has: the tenant in its key, a version, who made it and when."""

import re
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.columns import ID, INSTANT, Sealed
from app.core.ids import uuid7
from app.core.lifecycle import Lifecycle
from app.core.making import made_by
from app.core.sealing import MARK
from app.core.tiers import C2

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Global(SQLModel):
    """A table of the installation, there before any organisation is known."""


class Versioned(SQLModel):
    """Bookkeeping of a row: the session moves `version` and `updated_at` with every change."""

    model_config = {"defer_build": True}

    version: int = Field(default=1)
    created_at: datetime = Field(default_factory=made_by(now), sa_type=INSTANT)
    updated_at: datetime = Field(default_factory=made_by(now), sa_type=INSTANT)
    created_by: UUID | None = Field(default=None, sa_type=ID, description="The user who made the row")

    # The columns that a search looks through, folded: {"search_key": ("name", "code")}.
    __folds__: ClassVar[dict[str, tuple[str, ...]]] = {}
    __lifecycle__: ClassVar[Lifecycle | None] = None
    # Whether changes of this table are told to callers (feed) under the table's name.
    __told__: ClassVar[bool] = True

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Row(Versioned):
    """A row of an organisation: its primary key is (organisation_id, id)."""

    organisation_id: UUID = Field(default=None, sa_type=ID, primary_key=True)
    id: Annotated[UUID, C2] = Field(default_factory=made_by(uuid7), sa_type=ID, primary_key=True)


def tenant_keys(metadata: sa.MetaData) -> None:
    """Makes references composite, (organisation_id, x_id) -> (organisation_id, id), once all models are declared."""
    for table in metadata.tables.values():
        if "organisation_id" not in table.primary_key.columns:
            continue
        table.dialect_options["sqlite"]["with_rowid"] = False
        own = sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=f"fk_{table.name}_organisation")
        table.append_constraint(own)
        for column in table.columns:
            if isinstance(column.type, Sealed):
                table.append_constraint(only_sealed(column.name))
            if target := column.info.get("ref"):
                table.append_constraint(
                    sa.ForeignKeyConstraint(
                        ["organisation_id", column.name],
                        [f"{target}.organisation_id", f"{target}.id"],
                        name=f"fk_{table.name}_{column.name}",
                        ondelete="RESTRICT",
                    )
                )


def only_sealed(column: str) -> sa.CheckConstraint:
    """The database itself refuses plain text in a sealed column."""
    return sa.CheckConstraint(sealed_or_empty(column), name=f"{column}_sealed")


def sealed_or_empty(column: str) -> str:
    """The condition of a sealed column, in words that both engines know."""
    return f"{column} = '' OR substr({column}, 1, {len(MARK)}) = '{MARK}'"


def index(*columns: str, unique: bool = False, where: str | None = None) -> sa.Index:
    """An index that begins with the organisation, named by the naming convention or, when partial, by its columns."""
    condition = sa.text(where) if where else None
    name = f"{'uq' if unique else 'ix'}_" + "_".join(columns) if where else None
    return sa.Index(
        name,
        "organisation_id",
        *columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
