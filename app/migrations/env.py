"""Alembic's entry: runs on the connection that `app.migrations.upgrade` hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.models  # noqa: F401 - fills the metadata
from app.core import columns


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """How a column's type is written in a migration."""
    if kind != "type":
        return False
    if isinstance(
        item, columns.Id | columns.Instant | columns.Day | columns.Document | columns.Folded | columns.Sealed
    ):
        autogen.imports.add("from app.core import columns")
        return f"columns.{type(item).__name__}()"
    if isinstance(item, AutoString):
        return "sa.String()" if item.length is None else f"sa.String(length={item.length})"
    return False


def compare_type(context: Any, inspected: Any, metadata: Any, inspected_type: Any, metadata_type: Any) -> bool | None:
    """Our decorated types compare by what the database stores."""
    if isinstance(metadata_type, sa.types.TypeDecorator):
        stored = metadata_type.load_dialect_impl(context.dialect)
        return None if type(stored)._type_affinity is not inspected_type._type_affinity else False
    return None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=compare_type,
    transaction_per_migration=False,
)
context.run_migrations()
