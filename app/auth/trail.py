"""The audit chain: how a row is hashed, what the writers' lane records, and how a chain is verified.

Lane 0 of an organisation holds its writes, numbered under the tally's lock. Every process has a lane of its own for
reads (app/auth/read_audit.py), anchored in lane 0 by its latest number and hash, so that a cut tail shows.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.columns import Id, instant_text
from app.core.database import Database
from app.core.statements import Plans
from app.models import Audit, Change, Tally, Transition

WRITES = 0

tables = SQLModel.metadata.tables
tally, audit, change, transition = (tables[str(model.__tablename__)] for model in (Tally, Audit, Change, Transition))
organisation = sa.bindparam("organisation", type_=Id)

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
ADD_AUDIT = Plans(sa.insert(audit))
ADD_CHANGE = Plans(sa.insert(change))
IN_ORDER = sa.select(audit).where(audit.c.organisation_id == organisation).order_by(audit.c.lane, audit.c.seq)
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
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))


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
    ADD_AUDIT.run(connection, row)
    for offset, entry in enumerate(changes, 1):
        entry.update(organisation_id=organisation_id, seq=feed + offset, at=at)
    ADD_CHANGE.run_many(connection, changes)
    moved = {"to_feed": feed + len(changes), "to_audit": number + 1, "to_head": head}
    MOVE_TALLY.run(connection, {"organisation": organisation_id, **moved})


class Report(NamedTuple):
    """What a verification found."""

    rows: int
    lanes: int
    head: str
    breaks: list[str]


def verify_chain(database: Database, organisation_id: UUID) -> Report:
    """Verifies every lane of an organisation; the writers' lane must end at the head that the tally keeps."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('app.organisation', %s, true)", (str(organisation_id),))
        rows = connection.execute(IN_ORDER, {"organisation": organisation_id}).all()
        kept = LOCK_TALLY.run(connection, {"organisation": organisation_id}).fetchone() or (0, 0, "")
    breaks = list(verify(iter(rows), organisation_id))
    writes = [row for row in rows if row.lane == WRITES]
    head = writes[-1].hash if writes else ""
    if (len(writes), head) != (kept[1], kept[2]):
        breaks.append(f"lane {WRITES}: ends at {len(writes)}, but {kept[1]} rows were written")
    return Report(len(rows), len({row.lane for row in rows}), head, breaks)


def verify(rows: Iterator[Any], organisation_id: UUID) -> Iterator[str]:
    """Walks audit rows ordered by lane and number; gives a sentence for each break, and for each anchor not met."""
    heads: dict[int, tuple[int, str]] = {}
    seen: dict[tuple[int, int], str] = {}
    anchors: list[tuple[int, int, str]] = []
    for row in rows:
        number, head = heads.get(row.lane, (0, ""))
        if row.seq != number + 1:
            yield f"lane {row.lane}: number {number + 1} is missing before {row.seq}"
        elif link(head, Place(organisation_id, row.lane, row.seq), row.at, row.what) != row.hash:
            yield f"lane {row.lane}: row {row.seq} was altered"
        heads[row.lane] = (row.seq, row.hash)
        if row.lane != WRITES:
            seen[row.lane, row.seq] = row.hash
        elif anchor := json.loads(row.what).get("anchor"):
            anchors.append((anchor[0], anchor[1], anchor[2]))
    for lane, number, digest in anchors:
        if seen.get((lane, number)) != digest:
            yield f"lane {lane}: row {number}, anchored among the writes, is missing"
