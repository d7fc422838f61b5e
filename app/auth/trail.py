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
from sqlalchemy import types
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from app.auth.reach import TELL
from app.core.columns import Id, Instant, instant_text
from app.core.database import Database
from app.core.recordsets import Inserts, given
from app.core.statements import Plans, execute_last
from app.models import Audit, Change, Tally, Transition

WRITES = 0
LANE: Any = sa.literal_column(f"{WRITES}")
ONE: Any = sa.literal_column("1")
EMPTY: Any = sa.literal_column("''")
UTF8: Any = sa.literal_column("'UTF8'")
HEX: Any = sa.literal_column("'hex'")

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
ADD_AUDIT = Inserts(audit)
ADD_CHANGES = Inserts(change)
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


def head_after(head: Any, number: Any) -> Any:
    """`link`, worked out by PostgreSQL from the head and the number that it holds locked."""
    known = (sa.cast(sa.bindparam("organisation", type_=Id), types.Text), LANE, sa.cast(number, types.Text))
    parts = [head, *known, sa.bindparam("at_text", type_=types.Text), sa.bindparam("what", type_=types.Text)]
    text = sa.func.concat_ws(sa.literal_column("'|'"), *parts)
    return sa.func.encode(sa.func.sha256(sa.func.convert_to(text, UTF8)), HEX)


def whole_record() -> sa.Select[Any]:
    """PostgreSQL: the counter moved, the audit row and the entries of the feed (bind `rows`, numbered from 1)."""
    more = sa.bindparam("more", type_=types.BigInteger)
    first = {"organisation_id": organisation, "feed": more, "audit": ONE, "head": head_after(EMPTY, ONE)}
    then = {
        "feed": tally.c.feed + more,
        "audit": tally.c.audit + ONE,
        "head": head_after(tally.c.head, tally.c.audit + ONE),
    }
    moved = (
        postgresql.insert(tally)
        .values(first)
        .on_conflict_do_update(index_elements=["organisation_id"], set_=then)
        .returning(tally.c.feed, tally.c.audit, tally.c.head)
        .cte("moved")
    )
    at, what = sa.bindparam("at", type_=Instant), sa.bindparam("what", type_=types.Text)
    row = {"organisation_id": organisation, "lane": LANE, "seq": moved.c.audit}
    row |= {"at": at, "what": what, "hash": moved.c.head}
    told = given(change, tuple(change.columns.keys()), "postgresql")
    told["seq"] = moved.c.feed - more + told["seq"]
    added = sa.insert(audit).from_select(list(row), sa.select(*row.values()))
    listed = sa.insert(change).from_select(list(told), sa.select(*told.values()))
    return sa.select(moved.c.audit).add_cte(added.cte("added"), listed.cte("listed"))


RECORD = Plans(whole_record())


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
    """Numbers the changes in the feed and adds the audit row of this transaction, taking the lock last.

    On PostgreSQL that is one statement, and the commit travels with it: a message costs as much as its work, and the
    lock is held for no answer of ours.
    """
    text = canonical(what)
    if connection.dialect.name == "postgresql":
        about = {"organisation": organisation_id, "at": at, "at_text": instant_text(at), "what": text}
        rows = numbered(changes, organisation_id, 0, at)
        execute_last(connection, RECORD.on("postgresql"), {**about, "more": len(changes), "rows": rows})
        return
    found = LOCK_TALLY.run(connection, {"organisation": organisation_id}).fetchone()
    if found is None:
        OPEN_TALLY.run(connection, {"organisation_id": organisation_id, "feed": 0, "audit": 0, "head": ""})
        found = (0, 0, "")
    feed, number, head = found
    head = link(head, Place(organisation_id, WRITES, number + 1), at, text)
    row = {"organisation_id": organisation_id, "lane": WRITES, "seq": number + 1, "at": at, "what": text, "hash": head}
    ADD_AUDIT.run(connection, row)
    ADD_CHANGES.run_many(connection, numbered(changes, organisation_id, feed, at))
    moved = {"to_feed": feed + len(changes), "to_audit": number + 1, "to_head": head}
    MOVE_TALLY.run(connection, {**moved, "organisation": organisation_id})


def numbered(changes: list[dict[str, Any]], organisation_id: UUID, last: int, at: datetime) -> list[dict[str, Any]]:
    """The entries of the feed behind its last number."""
    for seq, entry in enumerate(changes, last + 1):
        entry.update(organisation_id=organisation_id, seq=seq, at=at)
    return changes


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
            TELL.run(connection, {"organisation": organisation_id})
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
