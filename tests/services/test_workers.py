"""Workers of a process: woken by a commit, several at once, drained at the end, and what they do at night."""

import threading
from datetime import timedelta
from pathlib import Path
from queue import Queue
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app import cli
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from app.models import IdempotencyKey, Job, Notice, RefreshToken, SignIn
from app.models.job import JobState
from app.models.notice import NoticeKind, NoticeState
from app.services.jobs import workers
from app.services.jobs.job_runs import JobRun, Kind, wait
from app.services.jobs.workers import Workers
from tests.acting import as_system
from tests.jobs import run_due
from tests.world import World

PATIENCE = 20.0


def enqueue(database: Database, organisation: UUID, kind: str, how_many: int = 1) -> None:
    with OwnedSession(database, System(organisation, "test data")) as db:
        for number in range(how_many):
            db.enqueue(kind, {"n": number})
        db.commit()


def test_a_commit_wakes_them_and_each_job_is_done_once(below: World, monkeypatch: Any) -> None:
    database = below.database
    assert database is not None
    monkeypatch.setattr(workers, "LOOK", 600.0)
    counted, done = [], threading.Semaphore(0)

    def count(run: JobRun) -> None:
        with run.finishing():
            counted.append((run.organisation_id, run.args["n"]))
        done.release()

    at_work = Workers(database, {"count": Kind(work=count)}, threads=3)
    at_work.start()
    for place in (below.indigo, below.red_cross):
        enqueue(database, place.id, "count", 10)
    assert all(done.acquire(timeout=PATIENCE) for _ in range(20))
    at_work.drain(PATIENCE)
    assert sorted(counted) == sorted((place.id, n) for place in (below.indigo, below.red_cross) for n in range(10))
    assert not any(thread.is_alive() for thread in at_work.at_work)


@pytest.mark.parametrize("jobs", ["on", "off"])
def test_the_web_process_works_on_jobs_unless_told_not_to(
    below: World, keys: Path, jobs: Any, monkeypatch: Any
) -> None:
    assert below.database is not None
    ended: Queue[tuple[str, str]] = Queue()
    monkeypatch.setattr(workers, "job_ended", lambda *how: ended.put(how))
    url = below.database.url.render_as_string(hide_password=False)
    app = create_app(Settings(DATABASE_URL=url, keys_dir=keys, pool_size=2, jobs=jobs))
    with TestClient(app):
        database = app.state.process.database
        enqueue(database, below.indigo.id, "tidy")
        if jobs == "on":
            assert ended.get(timeout=PATIENCE) == ("tidy", "done")
        working = [thread for thread in threading.enumerate() if thread.name == "job 0"]
        assert len(working) == (jobs == "on")
    assert not any(thread.is_alive() for thread in working)
    waiting = run_due(below)
    assert len(waiting) == (jobs == "off")


def test_what_is_not_done_at_the_end_is_given_back(below: World) -> None:
    database = below.database
    assert database is not None
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def dawdle(run: JobRun) -> None:
        begun.set()
        try:
            go_on.wait(PATIENCE)
            run.report(1)
        finally:
            ended.set()

    at_work = Workers(database, {"dawdle": Kind(work=dawdle)})
    at_work.start()
    enqueue(database, below.indigo.id, "dawdle")
    assert begun.wait(PATIENCE)
    enqueue(database, below.indigo.id, "dawdle")
    at_work.drain(0.0)
    with as_system(database, below.indigo) as db:
        found = db.execute(sa.select(Job).where(Job.kind == "dawdle")).scalars().all()  # type: ignore[arg-type]
    assert [(row.state, row.attempts) for row in found] == [(JobState.WAITING, 0)] * 2
    go_on.set()
    assert ended.wait(PATIENCE)
    at_work.at_work[0].join(PATIENCE)
    assert [one.outcome for one in run_due(below, kinds={"dawdle": Kind(work=lambda run: None)})] == ["done"] * 2


def test_a_lease_is_kept_as_long_as_the_job_is_done(below: World) -> None:
    database = below.database
    assert database is not None
    renewed, go_on = threading.Event(), threading.Event()
    at_work = Workers(database, {"long": Kind(work=lambda run: go_on.wait(PATIENCE) and None, lease=timedelta(0))})
    held = at_work.renew
    at_work.renew = lambda: (held(), at_work.held and renewed.set())  # type: ignore[assignment,method-assign]
    enqueue(database, below.indigo.id, "long")
    claimed = workers.taking_jobs.take(database, "this", at_work.kinds)
    at_work.held[claimed.id] = (claimed, 0.0)  # type: ignore[union-attr,assignment]
    at_work.renew()
    assert renewed.is_set()
    with as_system(database, below.indigo) as db:
        row = db.execute(sa.select(Job).where(Job.kind == "long")).scalars().one()  # type: ignore[arg-type]
    assert row.version == 3


def test_the_wait_doubles_up_to_an_hour_and_is_never_the_same_for_all() -> None:
    waits = [[wait(attempt).total_seconds() for _ in range(50)] for attempt in range(1, 30)]
    for attempt, found in enumerate(waits):
        longest = min(5 * 2**attempt, 3600)
        assert longest / 2 <= min(found) < max(found) <= longest


def test_at_night_what_has_had_its_time_goes(below: World) -> None:
    database, place = below.database, below.indigo
    assert database is not None
    person, old = place.volunteer, clock.now() - timedelta(days=100)
    with as_system(database, place) as db:
        gone = {"expires_at": old, "absolute_end_at": old, "last_used_at": old, "role": person.role}
        who = {"membership_id": person.membership_id, "user_id": person.user_id, "account_id": person.user_id}
        sign_in = db.put(SignIn(**gone, **who))
        db.put(RefreshToken(sign_in_id=sign_in.id, digest="old"))
        db.put(RefreshToken(sign_in_id=person.sign_in_id, digest="new"))
        for key, at in (("old", old), ("new", clock.now())):
            request = {"membership_id": person.membership_id, "key": key, "request": ""}
            db.put(IdempotencyKey(**request, organisation_id=place.id, at=at))
        for state in (JobState.DONE, JobState.CANCELLED, JobState.DEAD):
            db.put(Job(kind="old", args={}, run_at=old, ended_at=old, state=state))
        said = {"kind": NoticeKind.THANKS, "language": "en", "recipient": "", "state": NoticeState.SENT}
        db.put(Notice(**said, due_at=old, ended_at=old))
        db.enqueue("tidy", {})
        db.commit()
    (ran,) = run_due(below)
    with as_system(database, place) as db:
        result = db.find(Job, ran.claim.id).result
        assert result == {
            "idempotency_keys": 1,
            "sign_ins": 1,
            "secret_links": 0,
            "one_time_codes": 0,
            "notices": 1,
            "jobs": 2,
            "dead_jobs": 1,
        }
        assert db.execute(sa.select(Job).where(Job.kind == "old")).scalars().all() == []  # type: ignore[arg-type]
        assert db.execute(sa.select(RefreshToken.digest)).scalars().all() == ["new"]  # type: ignore[call-overload]
        assert db.execute(sa.select(IdempotencyKey.key)).scalars().all() == ["new"]  # type: ignore[call-overload]
        assert db.find(SignIn, person.sign_in_id).ended_at is None
        assert db.find(Job, place.dead_job).state is JobState.DEAD


def test_a_worker_process_beside_the_web_needs_postgresql(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(cli, "settings", lambda: Settings(DATABASE_URL=f"sqlite:///{tmp_path}/none.db"))
    refused = CliRunner().invoke(cli.cli, ["worker"])
    assert (refused.exit_code, "inside the web process" in refused.output) == (1, True)
