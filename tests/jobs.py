"""Running jobs in tests, at a stated time and in this thread, since the server of the tests has no workers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.auth import taking_jobs
from app.auth.taking_jobs import Nothing
from app.core import clock
from app.services.jobs import job_runs
from app.services.jobs.job_runs import Kind, Ran
from app.services.jobs.kinds import KINDS


def run_due(
    world: Any, at: datetime | None = None, *, kinds: Mapping[str, Kind] = KINDS, failing: bool = False
) -> list[Ran]:
    """Runs what is due at an instant (now), and what those jobs enqueue; gives how each attempt ended.

    What a job raises is raised here, unless the test says that it expects failures. Periodic jobs are not planted.
    """
    ended: list[Ran] = []
    while True:
        when = at or clock.now()
        claim = taking_jobs.take(world.database, "test", kinds, when)
        if isinstance(claim, Nothing):
            return ended
        ended.append(job_runs.run(world.database, claim, kinds, when))
        if ended[-1].error is not None and not failing:
            raise ended[-1].error
