"""Groups, schedules, sessions and calendars: one write that succeeds for each operation."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.models import GroupLeader, MentorGroup
from app.models.mentor_group import GroupKind
from app.models.support_session import SessionState
from tests import world as worlds
from tests.scenarios.stage import Stage, ahead, case

# Groups: Owls, or a new one that the volunteer leads, so that the supervisor of the volunteer reaches it too


def hares(at: Stage) -> UUID:
    own = {"programme_id": at.place.programme, "school_id": at.place.school, "name": "Hares"}
    group_id = at.arrange(MentorGroup(**own, kind=GroupKind.SMALL_GROUP))
    at.arrange(GroupLeader(group_id=group_id, user_id=at.place.volunteer.user_id))
    return group_id


@case
def create_mentor_group(at: Stage) -> Any:
    return at.post("mentor-groups", programme_id=str(at.place.programme), name="Hares", kind="small_group")


@case
def update_mentor_group(at: Stage) -> Any:
    return at.patch(f"mentor-groups/{at.place.owls}", name="Snowy owls")


@case
def close_mentor_group(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/close", reason="the year is over")


@case
def reopen_mentor_group(at: Stage) -> Any:
    path = f"mentor-groups/{hares(at)}"
    at.post(f"{path}/close", reason="the year is over")
    return at.me.post(f"/v1/{path}/reopen")


def second_leader(at: Stage) -> dict[str, str]:
    return {"user_id": str(at.place.mediator.user_id), "role": "co_lead"}


@case
def create_group_leader(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/leaders", **second_leader(at))


@case
def end_group_leader(at: Stage) -> Any:
    leader = at.id_of(f"mentor-groups/{hares(at)}/leaders", **second_leader(at))
    return at.post(f"group-leaders/{leader}/end")


@case
def create_group_member(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/members", child_id=str(at.place.mila))


def waiting(at: Stage) -> str:
    return at.id_of(f"mentor-groups/{hares(at)}/members", child_id=str(at.place.mila), wait=True)


@case
def promote_group_member(at: Stage) -> Any:
    return at.me.post(f"/v1/group-members/{waiting(at)}/promote")


@case
def leave_group_member(at: Stage) -> Any:
    return at.post(f"group-members/{waiting(at)}/leave")


# Sessions of Owls


def session(at: Stage, state: SessionState = SessionState.PLANNED) -> UUID:
    """One that began an hour ago."""
    starts_at: datetime = clock.now() - timedelta(hours=1)
    with at.world.as_system(at.place) as db:
        id: UUID = db.put(worlds.session(db.find(MentorGroup, at.place.owls), starts_at, state)).id
        db.commit()
    return id


@case
def create_session(at: Stage) -> Any:
    return at.post("sessions", group_id=str(at.place.owls), starts_at=ahead(days=9), minutes=60)


@case
def update_session(at: Stage) -> Any:
    return at.patch(f"sessions/{at.place.owls_planned}", topic="fractions")


@case
def hold_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/hold", held_from=ahead(minutes=-50), held_minutes=45)


@case
def cancel_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/cancel", reason="weather")


@case
def nobody_came_to_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/nobody-came")


@case
def reopen_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at, SessionState.HELD)}/reopen", reason="the wrong day")


WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=SA", "local_start": "06:00", "minutes": 30}


def schedule(at: Stage) -> dict[str, Any]:
    return {"group_id": str(hares(at)), "starts_on": ahead(days=1)[:10], **WEEKLY, "allow_conflicts": True}


@case
def create_schedule(at: Stage) -> Any:
    return at.post("schedules", **schedule(at))


@case
def update_schedule(at: Stage) -> Any:
    return at.patch(f"schedules/{at.id_of('schedules', **schedule(at))}", minutes=45, allow_conflicts=True)


@case
def extend_schedule(at: Stage) -> Any:
    return at.me.post(f"/v1/schedules/{at.id_of('schedules', **schedule(at))}/extend")


@case
def end_schedule(at: Stage) -> Any:
    return at.post(f"schedules/{at.id_of('schedules', **schedule(at))}/end", from_day=ahead(days=9)[:10])


@case
def record_attendance(at: Stage) -> Any:
    marks = [{"child_id": str(at.place.mila), "status": "present"}]
    return at.post(f"sessions/{at.place.owls_held}/attendance", marks=marks)


@case
def renew_calendar(at: Stage) -> Any:
    return at.me.post("/v1/calendars")


@case
def delete_calendar(at: Stage) -> Any:
    at.me.post("/v1/calendars")
    return at.delete("calendars")
