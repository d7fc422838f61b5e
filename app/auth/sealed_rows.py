"""Sealed columns of rows: sealed at the flush, opened when a row is loaded, so that services meet plain text alone.

Only during the flush do the row's attributes hold ciphertexts; afterwards, or when it fails, the plain values are put
back. A column that is selected by itself stays a `Ciphertext`, which cannot be shown: load the row, or use a `Lookup`.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlmodel import SQLModel

from app.auth.data_keys import keys_for, sealing_key
from app.auth.rights import VISIBILITY
from app.core.columns import Sealed
from app.core.sealing import Ciphertext, open_sealed, place, seal


class SealedColumn(NamedTuple):
    """A sealed column: where it stands and whether it holds JSON."""

    table: str
    name: str
    is_document: bool

    def at(self, row: Any, organisation: Any) -> bytes:
        """The associated data of its text in one row."""
        return place(self.table, self.name, row, organisation)

    def opened(self, keys: Any, text: str, row: Any, organisation: Any) -> Any:
        """The plain value. Raises SealBroken."""
        plain = open_sealed(keys, text, self.at(row, organisation))
        return json.loads(plain) if self.is_document else plain

    def written(self, value: Any) -> str:
        """The value as the text that is sealed."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if self.is_document else value


def sealed_columns(table: sa.Table) -> dict[str, SealedColumn]:
    """The sealed columns of a table by name."""
    return {
        column.name: SealedColumn(table.name, column.name, column.type.is_document)
        for column in table.columns
        if isinstance(column.type, Sealed)
    }


SEALED: dict[type[SQLModel], dict[str, SealedColumn]] = {
    model: found
    for model in VISIBILITY
    if (found := sealed_columns(model.__table__))  # type: ignore[attr-defined]
}


def shut(db: Any, row: Any) -> None:
    """Before a flush: seals what is new or changed in a row, and remembers the plain values."""
    columns = SEALED.get(type(row))
    if columns is None:
        return
    new = inspect(row).pending
    for name, column in columns.items():
        value = row.__dict__.get(name)
        if empty(value) or not (new or inspect(row).attrs[name].history.has_changes()):
            continue
        db.shut.append((row, name, value))
        row.__dict__[name] = seal(sealing_key(db), column.written(value), column.at(row.id, row.organisation_id))


def reopen(db: Any) -> None:
    """After a flush, also one that failed: the rows hold plain values again."""
    for row, name, value in db.shut:
        row.__dict__[name] = value
    db.shut.clear()


def seal_values(db: Any, model: type[SQLModel], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows given by column, as they are written: their sealed columns as ciphertexts."""
    columns = SEALED.get(model)
    if columns is None:
        return rows
    return [
        {
            name: value
            if name not in columns or empty(value)
            else seal(sealing_key(db), columns[name].written(value), columns[name].at(row["id"], db.organisation_id))
            for name, value in row.items()
        }
        for row in rows
    ]


def empty(value: Any) -> bool:
    """Nothing was written: null, or the empty text."""
    return value is None or value == ""


def open_row(row: Any, context: Any, *_: Any) -> None:
    """A row that was loaded gets its plain values."""
    found = sealed_in(row)
    if not found:
        return
    keys = keys_for(context.session, (text.text for _, text in found))
    for column, text in found:
        row.__dict__[column.name] = column.opened(keys, text.text, row.id, row.organisation_id)


def sealed_in(row: Any) -> list[tuple[SealedColumn, Ciphertext]]:
    values = row.__dict__
    columns: Iterable[SealedColumn] = SEALED[type(row)].values()
    return [(column, text) for column in columns if isinstance(text := values.get(column.name), Ciphertext)]


for sealed_model in SEALED:
    event.listen(sealed_model, "load", open_row)
    event.listen(sealed_model, "refresh", open_row)


class SealedPlace(NamedTuple):
    """A sealed column among the columns of a select: its place, and the place of its row's id."""

    place: int
    id_place: int
    column: SealedColumn


def sealed_places(selected: Iterable[Any]) -> list[SealedPlace]:
    """The sealed columns of a select; TypeError where one has no id of its row beside it."""
    listed, found = list(selected), []
    for at, column in enumerate(listed):
        if not isinstance(column.type, Sealed):
            continue
        table: Any = getattr(column, "table", None)
        ids = [i for i, other in enumerate(listed) if is_id_of(other, table)]
        if table is None or not ids:
            raise TypeError(f"{column.name} is sealed: select its row's id with it, and no expression over it")
        name = getattr(table, "element", table).name
        found.append(SealedPlace(at, ids[0], SealedColumn(name, column.key, column.type.is_document)))
    return found


def is_id_of(column: Any, table: Any) -> bool:
    return getattr(column, "key", None) == "id" and getattr(column, "table", None) is table


def texts_at(places: list[SealedPlace], rows: list[Any]) -> list[str]:
    """The sealed texts in the driver's rows, for whose keys are wanted."""
    return [row[sealed.place] for sealed in places for row in rows if row[sealed.place]]


def open_places(places: list[SealedPlace], keys: Any, rows: list[Any], organisation: UUID) -> list[Any]:
    """The driver's rows with plain values in the sealed places."""
    opened = []
    for row in rows:
        values = list(row)
        for at, id_at, column in places:
            if values[at]:
                values[at] = column.opened(keys, values[at], row[id_at], organisation)
        opened.append(values)
    return opened
