"""Every text of tier C4 or C5 that a table keeps is sealed, and what is sealed leaves no trace in search keys."""

from enum import StrEnum
from typing import Any, get_args

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.rights import VISIBILITY
from app.auth.sealed_rows import sealed_columns
from app.core.columns import Document, Sealed
from app.core.database import Database
from app.core.tiers import tiers_of
from tests.declared_reads import all_reads

SENSITIVE = 4


def shapes() -> list[tuple[Any, Any]]:
    """Each shape with the model whose columns it shows: tables themselves, declared reads and what they include."""
    reads = all_reads().values()
    shown = [(read.shape, read.model) for read in reads]
    shown += [(include.shape, include.model) for read in reads for include in read.includes.values()]
    return [*((model, model) for model in VISIBILITY), *shown]


def holds_text(kind: Any) -> bool:
    parts = get_args(kind) or (kind,)
    return any(isinstance(part, type) and issubclass(part, str) and not issubclass(part, StrEnum) for part in parts)


def unsealed() -> set[str]:
    found = set()
    for shape, model in shapes():
        for name, tier in tiers_of(shape).items():
            column = model.__table__.c.get(name)
            if tier.level < SENSITIVE or column is None:
                continue
            text = holds_text(shape.model_fields[name].annotation) or isinstance(column.type, Document)
            if text and not isinstance(column.type, Sealed):
                found.add(f"{column.table.name}.{name}")
    return found


def test_every_sensitive_text_is_sealed() -> None:
    assert unsealed() == set(), "declare the column with sealed() or sealed_document()"
    sealed = {column for shape, model in shapes() for column in sealed_columns(model.__table__)}
    assert "safety_note" in sealed


def test_a_sensitive_text_in_the_clear_would_be_found(monkeypatch: Any) -> None:
    guardian: sa.Table = SQLModel.metadata.tables["guardian"]
    monkeypatch.setattr(guardian.c.safety_note, "type", sa.Text())
    assert unsealed() == {"guardian.safety_note"}


def test_no_search_key_is_folded_from_what_is_sealed() -> None:
    for model in VISIBILITY:
        folded = {name for names in getattr(model, "__folds__", {}).values() for name in names}
        assert folded.isdisjoint(sealed_columns(model.__table__)), model  # type: ignore[attr-defined]


def test_whoever_shows_a_sealed_member_shows_the_row_that_it_belongs_to() -> None:
    for shape, model in shapes():
        if set(sealed_columns(model.__table__)) & set(shape.model_fields):
            assert "id" in shape.model_fields, shape


def test_the_database_itself_refuses_plain_text(database: Database) -> None:
    with database.owner() as connection:
        for table in SQLModel.metadata.tables.values():
            checks = {check["name"] for check in sa.inspect(connection).get_check_constraints(table.name)}
            wanted = {f"ck_{table.name}_{name}_sealed" for name in sealed_columns(table)}
            assert wanted <= checks, "protection.add_sealed() adds a sealed column to a table that is there already"
