"""Numbers kept beside the rows that they count, changed by adding in the transaction that changes the rows.

They are nobody's to write: no role has a verb on them, and the right to change the counted rows was checked already.
So this module can do one thing only, add to the columns that are declared here, within the session's organisation.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from app.auth.session import OwnedSession
from app.auth.sheets import Written
from app.core.columns import Id, Instant
from app.core.ids import uuid7
from app.core.problems import Conflict
from app.core.statements import Plan, Plans, execute


class Sums:
    """Rows of sums: `by` is their unique key within the organisation, `adds` the columns that are added to."""

    def __init__(self, model: type[SQLModel], by: tuple[str, ...], adds: tuple[str, ...]) -> None:
        self.model, self.by, self.adds = model, by, adds
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        self.plans = {name: Plan(upsert(table, by, adds, insert), name) for name, insert in INSERTS.items()}


INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(table: sa.Table, by: tuple[str, ...], adds: tuple[str, ...], insert: Any) -> Any:
    names = ("organisation_id", "id", "version", "created_at", "updated_at", *by, *adds)
    made = insert(table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in names})
    more = {name: table.c[name] + made.excluded[name] for name in adds}
    return made.on_conflict_do_update(
        index_elements=["organisation_id", *by],
        set_={**more, "version": table.c.version + 1, "updated_at": made.excluded.updated_at},
    )


def add_to(db: OwnedSession, sums: Sums, rows: Iterable[dict[str, Any]]) -> None:
    """Adds each row's numbers to the sum with its key, always in the order of the keys, so that writers never cross."""
    connection = db.connection()
    plan = sums.plans[connection.dialect.name]
    own = {"organisation_id": db.organisation_id, "version": 1, "created_at": db.at, "updated_at": db.at}
    for row in sorted(rows, key=lambda row: [row[name] for name in sums.by]):
        execute(connection, plan, {**row, **own, "id": uuid7()})


class Counter:
    """A column of a row that counts the rows belonging to it."""

    def __init__(self, model: type[SQLModel], column: str) -> None:
        self.model = model
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        more = table.c[column] + sa.bindparam("more", type_=types.Integer)
        version = sa.bindparam("seen", type_=types.Integer)
        self.plans = Plans(
            sa.update(table)
            .where(
                table.c.organisation_id == sa.bindparam("organisation", type_=Id),
                table.c.id == sa.bindparam("one", type_=Id),
                table.c.version == version,
            )
            .values({column: more, "version": version + 1, "updated_at": sa.bindparam("at", type_=Instant)})
        )


def count(db: OwnedSession, counter: Counter, id: UUID, version: int, more: int) -> None:
    """Adds to a counter of a row that the transaction holds, which moves the row's version and is told in the feed."""
    values = {"organisation": db.organisation_id, "one": id, "seen": version, "more": more, "at": db.at}
    if counter.plans.run(db.connection(), values).rowcount != 1:
        raise Conflict
    key = (counter.model, id)
    first = db.changes[key][0] if key in db.changes else "update"
    db.changes[key] = (first, Written(counter.model, id, version + 1))
