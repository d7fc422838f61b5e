"""Jobs: work that goes on after the answer, its state, and how to call it off."""

from uuid import UUID

from app.core.listing import Page, RowQuery
from app.models import Job
from app.models.job import JobRead
from app.services.jobs import steering_jobs
from app.web.accepted import JOBS, JobQuery
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/jobs", tag="jobs")


@router.get("", Access(Job, "read"))
async def list_jobs(reader: Reader, query: JobQuery) -> Answer[Page[JobRead]]:
    """List jobs.

    An administrator sees those of the organisation, everyone else what they have asked for themselves.
    """
    return await reader.page(JOBS, query)


@router.get("/{id}", Access(Job, "read"))
async def read_job(reader: Reader, id: UUID, query: RowQuery) -> Answer[JobRead]:
    """Read a job."""
    return await reader.one(JOBS, id, query)


@router.post("/{id}/retry", Access(Job, "retry"))
def retry_job(db: Db, id: UUID) -> Answer[JobRead]:
    """Try a job again that was given up or cancelled."""
    return db.shown(JOBS, steering_jobs.retry(db, id).id)


@router.post("/{id}/cancel", Access(Job, "cancel"))
def cancel_job(db: Db, id: UUID) -> Answer[JobRead]:
    """Call a job off.

    What it has done so far stays; what it is doing at this moment does not.
    """
    return db.shown(JOBS, steering_jobs.cancel(db, id).id)
