"""Sealed members of declared reads: the database writes each row's JSON, and what is sealed in it is opened here.

Only a question that shows a sealed member has an `Opening`; every other read is passed on as it came. The plain bytes
are made before the tag is, so that an ETag belongs to what the caller is shown.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa

from app.auth.data_keys import keys_for, keys_outside
from app.auth.declared import Reads
from app.auth.sealed_rows import SealedColumn, sealed_columns
from app.core.database import Database
from app.core.sealing import Key
from app.models.membership import Role


class Opening(NamedTuple):
    """The sealed members of a question's rows, and those of the rows included in them."""

    own: dict[str, SealedColumn]
    included: dict[str, dict[str, SealedColumn]]


def opening_of(reads: Reads[Any], role: Role, names: Iterable[str], include: Iterable[str]) -> Opening | None:
    """What is to be opened in the rows of a question; None, mostly, for nothing."""
    own = shown_in(reads.table, (name for name in names if name not in reads.computed))
    included = {}
    for name in include:
        of = reads.includes[name]
        if found := shown_in(of.model.__table__, of.names(role)):  # type: ignore[attr-defined]
            included[name] = found
    return Opening(own, included) if own or included else None


def shown_in(table: sa.Table, names: Iterable[str]) -> dict[str, SealedColumn]:
    columns = sealed_columns(table)
    return {name: columns[name] for name in names if name in columns}


def opened(db: Any, opening: Opening, rows: list[Any]) -> list[Any]:
    """A question's rows with their sealed members in plain, inside a transaction."""
    bodies = [orjson.loads(row[0]) if row[0] else None for row in rows]
    return shown(opening, bodies, rows, (keys_for(db, texts_of(opening, bodies)), db.organisation_id))


async def opened_outside(database: Database, organisation_id: UUID, opening: Opening, rows: list[Any]) -> list[Any]:
    """The same outside a transaction."""
    bodies = [orjson.loads(row[0]) if row[0] else None for row in rows]
    keys = await keys_outside(database, organisation_id, texts_of(opening, bodies))
    return shown(opening, bodies, rows, (keys, organisation_id))


def members(opening: Opening, body: Any) -> Iterable[tuple[dict[str, Any], dict[str, SealedColumn]]]:
    """The objects in a row's JSON that have sealed members: itself and what is included in it."""
    if body is not None:
        yield body, opening.own
        for name, columns in opening.included.items():
            for item in body[name]:
                yield item, columns


def texts_of(opening: Opening, bodies: list[Any]) -> list[str]:
    return [item[name] for body in bodies for item, columns in members(opening, body) for name in columns if item[name]]


def shown(
    opening: Opening, bodies: list[Any], rows: list[Any], means: tuple[Mapping[int, Key], UUID]
) -> list[tuple[Any, ...]]:
    keys, organisation_id = means
    for body in bodies:
        for item, columns in members(opening, body):
            for name, column in columns.items():
                if item[name]:
                    item[name] = column.opened(keys, item[name], item["id"], organisation_id)
    return [(body and orjson.dumps(body).decode(), *row[1:]) for body, row in zip(bodies, rows, strict=True)]
