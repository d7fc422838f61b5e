"""The audit chain and the feed: what is written stays, what is taken away shows, numbers have no gap."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.auth import trail
from app.auth.trail import verify_chain
from app.core.database import Database
from app.models import Audit, Change, Site
from tests.acting import acting, inside, left
from tests.world import Place, World

audit, change = (model.__table__ for model in (Audit, Change))  # type: ignore[attr-defined]
CHILD = "/v1/children/{}"


def busy(world: World) -> None:
    """Reads of personal fields and writes after them, so that the lane of the reads is anchored."""
    for _ in range(3):
        assert world.indigo.coordinator.get(CHILD.format(world.indigo.mila)).status_code == 200
        answer = world.indigo.administrator.post("/v1/sites", {"name": "Library", "kind": "library"})
        assert answer.status_code == 201, answer.text


def test_an_untouched_trail_verifies(world: World) -> None:
    busy(world)
    for place in (world.indigo, world.red_cross):
        report = verify_chain(world.database, place.id)
        assert report.breaks == []
        assert len(report.head) == 64
    assert verify_chain(world.database, world.indigo.id).lanes == 2
    assert verify_chain(world.database, UUID(int=0)) == trail.Report(0, 0, "", [])


def last(connection: sa.Connection, place: Place, lanes: Any) -> Any:
    rows = sa.select(audit).where(audit.c.organisation_id == place.id, lanes).order_by(audit.c.seq.desc())
    return connection.execute(rows).first()


def key(row: Any) -> Any:
    return sa.and_(audit.c.organisation_id == row.organisation_id, audit.c.lane == row.lane, audit.c.seq == row.seq)


WRITES, READS = audit.c.lane == 0, audit.c.lane > 0
Tamper = Callable[[sa.Connection, Place], Any]


def alter(lanes: Any, **values: Any) -> Tamper:
    def act(connection: sa.Connection, place: Place) -> None:
        connection.execute(sa.update(audit).where(key(last(connection, place, lanes))).values(**values))

    return act


def take_middle(connection: sa.Connection, place: Place) -> None:
    row = last(connection, place, WRITES)
    middle = sa.and_(audit.c.organisation_id == place.id, WRITES, audit.c.seq == row.seq - 1)
    connection.execute(sa.delete(audit).where(middle))


def swap(connection: sa.Connection, place: Place) -> None:
    """The last two writes change places."""
    row = last(connection, place, WRITES)
    mine = sa.and_(audit.c.organisation_id == place.id, WRITES)
    for here, there in ((row.seq, 0), (row.seq - 1, row.seq), (0, row.seq - 1)):
        connection.execute(sa.update(audit).where(mine, audit.c.seq == here).values(seq=there))


def cut_tail(connection: sa.Connection, place: Place) -> None:
    connection.execute(sa.delete(audit).where(key(last(connection, place, WRITES))))


def cut_all_writes(connection: sa.Connection, place: Place) -> None:
    connection.execute(sa.delete(audit).where(audit.c.organisation_id == place.id, WRITES))


def cut_reads(connection: sa.Connection, place: Place) -> None:
    """The newest read is anchored in the write after it."""
    connection.execute(sa.delete(audit).where(key(last(connection, place, READS))))


def cut_lane(connection: sa.Connection, place: Place) -> None:
    connection.execute(sa.delete(audit).where(audit.c.organisation_id == place.id, READS))


def forge(connection: sa.Connection, place: Place) -> None:
    """A read is altered and its hash made anew."""
    row = last(connection, place, READS)
    what = row.what.replace(str(row.what)[:9], str(row.what)[:9].upper())
    head = trail.link("", trail.Place(place.id, row.lane, row.seq), row.at, what)
    connection.execute(sa.update(audit).where(key(row)).values(what=what, hash=head))


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "what a write says": (alter(WRITES, what="{}"), "was altered"),
    "what a write says, as no json": (alter(WRITES, what="x"), "was altered"),
    "when it was": (alter(WRITES, at=datetime(2026, 1, 1, tzinfo=UTC)), "was altered"),
    "the hash of a write": (alter(WRITES, hash="0" * 64), "was altered"),
    "what a read says": (alter(READS, what="{}"), "was altered"),
    "a write in the middle": (take_middle, "is missing before"),
    "the order of writes": (swap, "was altered"),
    "the newest write": (cut_tail, "rows were written"),
    "all writes": (cut_all_writes, "rows were written"),
    "the newest read": (cut_reads, "anchored among the writes, is missing"),
    "all reads": (cut_lane, "anchored among the writes, is missing"),
    "a read and its hash": (forge, "is missing"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_is_altered_or_taken_away_shows(world: World, name: str) -> None:
    busy(world)
    tamper, sentence = TAMPERED[name]
    with world.database.owner() as connection:
        unguarded(connection)
        tamper(connection, world.indigo)
    report = verify_chain(world.database, world.indigo.id)
    assert any(sentence in found for found in report.breaks), report.breaks
    assert verify_chain(world.database, world.red_cross.id).breaks == []


def unguarded(connection: sa.Connection) -> None:
    """What only the owner of the database can do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
    else:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_no_{verb}")


