"""Tidying up at night: the system's own bookkeeping that has had its time."""

from typing import Any

from app.auth.clearing import CLEARINGS, MOST_AT_ONCE, clear, forget_keys
from app.services.jobs.job_runs import JobRun


def tidy(run: JobRun) -> dict[str, Any]:
    """Deletes kept answers, ended sign-ins, notices and jobs that are over, a few at a time; gives how many of each."""
    with run.transaction() as db:
        counted = {"idempotency_keys": forget_keys(db)}
    for name in CLEARINGS:
        counted[name], more = 0, True
        while more:
            with run.transaction() as db:
                found = clear(db, name)
            counted[name] += found
            more = found == MOST_AT_ONCE
    return counted
