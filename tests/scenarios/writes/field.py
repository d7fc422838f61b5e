"""What is recorded in the field beside sessions: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import DeviceHelp, SchoolChannel
from app.models.device_help import DeviceIssue
from app.models.school_channel import SchoolPlatform
from tests.scenarios.stage import Stage, ahead, case


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
