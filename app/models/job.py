"""Jobs: work that outlives the request that asked for it, done by one worker at a time and at least once."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import ID, coded, document, instant
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Shown
from app.core.tiers import C2
from app.models.base import Global, Row, index


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


# What the workers do to a job; the moves that people may make are its lifecycle.
WORK: dict[str, Move] = {
    "take": Move((JobState.WAITING, JobState.RUNNING), JobState.RUNNING),  # running: the lease of another ran out
    "finish": Move((JobState.RUNNING,), JobState.DONE),
    "put_off": Move((JobState.RUNNING,), JobState.WAITING),
    "give_up": Move((JobState.WAITING, JobState.RUNNING), JobState.DEAD),
}
ONE_WAITING = "state = 'waiting' AND key IS NOT NULL"


class Job(Row, table=True):
    """Arguments and results hold ids, counts and codes only, never what is known about people."""

    __tablename__ = "job"
    __resource__: ClassVar[str] = "jobs"
    __told__ = False
    __table_args__ = (
        index("state", "id"),
        index("created_by", "id"),
        index("ended_at", "id", where="ended_at IS NOT NULL"),
        index("kind", "key", unique=True, where=ONE_WAITING),
        index("kind", "slot", unique=True, where="slot IS NOT NULL"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "retry": Move((JobState.DEAD, JobState.CANCELLED), JobState.WAITING),
            "cancel": Move((JobState.WAITING, JobState.RUNNING), JobState.CANCELLED),
        },
    )

    kind: str
    args: dict[str, Any] = document(dict)
    key: str | None = Field(default=None, description="At most one waiting job of a kind has it")
    slot: datetime | None = instant(None, description="Of a periodic kind: the time for which it runs, once")
    state: JobState = coded(JobState, JobState.WAITING)
    run_at: datetime = instant()
    lease_until: datetime | None = instant(None)
    owner: str = Field(default="", description="The worker that took it last; no machine's name")
    fence: int = Field(default=0, description="Counts the takings: whoever holds an older number has lost the job")
    attempts: int = 0
    max_attempts: int = Field(default=0, description="Of its kind; 0 until it is taken")
    last_error: str = Field(default="", description="A class and words of ours")
    progress: dict[str, Any] | None = document()
    result: dict[str, Any] | None = document()
    ended_at: datetime | None = instant(None)


class JobTicket(Global, table=True):
    """When a job must be looked at next: its start, the end of its lease; null when it is dead.

    Workers serve every organisation, but row-level security shows them one at a time. This table has no wall and tells
    nothing but that there is a job: they find the organisation here and go there for the job itself.
    """

    __tablename__ = "job_ticket"
    __table_args__ = (sa.Index("ix_job_ticket_at", "at"),)

    organisation_id: UUID = Field(sa_type=ID, primary_key=True)
    job_id: UUID = Field(sa_type=ID, primary_key=True)
    at: datetime | None = instant(None)


class JobProgress(BaseModel):
    """How far a job has come."""

    done: int
    total: int | None = Field(description="Null where it is not known")


class JobRead(Shown):
    kind: Annotated[str, C2]
    state: Annotated[JobState, C2]
    created_by: Annotated[UUID | None, C2] = Field(description="Who asked for it; null: the system")
    run_at: Annotated[datetime, C2] = Field(description="When it begins, or tries again")
    attempts: Annotated[int, C2]
    max_attempts: Annotated[int, C2] = Field(description="0 until it has begun")
    last_error: Annotated[str, C2] = Field(description="What its last attempt ended with; empty: nothing")
    progress: Annotated[JobProgress | None, C2]
    result: Annotated[dict[str, Any] | None, C2] = Field(description="What came of it: ids, counts and codes")
    ended_at: Annotated[datetime | None, C2] = Field(description="When it was done, cancelled or given up")
