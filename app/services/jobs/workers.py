"""The workers of a process: threads that take jobs and do them, and one that keeps the leases of what they hold.

They wake when this process commits a job, when the next one that they know of is due, and now and then to see what
other processes have left. A process that is told to end does not take another job, waits for what it is doing, and
gives back what is not done by then; one that is killed loses its jobs when their leases end.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.auth import taking_jobs
from app.auth.planting import plant_missing
from app.auth.taking_jobs import Claim, JobLost, Nothing
from app.core import journal
from app.core.database import Database
from app.core.metrics import job_ended
from app.services.jobs import job_runs
from app.services.jobs.job_runs import Kind

# Seconds: the longest sleep of an idle worker, the wait while the database does not answer, between two plantings.
LOOK, TROUBLE, PLANT = 2.0, 5.0, 3600.0

log = journal.get_logger()


@dataclass
class Workers:
    """Begin with `start`, end with `drain`."""

    database: Database
    kinds: Mapping[str, Kind]
    threads: int = 1
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.ending, self.ended = threading.Event(), threading.Event()
        # What is being done, and when its lease was last lengthened.
        self.held: dict[UUID, tuple[Claim, float]] = {}
        self.at_work = [
            threading.Thread(target=self.work, name=f"job {number}", daemon=True) for number in range(self.threads)
        ]
        self.keeper = threading.Thread(target=self.keep, name="job leases", daemon=True)

    def start(self) -> None:
        """Lets them begin."""
        for thread in (*self.at_work, self.keeper):
            thread.start()

    def drain(self, seconds: float) -> None:
        """Returns when nothing is being done, or after so many seconds, with the rest given back to other workers."""
        until = time.monotonic() + seconds
        self.ending.set()
        self.database.bell.set()
        for thread in self.at_work:
            thread.join(max(0.0, until - time.monotonic()))
        self.ended.set()
        for claim, _ in list(self.held.values()):
            try:
                job_runs.hand_back(self.database, claim, self.kinds[claim.kind])
            except Exception as error:
                log.warning("a job could not be given back", kind=claim.kind, **journal.describe(error))
        self.keeper.join(max(0.0, until - time.monotonic()))  # it may hold a connection that is about to be closed

    def work(self) -> None:
        while True:
            self.database.bell.clear()
            if self.ending.is_set():
                self.database.bell.set()  # another thread may not have heard it
                return
            try:
                rest = self.step()
            except Exception as error:
                log.warning("workers cannot reach the database", **journal.describe(error))
                rest = TROUBLE
            if rest > 0:
                self.database.bell.wait(rest)

    def step(self) -> float:
        """Takes a job and does it; gives the seconds until there may be another."""
        claim = taking_jobs.take(self.database, self.name, self.kinds)
        if isinstance(claim, Nothing):
            return LOOK if claim.seconds is None else min(LOOK, max(0.01, claim.seconds))
        self.database.bell.set()  # for the threads beside this one: there may be more
        self.held[claim.id] = (claim, time.monotonic())
        try:
            job_ended(claim.kind, job_runs.run(self.database, claim, self.kinds).outcome)
        finally:
            self.held.pop(claim.id, None)
        return 0

    def keep(self) -> None:
        often = min((kind.lease for kind in self.kinds.values()), default=timedelta(minutes=1)) / 3
        plant_at = 0.0
        while True:
            try:
                self.renew()
                if time.monotonic() >= plant_at:
                    plant_missing(self.database, self.kinds)
                    plant_at = time.monotonic() + PLANT
            except Exception as error:
                log.warning("leases of jobs could not be kept", **journal.describe(error))
            if self.ended.wait(often.total_seconds()):
                return

    def renew(self) -> None:
        for claim, since in list(self.held.values()):
            lease = self.kinds[claim.kind].lease
            if time.monotonic() - since < lease.total_seconds() / 3:
                continue
            try:
                taking_jobs.renew(self.database, claim, lease)
            except JobLost:
                continue  # its own thread finds out at its next transaction
            if claim.id in self.held:
                self.held[claim.id] = (claim, time.monotonic())