@pytest.mark.parametrize("table", [audit, change], ids=["audit", "change"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_trail_is_append_only(below: World, table: Any, verb: str) -> None:
    statement = sa.delete(table) if verb == "delete" else sa.update(table).values(at=sa.text("at"))
    with pytest.raises(DBAPIError) as refusal, inside(below.database, below.indigo.id) as connection:
        connection.execute(statement)
    refused_by = "append-only" if below.database.kind == "sqlite" else "permission denied"
    assert refused_by in str(refusal.value)
    # Where the role is not there, or the grants were widened, the trigger still stands.
    with pytest.raises(DBAPIError, match="append-only"), below.database.owner() as owner:
        owner.execute(statement)


def test_a_write_and_its_trail_stand_or_fall_together(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    before = left(below.database, below.indigo.id)
    monkeypatch.setattr(trail, "record", broken)
    with acting(below.database, below.indigo.administrator) as db:
        db.put(Site(name="Never", kind="online"))
        with pytest.raises(RuntimeError):
            db.commit()
    with acting(below.database, below.indigo.administrator) as db:
        assert db.execute(sa.select(Site.name)).scalars().all() == ["Online"]
    assert left(below.database, below.indigo.id) == before


def test_values_are_never_in_the_trail(world: World) -> None:
    body = {"programme_id": str(world.indigo.programme), "first_name": "Canary", "surname": "Kanarinac"}
    made = world.indigo.coordinator.post("/v1/children", body)
    assert made.status_code == 201, made.text
    world.indigo.coordinator.patch(made.headers["location"], {"surname": "Kanarić"})
    with inside(world.database, world.indigo.id) as connection:
        texts = " ".join(connection.execute(sa.select(audit.c.what)).scalars()).lower()
    assert made.json()["id"] in texts
    assert "canary" not in texts
    assert "kanari" not in texts


def rows_of(database: Database, organisation_id: UUID) -> list[tuple[int, int, dict[str, Any]]]:
    with inside(database, organisation_id) as connection:
        rows = sa.select(audit.c.lane, audit.c.seq, audit.c.what).where(audit.c.organisation_id == organisation_id)
        found = connection.execute(rows.order_by(audit.c.lane, audit.c.seq)).all()
    return [(row.lane, row.seq, json.loads(row.what)) for row in found]


def test_sixteen_at_once_leave_every_lane_without_a_gap(world: World) -> None:
    known = len(left(world.database, world.indigo.id).audit)

    def work(number: int) -> list[int]:
        site = {"name": f"Site {number}", "kind": "library"}
        return [
            world.indigo.coordinator.get(CHILD.format(world.indigo.mila)).status_code,
            world.indigo.administrator.post("/v1/sites", site).status_code,
            world.red_cross.coordinator.get("/v1/children").status_code,
            world.indigo.coordinator.get("/v1/families").status_code,
        ]

    with ThreadPoolExecutor(16) as pool:
        running = pool.map(work, range(32))
        while_running = [verify_chain(world.database, world.indigo.id).breaks for _ in range(3)]
        assert list(running) == [[200, 201, 200, 200]] * 32
    assert while_running == [[], [], []]
    for place, reads in ((world.indigo, 64), (world.red_cross, 32)):
        assert verify_chain(world.database, place.id).breaks == []
        rows = rows_of(world.database, place.id)
        for lane in {lane for lane, _, _ in rows}:
            numbers = [number for found, number, _ in rows if found == lane]
            assert numbers == list(range(1, len(numbers) + 1))
        assert len([row for row in rows if row[0] > 0]) == reads
    assert len(left(world.database, world.indigo.id).audit) == known + 32


def test_the_feed_is_numbered_in_the_order_of_commits(below: World) -> None:
    """A reader that asks for what came after its last number never misses a row, whatever eight writers do."""
    writers = Database(below.database.url.render_as_string(hide_password=False), pool_size=8)

    def write(number: int) -> None:
        with acting(writers, below.indigo.administrator) as db:
            for step in range(1 + number % 3):
                db.put(Site(name=f"{number}-{step}", kind="library"))
            db.commit()

    first = position = seqs(below, 0)[-1]

    async def write_all() -> None:
        await asyncio.gather(*(writers.write(partial(write, number)) for number in range(96)))

    thread = ThreadPoolExecutor(1)
    running = thread.submit(asyncio.run, write_all())
    polls, ended = 0, False
    while not ended:
        ended = running.done()
        new = seqs(below, position)
        assert new == list(range(position + 1, position + 1 + len(new))), "a number came late"
        position, polls = position + len(new), polls + 1
    running.result()
    thread.shutdown()
    writers.writer.close()
    writers.engine.dispose()
    assert position == first + 32 * (1 + 2 + 3)
    assert polls > 1


def seqs(world: World, after: int) -> list[int]:
    with inside(world.database, world.indigo.id) as connection:
        rows = sa.select(change.c.seq).where(change.c.organisation_id == world.indigo.id, change.c.seq > after)
        return list(connection.execute(rows.order_by(change.c.seq)).scalars())


def test_the_order_is_kept_by_a_lock_that_is_held_to_the_commit(below: World) -> None:
    if below.database.kind == "sqlite":
        with acting(below.database, below.indigo.administrator) as db:
            db.put(Site(name="x", kind="library"))
            other = sqlite3.connect(str(below.database.url.database), timeout=0, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.close()
        return
    with inside(below.database, below.indigo.id) as first:
        trail.LOCK_TALLY.run(first, {"organisation": below.indigo.id})
        with (
            pytest.raises(DBAPIError, match="could not obtain lock"),
            inside(below.database, below.indigo.id) as second,
        ):
            second.exec_driver_sql("SELECT 1 FROM tally FOR UPDATE NOWAIT")
