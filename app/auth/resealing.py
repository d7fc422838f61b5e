"""Rotation of keys while the system runs: new data keys, old texts sealed anew in small batches, data keys re-wrapped.

A row's text is exchanged only while it is still the one that was read, and its version does not move: nobody who reads
or writes meanwhile notices. The old data keys stay, wrapped: answers kept for retries, transactions that were under way
and backups still name them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.data_keys import ALL_KEYS, about, add_key, keys_for, organisation, sealing_key, table
from app.auth.principal import System
from app.auth.sealed_rows import SEALED, SealedColumn
from app.auth.session import OwnedSession
from app.core.columns import Id, Sealed
from app.core.database import Database
from app.core.sealing import MARK, Ciphertext, seal
from app.core.statements import Plans

BATCH = 200
MASTERS = Plans(sa.select(table.c.master).where(table.c.organisation_id == organisation).distinct())
REWRAP = Plans(
    sa.update(table)
    .where(table.c.organisation_id == organisation, table.c.number == sa.bindparam("one"))
    .values(wrapped=sa.bindparam("to_wrapped"), master=sa.bindparam("to_master"))
)


def masters_needed(database: Database, organisations: Iterable[UUID]) -> set[str]:
    """The ids of the master keys without which data would be lost."""
    needed: set[str] = set()
    for organisation_id in organisations:
        with working(database, organisation_id) as db:
            rows = MASTERS.run(db.connection(), {"organisation": organisation_id}).fetchall()
            needed |= {row[0] for row in rows}
    return needed


def rotate(database: Database, organisation_id: UUID) -> int:
    """A new data key, which seals from now on in every process; returns its number."""
    with working(database, organisation_id) as db:
        key = add_key(db, sealing_key(db).number + 1)
        db.acts.append(["rotate_key", "data-keys", str(key.number)])
        db.commit()
    return key.number


def reseal(database: Database, organisation_id: UUID) -> int:
    """Seals with the newest key what older ones sealed, in transactions of `BATCH` rows; returns how many texts."""
    done = 0
    for model, columns in SEALED.items():
        for column in columns.values():
            after = UUID(int=0)
            while (batch := reseal_batch(database, (organisation_id, model, column), after)) is not None:
                after, changed = batch
                done += changed
    return done


def reseal_batch(
    database: Database, where: tuple[UUID, type[SQLModel], SealedColumn], after: UUID
) -> tuple[UUID, int] | None:
    """One batch; the id that it ended with and how many texts it changed. None: there was nothing more."""
    organisation_id, model, column = where
    changed = 0
    with working(database, organisation_id) as db:
        key = sealing_key(db)
        values = {"organisation": organisation_id, "after": after, "newest": f"{MARK}{key.number}.%", "rows": BATCH}
        rows = OLD[model, column.name].run(db.connection(), values).fetchall()
        if not rows:
            return None
        keys = keys_for(db, (row[1] for row in rows))
        for id, text in rows:
            # JSON stays the text that it is.
            plain = column._replace(is_document=False).opened(keys, text, id, organisation_id)
            new = seal(key, plain, column.at(id, organisation_id))
            one = {"organisation": organisation_id, "one": as_id(id), "old": Ciphertext(text), "to_text": new}
            changed += EXCHANGE[model, column.name].run(db.connection(), one).rowcount
        db.commit()
    return as_id(rows[-1][0]), changed


def rewrap(database: Database, organisation_id: UUID) -> int:
    """Wraps the organisation's data keys with the newest master key; returns how many."""
    with working(database, organisation_id) as db:
        rows = ALL_KEYS.run(db.connection(), {"organisation": organisation_id}).fetchall()
        for number, wrapped, master in rows:
            place = about(organisation_id, number)
            secret = database.masters.unwrap(wrapped, master, place)
            to_wrapped, to_master = database.masters.wrap(secret, place)
            values = {"one": number, "to_wrapped": to_wrapped, "to_master": to_master}
            REWRAP.run(db.connection(), {"organisation": organisation_id, **values})
        if rows:
            db.acts.append(["rewrap_keys", "data-keys", str(len(rows))])
        db.commit()
    return len(rows)


@contextmanager
def working(database: Database, organisation_id: UUID) -> Iterator[OwnedSession]:
    with OwnedSession(database, System(organisation_id, "keys are rotated")) as db:
        yield db


def as_id(id: Any) -> UUID:
    return id if isinstance(id, UUID) else UUID(id)


def old_texts(of: sa.Table, column: str) -> Plans:
    """What another key than the newest sealed, a batch in the order of the ids."""
    text = sa.type_coerce(of.c[column], sa.Text)
    return Plans(
        sa.select(of.c.id, text)
        .where(
            of.c.organisation_id == organisation,
            of.c.id > sa.bindparam("after", type_=Id),
            text != sa.literal_column("''"),
            text.not_like(sa.bindparam("newest", type_=sa.Text)),
        )
        .order_by(of.c.id)
        .limit(sa.bindparam("rows", type_=sa.Integer))
    )


def exchange(of: sa.Table, column: str) -> Plans:
    """One text for another, if the row still has the one that was read."""
    return Plans(
        sa.update(of)
        .where(
            of.c.organisation_id == organisation,
            of.c.id == sa.bindparam("one", type_=Id),
            of.c[column] == sa.bindparam("old", type_=Sealed),
        )
        .values({column: sa.bindparam("to_text", type_=Sealed)})
    )


OLD = {(model, name): old_texts(model.__table__, name) for model, columns in SEALED.items() for name in columns}  # type: ignore[attr-defined]
EXCHANGE = {(model, name): exchange(model.__table__, name) for model, columns in SEALED.items() for name in columns}  # type: ignore[attr-defined]
