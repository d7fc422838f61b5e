"""Jobs beside the transactions of others: what is enqueued, what a key keeps apart, what walls and fence stop."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth import taking_jobs
from app.auth.enqueuing import Slot, job, plant, ticket
from app.auth.job_backlog import count as backlog_now
from app.auth.planting import plant_missing
from app.auth.taking_jobs import Claim, JobLost, Nothing, Terms, Wait
from app.core import clock
from app.core.columns import instant_text
from app.core.database import Database
from app.core.problems import Forbidden
from app.models import Job, JobTicket, Site
from app.models.job import JobState
from app.models.site import SiteKind
from app.services.jobs.job_runs import JobFailed, JobRun, Kind
from tests.acting import acting, as_system, inside
from tests.jobs import run_due
from tests.world import Place, World

NOTHING_TO_DO = {"work": Kind(work=lambda run: None)}
PERIODIC = {"nightly": Kind(work=lambda run: {}, every=timedelta(days=1))}


def database_of(below: World) -> Database:
    assert below.database is not None
    return below.database


def jobs_of(below: World, place: Place, *states: JobState) -> list[Job]:
    with as_system(database_of(below), place) as db:
        found = sa.select(Job).where(Job.state.in_(states), Job.kind != "extend_schedules")  # type: ignore[attr-defined]
        return list(db.execute(found.order_by(Job.run_at)).scalars())  # type: ignore[arg-type]


def test_a_job_belongs_to_the_transaction_that_asks_for_it(below: World) -> None:
    database, place = database_of(below), below.indigo
    with acting(database, place.volunteer) as db:
        lost = db.enqueue("work", {"n": 1})
        with db.beyond_reach("test data") as wide:
            wide.enqueue("work", {"n": 2})
        assert len(db.enqueued) == 2
        db.rollback()
        assert db.enqueued == []
    assert run_due(below, kinds=NOTHING_TO_DO) == []
    assert not database.bell.is_set()
    with acting(database, place.volunteer) as db:
        kept = db.enqueue("work", {"n": 1})
        db.commit()
    assert database.bell.is_set()
    (ran,) = run_due(below, kinds=NOTHING_TO_DO)
    assert (ran.claim.id, ran.claim.created_by, ran.claim.args) == (kept, place.volunteer.user_id, {"n": 1})
    assert ran.claim.organisation_id == place.id != lost


def test_of_a_key_at_most_one_waits_and_the_earlier_start_counts(below: World) -> None:
    database, place, at = database_of(below), below.indigo, clock.now()
    with as_system(database, place) as db:
        first = db.enqueue("work", {"n": 1}, key="k", run_at=at + timedelta(hours=2))
        assert db.enqueue("work", {"n": 2}, key="k", run_at=at + timedelta(hours=1)) == first
        assert db.enqueue("work", {"n": 3}, key="k", run_at=at + timedelta(hours=3)) == first
        others = {db.enqueue("work", {}, key="l"), db.enqueue("rest", {}, key="k"), db.enqueue("work", {})}
        db.commit()
    assert len(others | {first}) == 4
    with as_system(database, below.red_cross) as db:
        assert db.enqueue("work", {}, key="k") not in others | {first}
        db.commit()
    assert [ran.claim.args for ran in run_due(below, at + timedelta(minutes=61), kinds=NOTHING_TO_DO)][-1] == {"n": 1}

    def asks_again(run: JobRun) -> None:
        with run.transaction() as db:
            again.append(db.enqueue("work", {}, key="k", run_at=at + timedelta(days=1)))

    again: list[UUID] = []
    with as_system(database, place) as db:
        running = db.enqueue("work", {}, key="k")
        db.commit()
    assert [ran.outcome for ran in run_due(below, kinds={"work": Kind(work=asks_again)})] == ["done"]
    assert again != [running], "what runs already may have read too early"


def test_a_job_that_is_to_begin_sooner_is_a_new_version_and_so_is_seen_in_kept_pages(world: World) -> None:
    at, person = clock.now(), world.indigo.administrator

    def asked(hours: int) -> tuple[int, str]:
        with world.as_system(world.indigo) as db:
            id = db.enqueue("work", {}, key="k", run_at=at + timedelta(hours=hours))
            db.commit()
        (job,) = [job for job in person.get("/v1/jobs").json()["items"] if job["id"] == str(id)]
        return job["version"], job["run_at"]

    assert asked(3) == (1, instant_text(at + timedelta(hours=3)))
    assert asked(2) == (2, instant_text(at + timedelta(hours=2)))
    assert asked(4) == (2, instant_text(at + timedelta(hours=2)))


def test_workers_reach_every_organisation_and_nobody_another_through_them(below: World) -> None:
    database = database_of(below)
    with as_system(database, below.indigo) as db:
        mine = db.enqueue("work", {"child_id": str(below.indigo.mila)})
        db.commit()
    assert {column.name for column in JobTicket.__table__.columns} == {"organisation_id", "job_id", "at"}  # type: ignore[attr-defined]
    for person in (below.indigo.administrator, below.red_cross.administrator):
        with acting(database, person) as db, pytest.raises(Forbidden):
            db.execute(sa.select(JobTicket))
    with as_system(database, below.red_cross) as db:
        assert db.execute(sa.select(Job).where(Job.id == mine)).scalars().all() == []  # type: ignore[arg-type]
    if database.kind == "postgresql":
        with inside(database, below.red_cross.id) as connection:
            assert connection.execute(sa.select(job).where(job.c.id == mine)).all() == []
            assert connection.execute(sa.update(job).values(kind="stolen").where(job.c.id == mine)).rowcount == 0

    def looks_around(run: JobRun) -> None:
        with run.transaction() as db:
            seen.append({row.organisation_id for row in db.execute(sa.select(Job)).scalars()})

    seen: list[set[UUID]] = []
    run_due(below, kinds={"work": Kind(work=looks_around)})
    assert seen == [{below.indigo.id}]


def late(below: World) -> list[Job]:
    """A worker whose lease ran out comes back after another has done its job; gives the sites that are then there."""
    database, at = database_of(below), clock.now()
    terms = {"work": Terms(lease=timedelta(seconds=30))}
    with as_system(database, below.indigo) as db:
        db.enqueue("work", {})
        db.commit()
    slow = taking_jobs.take(database, "slow", terms, at + timedelta(seconds=1))
    assert isinstance(slow, Claim)
    assert isinstance(taking_jobs.take(database, "quick", terms, at + timedelta(seconds=30)), Nothing)
    quick = taking_jobs.take(database, "quick", terms, at + timedelta(seconds=32))
    assert isinstance(quick, Claim)
    assert (quick.id, quick.fence, quick.attempt) == (slow.id, 2, 2)
    for claim in (quick, slow):
        run = JobRun(database, claim, terms["work"])
        with run.transaction() as db:
            db.put(Site(name=f"made by {claim.fence}", kind=SiteKind.OTHER))
    with as_system(database, below.indigo) as db:
        return list(db.execute(sa.select(Site).where(Site.kind == SiteKind.OTHER)).scalars())  # type: ignore[arg-type]


def test_a_worker_that_lost_its_job_leaves_nothing(below: World) -> None:
    with pytest.raises(JobLost):
        late(below)
    with as_system(database_of(below), below.indigo) as db:
        made = db.execute(sa.select(Site.name).where(Site.kind == SiteKind.OTHER)).scalars().all()  # type: ignore[call-overload]
    assert made == ["made by 2"]


def test_without_the_fence_it_would(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_jobs, "require_held", lambda db, claim: None)
    assert len(late(below)) == 2


def test_a_periodic_kind_comes_once_for_each_slot_in_each_organisation(below: World) -> None:
    database, start = database_of(below), datetime.fromisoformat("2030-05-01T12:00:00+00:00")
    assert plant_missing(database, PERIODIC, start) == 2
    assert plant_missing(database, PERIODIC, start) == 0, "another process"
    with inside(database, below.indigo.id) as connection:
        plant(connection, below.indigo.id, "nightly", Slot.after(start, timedelta(days=1)))
    assert len(jobs_of(below, below.indigo, JobState.WAITING)) == 1
    assert run_due(below, start + timedelta(hours=11), kinds=PERIODIC) == []
    night = start + timedelta(hours=14)
    ran = run_due(below, night, kinds=PERIODIC)
    assert {one.claim.organisation_id for one in ran} == {below.indigo.id, below.red_cross.id}
    assert {one.claim.slot for one in ran} == {datetime.fromisoformat("2030-05-02T00:00:00+00:00")}
    assert len(ran) == 2
    assert run_due(below, night, kinds=PERIODIC) == []
    assert plant_missing(database, PERIODIC, night) == 0, "its end has planted the next"
    missed = run_due(below, night + timedelta(days=3), kinds=PERIODIC)
    assert len(missed) == 2, "nights without a server are made up for once"


def test_a_job_that_kills_its_workers_is_given_up_and_one_of_tomorrow_is_left(below: World) -> None:
    database, at = database_of(below), clock.now()
    terms = {"work": Terms(lease=timedelta(seconds=30), max_attempts=2)}
    with as_system(database, below.indigo) as db:
        deadly = db.enqueue("work", {})
        unknown = db.enqueue("of a newer program", {})
        db.commit()
    for _ in range(2):
        at += timedelta(minutes=5)
        claim = taking_jobs.take(database, "killed", terms, at)
        assert isinstance(claim, Claim)
        assert claim.id == deadly
    nothing = taking_jobs.take(database, "killed", terms, at + timedelta(minutes=5))
    assert isinstance(nothing, Nothing)
    assert nothing.seconds == 60
    (dead,) = jobs_of(below, below.indigo, JobState.DEAD)
    assert (dead.id, dead.last_error) == (deadly, taking_jobs.LEASE_LOST)
    (waiting,) = jobs_of(below, below.indigo, JobState.WAITING)
    assert (waiting.id, waiting.attempts) == (unknown, 0)
    with database.engine.begin() as connection:
        kept = connection.execute(sa.select(ticket.c.at).where(ticket.c.job_id == deadly)).scalars().all()
    assert kept == [None]
    with as_system(database, below.indigo) as db:
        back = db.enqueue("work", {})
        db.commit()
    claim = taking_jobs.take(database, "ending", terms, at)
    assert isinstance(claim, Claim)
    with JobRun(database, claim, terms["work"]).committing() as db:
        taking_jobs.put_off(db, claim, "", Wait(timedelta()))
    (given_back,) = [row for row in jobs_of(below, below.indigo, JobState.WAITING) if row.id == back]
    assert (given_back.attempts, given_back.last_error, given_back.lease_until) == (0, "", None)


def test_what_waits_is_counted_for_those_who_watch_the_server(below: World) -> None:
    database, at = database_of(below), clock.now()
    with as_system(database, below.indigo) as db:
        db.enqueue("work", {}, run_at=at - timedelta(hours=1))
        db.enqueue("work", {}, run_at=at + timedelta(hours=1))
        db.commit()
    with as_system(database, below.red_cross) as db:
        db.enqueue("fail", {}, run_at=at - timedelta(hours=2))
        db.commit()

    def fail(run: JobRun) -> None:
        raise JobFailed("no", hopeless=True)

    assert (backlog_now(database).waiting, backlog_now(database).dead) == (2, 0)
    run_due(below, at - timedelta(minutes=90), kinds={"fail": Kind(work=fail)}, failing=True)
    waiting, oldest_seconds, dead = backlog_now(database)
    assert (waiting, dead) == (1, 1)
    assert 3600 <= oldest_seconds < 3700
