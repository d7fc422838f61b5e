"""The life of jobs whatever happens in whatever order: legal moves only, nothing lost, nothing taken twice at once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.auth import taking_jobs
from app.auth.enqueuing import job, ticket
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.auth.taking_jobs import Claim, JobLost, Nothing, Terms, Wait
from app.core import clock
from app.core.database import Database
from app.core.problems import IllegalTransition
from app.models import Job
from app.models.job import WORK, JobState
from app.services.jobs import steering_jobs
from tests.acting import inside
from tests.world import World

LEASE, ATTEMPTS = timedelta(seconds=30), 3
KINDS = {"work": Terms(lease=LEASE, max_attempts=ATTEMPTS)}
MOVES = {*WORK.items(), *Job.__lifecycle__.moves.items()}
LEGAL = {(source, move.target) for _, move in MOVES for source in move.sources}
STEPS = ("enqueue", "keyed", "later", "take", "take", "finish", "fail", "crash", "renew", "cancel", "retry", "retry")
EXAMPLES = {"sqlite": 20, "postgresql": 6}


class Play:
    """Two organisations, workers that take, forget and come back too late, and what the table says after each step."""

    def __init__(self, below: World) -> None:
        assert below.database is not None
        self.database: Database = below.database
        self.places = [below.indigo.id, below.red_cross.id]
        self.at = clock.now()
        self.states: dict[UUID, JobState] = {}
        self.claims: list[Claim] = []
        self.finished: list[UUID] = []
        for place in self.places:
            with inside(self.database, place) as connection:
                connection.execute(sa.delete(job).where(job.c.organisation_id == place))
                connection.execute(sa.delete(ticket))

    def session(self, place: UUID) -> OwnedSession:
        return OwnedSession(self.database, System(place, "test data"))

    def step(self, name: str, number: int) -> None:
        getattr(self, name)(number)
        self.check()

    def enqueue(self, number: int, key: str | None = None) -> None:
        with self.session(self.places[number % 2]) as db:
            db.enqueue("work", {"n": number}, key=key, run_at=self.at + timedelta(seconds=number))
            db.commit()

    def keyed(self, number: int) -> None:
        self.enqueue(number, f"key {number % 2}")

    def later(self, number: int) -> None:
        self.at += timedelta(seconds=number * 5)

    def take(self, number: int) -> None:
        before = {row.id: row for row in self.rows()}
        claim = taking_jobs.take(self.database, f"worker {number}", KINDS, self.at)
        if isinstance(claim, Nothing):
            due = [row for row in self.rows() if row.state in WORK["take"].sources and self.due(row) <= self.at]
            assert due == []
            return
        known = before[claim.id]
        assert self.due(known) <= self.at, "a live lease, or a time that has not come"
        assert claim.fence == known.fence + 1
        self.claims.append(claim)

    def finish(self, number: int) -> None:
        def work(db: OwnedSession, claim: Claim) -> None:
            taking_jobs.finish(db, claim, KINDS["work"], {"by": number})
            self.finished.append(claim.id)

        self.held(number, work)

    def fail(self, number: int) -> None:
        def work(db: OwnedSession, claim: Claim) -> None:
            if claim.attempt >= claim.max_attempts:
                taking_jobs.give_up(db, claim, KINDS["work"], "Error")
            else:
                taking_jobs.put_off(db, claim, "Error", Wait(timedelta(seconds=number), self.at))

        self.held(number, work)

    def held(self, number: int, work: Any) -> None:
        """A worker ends one of the claims that were ever made; it must get on with the newest of a job only."""
        if not self.claims:
            return
        claim = self.claims[number % len(self.claims)]
        row = next(row for row in self.rows() if row.id == claim.id)
        valid = row.state is JobState.RUNNING and row.fence == claim.fence
        with self.session(claim.organisation_id) as db:
            try:
                work(db, claim)
            except JobLost:
                assert not valid
            else:
                assert valid
                db.commit()

    def crash(self, number: int) -> None:
        if self.claims:
            self.claims.pop(number % len(self.claims))

    def renew(self, number: int) -> None:
        if self.claims:
            claim = self.claims[number % len(self.claims)]
            try:
                taking_jobs.renew(self.database, claim, LEASE, self.at)
            except JobLost:
                return

    def cancel(self, number: int) -> None:
        self.steer(number, steering_jobs.cancel)

    def retry(self, number: int) -> None:
        self.steer(number, steering_jobs.retry)

    def steer(self, number: int, move: Any) -> None:
        rows = self.rows()
        if not rows:
            return
        row = rows[number % len(rows)]
        with self.session(row.organisation_id) as db:
            try:
                move(db, row.id)
            except (IllegalTransition, IntegrityError):  # a job of its key waits already
                return
            db.commit()

    def check(self) -> None:
        """Legal moves only; each open job has the ticket that leads to it, a dead one a silent one, others none."""
        rows = self.rows()
        with self.database.engine.begin() as connection:
            tickets = {row.job_id: row.at for row in connection.execute(sa.select(ticket))}
        for row in rows:
            old = self.states.get(row.id, JobState.WAITING)
            assert old is row.state or (old, row.state) in LEGAL
            self.states[row.id] = row.state
            if row.state in WORK["take"].sources:
                assert tickets.pop(row.id) == self.due(row)
            elif row.state is JobState.DEAD:
                assert tickets.pop(row.id) is None
            assert row.attempts <= ATTEMPTS
        assert tickets == {}
        assert len(self.states) == len(rows), "a job is gone"
        waiting = [(row.organisation_id, row.key) for row in rows if row.key and row.state is JobState.WAITING]
        assert len(waiting) == len(set(waiting))
        done = sorted(row.id for row in rows if row.state is JobState.DONE)
        assert done == sorted(self.finished), "done twice, or done and not known"

    def due(self, row: Any) -> datetime:
        at: datetime = row.run_at if row.state is JobState.WAITING else row.lease_until
        return at

    def rows(self) -> list[Any]:
        found: list[Any] = []
        for place in self.places:
            with inside(self.database, place) as connection:
                mine = sa.select(job).where(job.c.organisation_id == place).order_by(job.c.id)
                found += connection.execute(mine).all()
        return found

    def end(self) -> None:
        """Time goes by and the workers are well: everything that is open comes to its end."""
        for _ in range(len(self.rows()) * (ATTEMPTS + 1)):
            self.at += LEASE * 2
            before = len(self.claims)
            self.step("take", 0)
            if len(self.claims) > before:
                self.step("finish", len(self.claims) - 1)
        assert {row.state for row in self.rows()} <= {JobState.DONE, JobState.DEAD, JobState.CANCELLED}


def test_whatever_happens_no_job_is_lost_and_none_is_done_twice(below: World) -> None:
    assert below.database is not None

    @settings(
        max_examples=EXAMPLES[below.database.kind],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @example([("keyed", 0), ("take", 0), ("keyed", 0), ("fail", 0)])  # one of its key has come meanwhile
    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20)), min_size=5, max_size=25))
    def play(steps: list[tuple[str, int]]) -> None:
        this = Play(below)
        for name, number in steps:
            this.step(name, number)
        this.end()

    play()
