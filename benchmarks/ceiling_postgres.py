"""The ceiling on PostgreSQL: prepared statements on free connections, a sheet in three round trips.

It connects as the configured login itself; where that is a superuser, row-level security costs it nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

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

CONNECTIONS = 16
LOCK_SESSION_SQL = (
    written("postgresql", LOCK_SESSION).replace(
        "s.state FROM session s", "s.state, o.time_zone FROM session s JOIN organisation o ON o.id = s.organisation_id"
    )
    + " FOR UPDATE OF s"
)
ROSTER = f"""SELECT c.id::text, c.grade, a.id::text, a.status, a.reason, a.excused, a.minutes, a.month, a.grade,
    a.version FROM session s JOIN child c ON c.organisation_id = $1 AND c.id = ANY ($5::uuid[])
    LEFT JOIN attendance a ON a.organisation_id = $1 AND a.session_id = $2 AND a.child_id = c.id
    WHERE s.organisation_id = $1 AND s.id = $2 AND (a.id IS NOT NULL OR {HAS_PLACE})"""
ROSTER = written("postgresql", ROSTER).replace("$3", "s.group_id").replace("$4", "s.starts_at").replace("$5", "$3")
CHANGE = """UPDATE attendance a SET status = g.status, reason = g.reason, excused = g.excused, minutes = g.minutes,
    recorded_at = NULL, version = a.version + 1, updated_at = $2
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bool[], $7::int[]) AS g (id, status, reason, excused, minutes)
    WHERE a.organisation_id = $1 AND a.id = g.id"""
ADD = """INSERT INTO attendance (organisation_id, id, session_id, group_id, programme_id, month, grade, created_by,
    created_at, updated_at, version, child_id, status, reason, excused, minutes)
    SELECT $1, g.id, $2, $3, $4, $5, coalesce(c.grade, -1), $6, $7, $7, 1, c.id, g.status, g.reason, g.excused,
    g.minutes
    FROM unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::bool[], $13::int[])
    AS g (id, child, status, reason, excused, minutes) JOIN child c ON c.organisation_id = $1 AND c.id = g.child"""
COUNT = """UPDATE session SET marks = marks + $4, version = version + 1, updated_at = $3
    WHERE organisation_id = $1 AND id = $2 RETURNING version"""
SUM = """INSERT INTO attendance_summary AS s (organisation_id, id, version, created_at, updated_at, programme_id,
    group_id, month, grade, present, late, left_early, absent, minutes)
    SELECT $1, g.id, 1, $2, $2, $3, $4, g.month, g.grade, g.present, g.late, g.left_early, g.absent, g.minutes
    FROM unnest($5::uuid[], $6::date[], $7::int[], $8::int[], $9::int[], $10::int[], $11::int[], $12::int[])
    AS g (id, month, grade, present, late, left_early, absent, minutes)
    ON CONFLICT (organisation_id, programme_id, group_id, month, grade) DO UPDATE SET
    present = s.present + excluded.present, late = s.late + excluded.late,
    left_early = s.left_early + excluded.left_early, absent = s.absent + excluded.absent,
    minutes = s.minutes + excluded.minutes, version = s.version + 1, updated_at = excluded.updated_at"""
RECORD = """WITH a AS (INSERT INTO audit (organisation_id, lane, seq, at, what, hash) VALUES ($1, 0, $2, $3, $4, $5)),
    f AS (INSERT INTO change (organisation_id, seq, type, row_id, op, version, at)
        SELECT $1, $6::bigint + g.place, g.type, g.id, 'upsert', g.version, $3
        FROM unnest($7::text[], $8::uuid[], $9::int[]) WITH ORDINALITY AS g (type, id, version, place))
    UPDATE tally SET feed = $6::bigint + cardinality($7::text[]), audit = $2, head = $5 WHERE organisation_id = $1"""
ADD_AUDIT = """INSERT INTO audit (organisation_id, lane, seq, at, what, hash) SELECT * FROM
    unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[])"""
Connection = psycopg.AsyncConnection[Any]
Told = tuple[str, str, str, int]  # verb, resource, id, version


class PostgresStore:
    """Connections that are free are used last in, first out."""

    def __init__(self, dsn: str) -> None:
        self.dsn, self.statements = dsn, reads("postgresql")
        self.free: list[Connection] = []
        self.room = asyncio.Semaphore(CONNECTIONS)

    async def open(self) -> None:
        """Connects once; the others when they are needed."""
        self.auditor = await self.connect()

    async def close(self) -> None:
        """Closes every connection."""
        for connection in (self.auditor, *self.free):
            await connection.close()

    async def connect(self) -> Connection:
        connection = await psycopg.AsyncConnection.connect(
            self.dsn, autocommit=True, options="-c timezone=UTC", cursor_factory=psycopg.AsyncRawCursor
        )
        connection.prepare_threshold = 0
        return connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection; one that was left in a failed state is closed."""
        async with self.room:
            connection = self.free.pop() if self.free else await self.connect()
            try:
                yield connection
            except BaseException:
                await connection.close()
                raise
            self.free.append(connection)

    async def rows(self, name: str, args: tuple[Any, ...]) -> list[Any]:
        """The rows of a read."""
        async with self.room:
            connection = self.free.pop() if self.free else await self.connect()
            found = await (await connection.execute(self.statements[name], args)).fetchall()
            self.free.append(connection)
        return found

    async def audit(self, rows: list[Row]) -> None:
        """Commits audit rows."""
        await self.auditor.execute(ADD_AUDIT, [list(column) for column in zip(*rows, strict=True)])

    async def sheet(self, asking: Asking, session: str, body: bytes) -> list[str]:
        """Puts a sheet; gives the marks of the session as JSON texts."""
        marks = marks_of(body)
        async with self.connection() as db:
            found, roster = await self.looked(db, asking, session, marks)
            month = month_of(found[3], found[5])
            effect = effect_of(marks, roster, month)
            told, tally = await self.written(db, asking, found, (month, effect))
            async with db.pipeline():
                if told:
                    await self.record(db, asking, told, tally)
                sheet = await db.execute(self.statements["sheet"], (asking.organisation, session, asking.user))
                await db.execute("COMMIT")
            return [row[0] for row in await sheet.fetchall()]

    async def looked(self, db: Connection, asking: Asking, session: str, marks: list[Mark]) -> tuple[Any, list[Known]]:
        """Locks the session and reads its roster, in one round trip."""
        org, children = asking.organisation, array([mark.child for mark in marks])
        async with db.pipeline():
            await db.execute("BEGIN")
            locked = await db.execute(LOCK_SESSION_SQL, (org, session, asking.user, asking.sign_in, asking.at))
            roster = await db.execute(ROSTER, (org, session, children))
        found = await locked.fetchone()
        if found is None or found[4] != "held":
            raise Refused(409 if found else 404)
        return found, [Known(*row) for row in await roster.fetchall()]

    async def written(
        self, db: Connection, asking: Asking, session: Any, of: tuple[Any, Effect]
    ) -> tuple[list[Told], Any]:
        """Writes marks and sums and takes the tally, in one round trip; what is to be told, and the tally."""
        month, effect = of
        org, at = asking.organisation, asking.at
        told: list[Told] = []
        counted = None
        if not (effect.new or effect.changed):
            return told, None
        async with db.pipeline():
            if effect.new:
                ids = [str(uuid7()) for _ in effect.new]
                counted = await self.add(db, asking, session, (month, effect.new, ids))
                told += [("create", "attendance", id, 1) for id in ids]
            if effect.changed:
                await db.execute(CHANGE, (org, at, *arrays((old.id, *mark[1:]) for mark, old in effect.changed)))
                told += [("update", "attendance", str(old.id), old.version + 1) for _, old in effect.changed]
            if effect.sums:
                sums = arrays((uuid7(), *line) for line in effect.sums)
                await db.execute(SUM, (org, at, session[2], session[1], *sums))
            tally = await db.execute(LOCK_TALLY + " FOR UPDATE", (org,))
        if counted is not None:
            told.append(("update", "sessions", str(session[0]), int(next(iter(await counted.fetchall()))[0])))
        return told, await tally.fetchone()

    async def add(self, db: Connection, asking: Asking, session: Any, of: tuple[Any, list[Mark], list[str]]) -> Any:
        month, marks, ids = of
        about = (asking.organisation, *session[:3], month, asking.user, asking.at)
        await db.execute(ADD, (*about, array(ids), *arrays(marks)))
        return await db.execute(COUNT, (asking.organisation, session[0], asking.at, len(ids)))

    async def record(self, db: Connection, asking: Asking, told: list[Told], tally: Any) -> None:
        feed, number, head = tally
        what = audit_of(asking, [line[:3] for line in told])
        head = linked(asking, number + 1, head, what)
        about = (asking.organisation, number + 1, asking.at, what, head, feed)
        await db.execute(RECORD, (*about, *arrays(line[1:] for line in told)))


def arrays(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """The columns of some rows."""
    return map(array, zip(*rows, strict=True))


def array(values: Iterable[Any]) -> str:
    """An array in PostgreSQL's own notation, for ids, codes, days and numbers: no value needs quotes."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
