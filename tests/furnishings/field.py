"""What is recorded in the field beside sessions: for Mila and Luka of INDIGO, for Ada of the Red Cross."""

from datetime import timedelta
from typing import Any

from app.auth.session import OwnedSession
from app.core import clock
from app.models import DeviceHelp, SchoolChannel, SchoolParticipation
from app.models.device_help import DeviceIssue
from app.models.school_channel import SchoolPlatform
from app.models.school_participation import ParticipationStatus


def indigo(db: OwnedSession, place: Any) -> None:
    """The volunteer and the mediator are in the class's Viber group; the school has told of Mila's week."""
    today = clock.today()
    for name in ("volunteer", "mediator"):
        channel = SchoolChannel(
            school_class_id=place.class_3, user_id=place.people[name].user_id, platform=SchoolPlatform.VIBER,
            name="III-1", added_on=today - timedelta(days=20),
        )  # fmt: skip
        place.ids[f"channel_of_{name}"] = db.put(channel).id
    told = SchoolParticipation(
        child_id=place.mila, week=today - timedelta(days=today.weekday() + 14), status=ParticipationStatus.PARTLY,
        enrolment_id=place.enrolment, school_id=place.school, class_id=place.class_3, teacher_id=place.vesna,
    )  # fmt: skip
    place.ids["mila_told"] = db.put(told).id
    for child, helper in (("mila", "assistant"), ("mila", "mediator"), ("luka", "volunteer2")):
        helped(db, place, child, helper)


def red_cross(db: OwnedSession, place: Any) -> None:
    """An assistant helped Ada."""
    helped(db, place, "ada", "assistant")


def helped(db: OwnedSession, place: Any, child: str, helper: str) -> None:
    row = DeviceHelp(
        child_id=place.ids[child], programme_id=place.programme, helper_id=place.people[helper].user_id,
        issue=DeviceIssue.APP, minutes=15, solved=True, helped_at=clock.now() - timedelta(hours=3),
    )  # fmt: skip
    place.ids[f"help_for_{child}_by_{helper}"] = db.put(row).id
