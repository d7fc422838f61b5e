"""The data keys of an organisation: found, kept in memory once they are committed, made on first need.

A transaction that seals asks for the newest key each time, so that a rotation counts at once in every process. A key
made in a transaction is the transaction's own until the commit: were it kept and the row rolled back, nobody could ever
read what it sealed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core.columns import Id
from app.core.database import Database
from app.core.sealing import Key, new_secret, number_of
from app.core.statements import Plans
from app.models import DataKey

table: sa.Table = DataKey.__table__  # type: ignore[attr-defined]
organisation = sa.bindparam("organisation", type_=Id)
ALL_KEYS = Plans(
    sa.select(table.c.number, table.c.wrapped, table.c.master)
    .where(table.c.organisation_id == organisation)
    .order_by(table.c.number)
)
NEWEST = Plans(
    sa.select(table.c.number, table.c.wrapped, table.c.master)
    .where(table.c.organisation_id == organisation)
    .order_by(table.c.number.desc())
    .limit(1)
)
ADD = {
    "sqlite": Plans(sqlite.insert(table).on_conflict_do_nothing()),
    "postgresql": Plans(postgresql.insert(table).on_conflict_do_nothing()),
}


@dataclass
class Shelf:
    """The keys of one transaction: the one that seals, and those made in it."""

    sealing: Key | None = None
    fresh: dict[int, Key] = field(default_factory=dict)


def sealing_key(db: Any) -> Key:
    """The newest data key of the session's organisation; the first one is made here, in the session's transaction."""
    shelf: Shelf = db.shelf
    if shelf.sealing is None:
        row = NEWEST.run(db.connection(), {"organisation": db.organisation_id}).fetchone()
        shelf.sealing = add_key(db, 1) if row is None else known(db, row)
    return shelf.sealing


def add_key(db: Any, number: int) -> Key:
    """Adds a data key; where another transaction was first with this number, theirs is taken."""
    connection, secret = db.connection(), new_secret()
    wrapped, master = db.database.masters.wrap(secret, about(db.organisation_id, number))
    row = {"organisation_id": db.organisation_id, "number": number, "wrapped": wrapped, "master": master}
    if ADD[connection.dialect.name].run(connection, {**row, "made_at": db.at}).rowcount == 1:
        key = db.shelf.fresh[number] = Key(number, secret)
        return key
    return known(db, NEWEST.run(connection, {"organisation": db.organisation_id}).fetchone())


def known(db: Any, row: Any) -> Key:
    """The key of a row: this transaction's own, or one that every transaction may know."""
    shelf: Shelf = db.shelf
    if (fresh := shelf.fresh.get(row[0])) is not None:
        return fresh
    return keep(db.database, db.organisation_id, [row])[row[0]]


def keys_for(db: Any, texts: Iterable[str]) -> Mapping[int, Key]:
    """The keys that open these sealed texts of the session's organisation, as far as there are any."""
    kept = db.database.data_keys.get(db.organisation_id, {})
    keys = {**kept, **db.shelf.fresh} if db.shelf.fresh else kept
    if all(number_of(text) in keys for text in texts):
        return keys
    rows = ALL_KEYS.run(db.connection(), {"organisation": db.organisation_id}).fetchall()
    committed = [row for row in rows if row[0] not in db.shelf.fresh]
    return {**keep(db.database, db.organisation_id, committed), **db.shelf.fresh}


async def keys_outside(database: Database, organisation_id: UUID, texts: Iterable[str]) -> Mapping[int, Key]:
    """The same outside a transaction, for declared reads."""
    keys = database.data_keys.get(organisation_id, {})
    if all(number_of(text) in keys for text in texts):
        return keys
    plan = ALL_KEYS.on(database.kind)
    rows = await database.source.rows(plan, plan.args({"organisation": organisation_id}), organisation_id)
    return keep(database, organisation_id, rows)


def keep(database: Database, organisation_id: UUID, rows: Iterable[Any]) -> dict[int, Key]:
    keys = database.data_keys.setdefault(organisation_id, {})
    for number, wrapped, master in rows:
        if number not in keys:
            secret = database.masters.unwrap(wrapped, master, about(organisation_id, number))
            keys[number] = Key(number, secret)
    return keys


def about(organisation_id: UUID, number: int) -> str:
    """What a wrapped data key is bound to."""
    return f"data_key|{organisation_id}|{number}"
