"""The ceiling on SQLite: reads in line on the event loop, one writer thread, every commit on the disk."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import orjson

from app.core.ids import uuid7
from benchmarks.ceiling_audit import Row
from benchmarks.ceiling_sheet import (
    Asking,
    Effect,
    Known,
    Mark,
    Refused,
    audit_of,
    effect_of,
    linked,
    marks_of,
    month_of,
)
from benchmarks.ceiling_sql import HAS_PLACE, LOCK_SESSION, LOCK_TALLY, reads, written

LOCK_SESSION_SQL, LOCK_TALLY_SQL = written("sqlite", LOCK_SESSION), written("sqlite", LOCK_TALLY)
ZONE = "SELECT time_zone FROM organisation WHERE id = ?"
ROSTER = written(
    "sqlite",
    f"""SELECT c.id, c.grade, a.id, a.status, a.reason, a.excused, a.minutes, a.month, a.grade, a.version
    FROM json_each($5) g CROSS JOIN child c ON c.organisation_id = $1 AND c.id = g.value
    LEFT JOIN attendance a ON a.organisation_id = $1 AND a.session_id = $2 AND a.child_id = c.id
    WHERE a.id IS NOT NULL OR {HAS_PLACE}""",
)
CHANGE = """UPDATE attendance SET status = ?, reason = ?, excused = ?, minutes = ?, recorded_at = NULL,
    version = version + 1, updated_at = ? WHERE organisation_id = ? AND id = ?"""
ADD = """INSERT INTO attendance (organisation_id, id, session_id, group_id, programme_id, month, grade, created_by,
    created_at, updated_at, version, child_id, status, reason, excused, minutes)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, coalesce(grade, -1), ?7, ?8, ?8, 1, ?9, ?10, ?11, ?12, ?13
    FROM child WHERE organisation_id = ?1 AND id = ?9"""
COUNT = (
    "UPDATE session SET marks = marks + ?, version = version + 1, updated_at = ? WHERE organisation_id = ? AND id = ?"
)
SUM = """INSERT INTO attendance_summary (organisation_id, id, version, created_at, updated_at, programme_id, group_id,
    month, grade, present, late, left_early, absent, minutes) VALUES (?, ?, 1, ?3, ?3, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (organisation_id, programme_id, group_id, month, grade) DO UPDATE SET
    present = present + excluded.present, late = late + excluded.late, left_early = left_early + excluded.left_early,
    absent = absent + excluded.absent,
    minutes = minutes + excluded.minutes, version = version + 1, updated_at = excluded.updated_at"""
ADD_AUDIT = "INSERT INTO audit (organisation_id, lane, seq, at, what, hash) VALUES (?, ?, ?, ?, ?, ?)"
ADD_FEED = (
    "INSERT INTO change (organisation_id, seq, type, row_id, op, version, at) VALUES (?, ?, ?, ?, 'upsert', ?, ?)"
)
MOVE_TALLY = "UPDATE tally SET feed = ?, audit = ?, head = ? WHERE organisation_id = ?"


class SqliteStore:
    """A connection for reads and one for writes."""

    def __init__(self, path: str) -> None:
        self.statements = reads("sqlite")
        self.writer = ThreadPoolExecutor(1)
        self.reading = connect(path, "query_only=ON", "cache_size=-64000", "mmap_size=2147418112")
        self.writing = connect(path, "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-64000")

    async def open(self) -> None:
        """Nothing is to be done."""

    async def close(self) -> None:
        """Lets the writer end."""
        self.writer.shutdown()

    async def rows(self, name: str, args: tuple[Any, ...]) -> list[Any]:
        """The rows of a read."""
        return self.reading.execute(self.statements[name], args).fetchall()

    async def audit(self, rows: list[Row]) -> None:
        """Commits audit rows."""
        await asyncio.get_running_loop().run_in_executor(self.writer, self.commit_audit, rows)

    async def sheet(self, asking: Asking, session: str, body: bytes) -> list[str]:
        """Puts a sheet; gives the marks of the session as JSON texts."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, self.put_sheet, asking, session, body)

    def commit_audit(self, rows: list[Row]) -> None:
        self.writing.execute("BEGIN IMMEDIATE")
        self.writing.executemany(ADD_AUDIT, rows)
        self.writing.execute("COMMIT")

    def put_sheet(self, asking: Asking, session: str, body: bytes) -> list[str]:
        marks, db = marks_of(body), self.writing
        db.execute("BEGIN IMMEDIATE")
        try:
            self.put(asking, session, marks)
            found = db.execute(self.statements["sheet"], (asking.organisation, session, asking.user)).fetchall()
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        return [row[0] for row in found]

    def put(self, asking: Asking, session: str, marks: list[Mark]) -> None:
        org, db = asking.organisation, self.writing
        found = db.execute(LOCK_SESSION_SQL, (org, session, asking.user, asking.sign_in, asking.at)).fetchone()
        if found is None or found[4] != "held":
            raise Refused(409 if found else 404)
        children = orjson.dumps([mark.child for mark in marks]).decode()
        about = (org, session, found[1], found[3], children)
        roster = [known(row) for row in db.execute(ROSTER, about)]
        month = ""
        if any(line.id is None for line in roster):
            month = month_of(datetime.fromisoformat(found[3]), db.execute(ZONE, (org,)).fetchone()[0]).isoformat()
        effect = effect_of(marks, roster, month)
        if effect.new or effect.changed:
            self.write(asking, found, month, effect)

    def write(self, asking: Asking, session: tuple[Any, ...], month: str, effect: Effect) -> None:
        org, at, db = asking.organisation, asking.at, self.writing
        id, group, programme = session[:3]
        new = [(str(uuid7()), mark) for mark in effect.new]
        db.executemany(ADD, [(org, i, id, group, programme, month, asking.user, at, *mark) for i, mark in new])
        db.executemany(CHANGE, [(*mark[1:], at, org, old.id) for mark, old in effect.changed])
        place = (programme, group)
        db.executemany(SUM, [(org, str(uuid7()), at, *place, *line) for line in effect.sums])
        told = [("create", "attendance", i, 1) for i, _ in new]
        told += [("update", "attendance", str(old.id), old.version + 1) for _, old in effect.changed]
        if new:
            db.execute(COUNT, (len(new), at, org, id))
            version = db.execute(
                "SELECT version FROM session WHERE organisation_id = ? AND id = ?", (org, id)
            ).fetchone()
            told.append(("update", "sessions", id, version[0]))
        feed, number, head = db.execute(LOCK_TALLY_SQL, (org,)).fetchone()
        what = audit_of(asking, [line[:3] for line in told])
        head = linked(asking, number + 1, head, what)
        db.execute(ADD_AUDIT, (org, 0, number + 1, at, what, head))
        db.executemany(ADD_FEED, [(org, feed + i, line[1], line[2], line[3], at) for i, line in enumerate(told, 1)])
        db.execute(MOVE_TALLY, (feed + len(told), number + 1, head, org))


def known(row: tuple[Any, ...]) -> Known:
    excused = None if row[5] is None else bool(row[5])
    return Known._make((*row[:5], excused, *row[6:]))


def connect(path: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=200)
    for pragma in pragmas:
        connection.execute("PRAGMA " + pragma)
    return connection
