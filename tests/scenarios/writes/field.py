"""What is recorded in the field beside sessions: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import DeviceHelp, Question, SchoolChannel
from app.models.device_help import DeviceIssue
from app.models.school_channel import SchoolPlatform
from app.models.school_subject import SchoolSubject
from tests.scenarios.stage import Stage, ahead, case
from tests.scenarios.writes.families import sibling


@case
def create_school_channel(at: Stage) -> Any:
    today = clock.today().isoformat()
    return at.post(
        "school-channels", school_class_id=str(at.place.class_3), platform="moodle", name="III-1", added_on=today
    )


@case
def update_school_channel(at: Stage) -> Any:
    of = {"school_class_id": at.place.class_3, "user_id": at.me.user_id, "added_on": clock.today()}
    id = at.arrange(SchoolChannel(**of, platform=SchoolPlatform.TEAMS, name="III-1"))
    return at.patch(f"school-channels/{id}", purpose="homework", removed_on=clock.today().isoformat())


@case
def record_school_participation(at: Stage) -> Any:
    today = clock.today()
    week = (today - timedelta(days=today.weekday() + 7)).isoformat()
    return at.post("school-participation", child_id=str(at.place.mila), week=week, status="regular")


@case
def update_school_participation(at: Stage) -> Any:
    return at.patch(f"school-participation/{at.place.mila_told}", status="regular")


@case
def create_device_help(at: Stage) -> Any:
    what = {"issue": "sound_video", "minutes": 10, "solved": False, "helped_at": ahead(hours=-1)}
    return at.post("device-help", child_id=str(at.place.mila), **what)


@case
def update_device_help(at: Stage) -> Any:
    of = {"child_id": at.place.mila, "programme_id": at.place.programme, "helper_id": at.me.user_id}
    given = DeviceHelp(**of, issue=DeviceIssue.APP, minutes=5, solved=False, helped_at=clock.now())
    return at.patch(f"device-help/{at.arrange(given)}", solved=True)


# The desk of an open group


@case
def count_drop_in_visits(at: Stage) -> Any:
    counts = [{"grade": 3, "language": "sr-Latn", "count": 4}, {"count": 1}]
    return at.post(f"sessions/{at.place.owls_held}/drop-in-visits", counts=counts)


@case
def create_question(at: Stage) -> Any:
    what = {"subject": "mathematics", "grade": 3, "minutes": 10, "asked_at": ahead(hours=-1)}
    return at.post("questions", group_id=str(at.place.owls), **what)


@case
def update_question(at: Stage) -> Any:
    of = {"group_id": at.place.owls, "programme_id": at.place.programme, "answered_by_id": at.me.user_id}
    now = clock.now()
    asked = Question(**of, subject=SchoolSubject.SCIENCE, asked_at=now, month=now.date().replace(day=1))
    return at.patch(f"questions/{at.arrange(asked)}", minutes=7)


def in_owls(at: Stage) -> str:
    """Another child with a place in Owls."""
    child = str(sibling(at))
    at.id_of(f"mentor-groups/{at.place.owls}/members", at.place.coordinator, child_id=child)
    return child


def pair(at: Stage) -> dict[str, str]:
    """A standing pair in Owls."""
    who = {"helper_child_id": str(at.place.mila), "helped_child_id": in_owls(at)}
    return {**who, "group_id": str(at.place.owls), "first_on": clock.today().isoformat()}


@case
def create_peer_support(at: Stage) -> Any:
    return at.post("peer-support", **pair(at))


@case
def update_peer_support(at: Stage) -> Any:
    return at.patch(f"peer-support/{at.id_of('peer-support', **pair(at))}", last_on=clock.today().isoformat())


@case
def delete_peer_support(at: Stage) -> Any:
    return at.delete(f"peer-support/{at.id_of('peer-support', **pair(at))}")
