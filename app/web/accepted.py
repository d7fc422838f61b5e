"""How long work is answered: 202 with the job, and where to ask for it again."""

from typing import Annotated, Any
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Where
from app.models import Job, Transition
from app.models.job import JobRead, JobState
from app.models.trail import TransitionRead
from app.web.answer import Answer
from app.web.db import Db


class JobQuery(ListQuery):
    state: Annotated[list[JobState] | None, Many, Where(Job.state)] = None
    kind: Annotated[list[str] | None, Many, Where(Job.kind)] = None


INCLUDES = {"transitions": Include(TransitionRead, Transition, Transition.row_id)}
JOBS: Reads[Any] = Reads(JobRead, Job, JobQuery, includes=INCLUDES)


def accepted(db: Db, job_id: UUID) -> Answer[JobRead]:
    """The job that this transaction has enqueued for the caller; its operation declares status 202."""
    answer = db.shown(JOBS, job_id, 202)
    answer.headers = (*answer.headers, (b"location", f"/v1/jobs/{job_id}".encode()))
    return answer
