"""Jobs: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.models import Job
from app.models.job import JobState
from tests.scenarios.stage import Stage, case


def job(at: Stage, state: JobState) -> Any:
    row = Job(kind="extend_schedules", args={}, state=state, run_at=clock.now(), created_by=at.me.user_id)
    return at.arrange(row)


@case
def retry_job(at: Stage) -> Any:
    return at.me.post(f"/v1/jobs/{job(at, JobState.DEAD)}/retry")


@case
def cancel_job(at: Stage) -> Any:
    return at.me.post(f"/v1/jobs/{job(at, JobState.WAITING)}/cancel")
