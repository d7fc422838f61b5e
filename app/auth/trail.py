"""The audit chain: how a row is hashed, what the writers' lane records, and how a chain is verified.

Lane 0 of an organisation holds its writes, numbered under the tally's lock. Every process has a lane of its own for
reads (app/auth/read_audit.py), anchored in lane 0 by its latest number and hash, so that a cut tail shows.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.columns import Id, instant_text
from app.core.database import Database
from app.core.recordsets import Inserts, insert_all
from app.core.statements import Plans
from app.models import Audit, Change, Tally, Transition

WRITES = 0

tables = SQLModel.metadata.tables
tally, audit, change, transition = (tables[str(model.__tablename__)] for model in (Tally, Audit, Change, Transition))
organisation = sa.bindparam("organisation", type_=Id)

AUDITED = [str(column.name) for column in audit.columns]

LOCK_TALLY = Plans(
    sa.select(tally.c.feed, tally.c.audit, tally.c.head)
    .where(tally.c.organisation_id == organisation)
    .with_for_update()
)
MOVE_TALLY = Plans(
    sa.update(tally)
    .where(tally.c.organisation_id == organisation)
    .values(feed=sa.bindparam("to_feed"), audit=sa.bindparam("to_audit"), head=sa.bindparam("to_head"))
)
OPEN_TALLY = Plans(sa.insert(tally))
ADD_AUDIT = Inserts(audit)
ADD_CHANGE = Inserts(change)
# On PostgreSQL the audit row, the feed and the counter in one message: a message costs as much as its work.
RECORD = Plans(
    MOVE_TALLY.statement.add_cte(  # type: ignore[attr-defined]
        sa.insert(audit)
        .values({name: sa.bindparam(f"audit_{name}", type_=audit.c[name].type) for name in AUDITED})
        .cte("a"),
        insert_all(change).cte("c"),
    )
)
IN_ORDER = sa.select(audit).where(audit.c.organisation_id == organisation).order_by(audit.c.lane, audit.c.seq)
KEPT = sa.select(tally.c.audit, tally.c.head).where(tally.c.organisation_id == organisation)
ADD_TRANSITION = Plans(sa.insert(transition))


class Place(NamedTuple):
    """Where an audit row stands."""

    organisation_id: UUID
    lane: int
    seq: int


def link(head: str, place: Place, at: datetime, what: str) -> str:
    """The hash of an audit row: it covers the row before it and everything that the row says."""
    organisation_id, lane, seq = place
    text = f"{head}|{organisation_id}|{lane}|{seq}|{instant_text(at)}|{what}"
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(what: dict[str, Any]) -> str:
    """The one text of an audit row's content."""
    return orjson.dumps(what).decode()


def record(
    connection: sa.Connection,
    organisation_id: UUID,
    at: datetime,
    what: dict[str, Any],
    changes: list[dict[str, Any]],
) -> None:
    """Numbers the changes in the feed and adds the audit row of this transaction, taking the lock last."""
    found = LOCK_TALLY.run(connection, {"organisation": organisation_id}).fetchone()
    if found is None:
        first = {"organisation_id": organisation_id, "feed": 0, "audit": 0, "head": ""}
        OPEN_TALLY.run(connection, first)
        found = (0, 0, "")
    feed, number, head = found
    text = canonical(what)
    head = link(head, Place(organisation_id, WRITES, number + 1), at, text)
    row = {"organisation_id": organisation_id, "lane": WRITES, "seq": number + 1, "at": at, "what": text, "hash": head}
    for offset, entry in enumerate(changes, 1):
        entry.update(organisation_id=organisation_id, seq=feed + offset, at=at)
    moved = {"to_feed": feed + len(changes), "to_audit": number + 1, "to_head": head, "organisation": organisation_id}
    if connection.dialect.name == "postgresql":
        RECORD.run(connection, {**moved, **{f"audit_{name}": row[name] for name in AUDITED}, "rows": changes})
        return
    ADD_AUDIT.run(connection, row)
    ADD_CHANGE.run_many(connection, changes)
    MOVE_TALLY.run(connection, moved)


class Report(NamedTuple):
    """What a verification found."""

    rows: int
    lanes: int
    head: str
    breaks: list[str]


def verify_chain(database: Database, organisation_id: UUID) -> Report:
    """Verifies every lane of an organisation, while others go on writing; lane 0 must end where the tally says."""
    walk = Walk(organisation_id)
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            connection.exec_driver_sql("SELECT set_config('app.organisation', %s, true)", (str(organisation_id),))
        kept = connection.execute(KEPT, {"organisation": organisation_id}).one_or_none() or (0, "")
        for row in connection.execution_options(yield_per=1000).execute(IN_ORDER, {"organisation": organisation_id}):
            walk.step(row)
    end = walk.heads.get(WRITES, (0, ""))
    if end != tuple(kept):
        walk.breaks.append(f"lane {WRITES}: ends at {end[0]}, but {kept[0]} rows were written")
    for lane, number in walk.anchors:
        walk.breaks.append(f"lane {lane}: row {number}, anchored among the writes, is missing")
    return Report(walk.rows, len(walk.heads), end[1], walk.breaks)


class Walk:
    """A walk over audit rows in the order of lanes and numbers; `breaks` has a sentence for each one found."""

    def __init__(self, organisation_id: UUID) -> None:
        self.organisation_id, self.rows = organisation_id, 0
        self.heads: dict[int, tuple[int, str]] = {}
        # Heads of read lanes that the writes remember, until they are met; lane 0 comes first.
        self.anchors: dict[tuple[int, int], str] = {}
        self.breaks: list[str] = []

    def step(self, row: Any) -> None:
        number, head = self.heads.get(row.lane, (0, ""))
        if row.seq != number + 1:
            self.breaks.append(f"lane {row.lane}: number {number + 1} is missing before {row.seq}")
        elif link(head, Place(self.organisation_id, row.lane, row.seq), row.at, row.what) != row.hash:
            self.breaks.append(f"lane {row.lane}: row {row.seq} was altered")
        elif row.lane == WRITES and (anchor := json.loads(row.what).get("anchor")):
            self.anchors[anchor[0], anchor[1]] = anchor[2]
        if self.anchors.get((row.lane, row.seq)) == row.hash:
            del self.anchors[row.lane, row.seq]
        self.heads[row.lane], self.rows = (row.seq, row.hash), self.rows + 1
