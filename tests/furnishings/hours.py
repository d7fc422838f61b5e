"""Hours in the world: of the volunteer, the second volunteer and those who lead nothing, in several states."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import HoursEntry
from app.models.hours_entry import HoursKind, HoursState


def indigo(db: Any, place: Any) -> None:
    """The volunteer has prepared and been trained; the second volunteer is out of the supervisor's reach."""
    place.ids["prepared"] = entry(db, place, "volunteer", state=HoursState.VERIFIED)
    place.ids["trained"] = entry(db, place, "volunteer", kind=HoursKind.TRAINING, minutes=90)
    place.ids["prepared2"] = entry(db, place, "volunteer2")
    for name in ("coordinator", "supervisor", "educator", "mediator", "assistant"):
        place.ids[f"hours_of_{name}"] = entry(db, place, name, kind=HoursKind.ADMIN, minutes=30)


def red_cross(db: Any, place: Any) -> None:
    """Hours of the other organisation."""
    place.ids["prepared"] = entry(db, place, "volunteer")


def entry(db: Any, place: Any, name: str, **more: Any) -> Any:
    day = clock.today() - timedelta(days=40)
    when = {"done_on": day, "month": day.replace(day=1)}
    about = {"kind": HoursKind.PREPARATION, "minutes": 60, "programme_id": place.ids["programme"], **when, **more}
    return db.put(HoursEntry(user_id=place.people[name].user_id, note="Read aloud", **about)).id
