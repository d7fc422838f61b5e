"""The periodic job of reminders: what is due is looked for, and letters are left for it, a few in each transaction."""

from typing import Any

from app.services.jobs.job_runs import JobRun
from app.services.reminders.leaving_reminders import remind
from app.services.reminders.matters import SOUGHT

MOST_AT_ONCE = 50


def remind_all(run: JobRun) -> dict[str, Any]:
    """Leaves a letter for whatever is due and was not told of yet; gives how many."""
    left = 0
    for seek in SOUGHT:
        with run.transaction() as db:
            dues = seek(db, run.at or db.at)
        for first in range(0, len(dues), MOST_AT_ONCE):
            with run.transaction() as db:
                left += remind(db, dues[first : first + MOST_AT_ONCE])
    return {"left": left}
