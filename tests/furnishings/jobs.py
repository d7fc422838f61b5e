"""Jobs: one that the coordinator asked for and is done, one that the system gave up."""

from typing import TYPE_CHECKING

from app.auth.session import OwnedSession
from app.core import clock
from app.models import Job
from app.models.job import JobState

if TYPE_CHECKING:
    from tests.world import Place


def indigo(db: OwnedSession, place: "Place") -> None:
    at = clock.now()
    done = Job(
        kind="extend_schedules", args={}, state=JobState.DONE, run_at=at, ended_at=at, attempts=1, max_attempts=8,
        created_by=place.people["coordinator"].user_id, progress={"done": 3, "total": 3}, result={"sessions": 12},
    )  # fmt: skip
    dead = Job(
        kind="extend_schedules", args={}, state=JobState.DEAD, run_at=at, ended_at=at, attempts=8, max_attempts=8,
        last_error="OperationalError",
    )  # fmt: skip
    place.ids["coordinators_job"], place.ids["dead_job"] = db.put(done).id, db.put(dead).id


def red_cross(db: OwnedSession, place: "Place") -> None:
    place.ids["job"] = db.put(Job(kind="extend_schedules", args={}, state=JobState.DEAD, run_at=clock.now())).id
