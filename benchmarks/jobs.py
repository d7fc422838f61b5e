"""`python -m benchmarks.jobs`: what becomes of jobs when a worker is killed with `kill -9`, and how many go through.

On PostgreSQL two worker processes hold twenty jobs when one of them is killed; on SQLite, which has one process, that
is killed with ten in its hands and another is started. Each job makes one row in the transaction in which it is done.
The exit status is 1 when a job is missing or was applied twice.
"""

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import journal
from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.models import Job, Site
from app.models.job import JobState
from app.models.organisation import OrganisationKind
from app.models.site import SiteKind
from app.services.jobs.job_runs import JobRun, Kind
from app.services.jobs.workers import Workers
from app.services.people import founding
from benchmarks.servers import cpu_of
from tests.postgres import running_postgres

IN_FLIGHT, HOLD, LEASE, MANY, IDLE = 20, 3.0, 5.0, 1000, 20.0
PATIENCE = 60.0


class Found(NamedTuple):
    """What the kill left: seconds from it until the last job was done, and how the rows count up."""

    recovered: float
    in_hand: int
    missing: int
    twice: int
    second_attempts: int


def main() -> int:
    """Both engines, one after the other."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="learnbridge-") as folder, running_postgres(durable=True) as server:
        for url, processes in ((f"sqlite:///{folder}/jobs.db", 1), (server.create_database(), 2)):
            wrong += tell(Trial(url, processes))
    return 1 if wrong else 0


def tell(trial: "Trial") -> int:
    found = trial.kill()
    print(
        f"{trial.database.kind}: killed with {found.in_hand} jobs in its hands (lease {LEASE:.0f} s, each lasts"
        f" {HOLD:.0f} s); all done {found.recovered:.1f} s later; {found.missing} missing, {found.twice} applied twice,"
        f" {found.second_attempts} begun again"
    )
    print(f"{trial.database.kind}: {trial.rate():.0f} short jobs a second, {trial.processes} process(es) of one thread")
    print(f"{trial.database.kind}: an idle worker took {trial.idle() * 60:.2f} s of processor time an hour")
    return found.missing + found.twice


class Trial:
    """A database with one organisation, and the worker processes over it."""

    def __init__(self, url: str, processes: int) -> None:
        self.url, self.processes = url, processes
        self.database = Database(url)
        upgrade(self.database)
        new = founding.NewOrganisation("Jobs", OrganisationKind.NGO, "RS", "Europe/Belgrade", ["en"])
        self.organisation: UUID = founding.found(self.database, new)

    def kill(self) -> Found:
        """Kills one of the workers while every thread has a job."""
        threads = IN_FLIGHT // 2
        workers = [self.worker(threads) for _ in range(self.processes)]
        try:
            self.enqueue("mark", IN_FLIGHT)
            in_flight = IN_FLIGHT if self.processes > 1 else threads
            until(lambda: self.states()[JobState.RUNNING] == in_flight)
            workers[0].send_signal(signal.SIGKILL)
            killed = time.monotonic()
            workers[0].wait()
            if self.processes == 1:
                workers.append(self.worker(threads))
            until(lambda: self.states()[JobState.DONE] == IN_FLIGHT)
            recovered = time.monotonic() - killed
        finally:
            stop(workers)
        with self.session() as db:
            made = Counter(db.execute(sa.select(Site.name)).scalars())  # type: ignore[call-overload]
            attempts = db.execute(sa.select(Job.attempts).where(Job.kind == "mark")).scalars().all()  # type: ignore[call-overload]
        twice = sum(count - 1 for count in made.values())
        return Found(recovered, threads, IN_FLIGHT - len(made), twice, sum(count > 1 for count in attempts))

    def rate(self) -> float:
        """Jobs a second that do nothing but become done."""
        self.enqueue("short", MANY)
        begun = time.monotonic()
        workers = [self.worker(1) for _ in range(self.processes)]
        try:
            until(lambda: self.states()[JobState.DONE] > IN_FLIGHT)
            first, at = self.states()[JobState.DONE], time.monotonic()
            until(lambda: self.states()[JobState.DONE] == IN_FLIGHT + MANY)
        finally:
            stop(workers)
        return (IN_FLIGHT + MANY - first) / (time.monotonic() - at) if at > begun else 0.0

    def idle(self) -> float:
        """Processor seconds a minute of a worker that has nothing to do."""
        worker = self.worker(1)
        try:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(1.0)
            before = cpu_of(worker.pid)
            time.sleep(IDLE)
            return (cpu_of(worker.pid) - before) * 60 / IDLE
        finally:
            stop([worker])

    def worker(self, threads: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.jobs", "worker", self.url, str(threads)], stdout=subprocess.PIPE
        )

    def enqueue(self, kind: str, how_many: int) -> None:
        with self.session() as db:
            for number in range(how_many):
                db.enqueue(kind, {"number": number})
            db.commit()

    def states(self) -> "Counter[JobState]":
        with self.session() as db:
            counted = sa.select(Job.state, sa.func.count()).group_by(Job.state)  # type: ignore[call-overload]
            return Counter({state: count for state, count in db.execute(counted)})

    def session(self) -> OwnedSession:
        return OwnedSession(self.database, System(self.organisation, "jobs are measured"))


def stop(workers: "list[subprocess.Popen[bytes]]") -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait(PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("the jobs do not come to their end")
        time.sleep(0.05)


def mark(run: JobRun) -> dict[str, Any]:
    """Lasts a while, then makes the row that must be there once."""
    time.sleep(HOLD)
    with run.finishing() as db:
        db.put(Site(name=f"job {run.args['number']}", kind=SiteKind.OTHER))
    return {}


def short(run: JobRun) -> None:
    """Nothing."""


def work(url: str, threads: int) -> None:
    """A worker process, ended by SIGTERM."""
    journal.configure("error")
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    lease = timedelta(seconds=LEASE)
    at_work = Workers(Database(url), {"mark": Kind(work=mark, lease=lease), "short": Kind(work=short)}, threads)
    at_work.start()
    print("at work", flush=True)
    told.wait()
    at_work.drain(1.0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        work(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main())
