"""Volunteers in the world: who leads Owls and who helps there, and who leads Foxes; one in the other organisation."""

from typing import Any

from app.models import Volunteer
from app.models.volunteer import VolunteerState


def indigo(db: Any, place: Any) -> None:
    """The volunteer has said when they have time and what they can help with."""
    known = {
        "field_of_study": "Pedagogy",
        "languages": [{"tag": "sr-Latn", "level": "native"}, {"tag": "rom", "level": "everyday"}],
        "subjects": [{"subject": "mathematics", "from_grade": 1, "to_grade": 4}],
        "availability": [{"weekday": "monday", "begins": "14:00", "ends": "18:00"}],
    }
    for name in ("volunteer", "volunteer2", "assistant"):
        row = Volunteer(user_id=place.people[name].user_id, state=VolunteerState.ACTIVE, max_children=7, **known)
        place.ids[f"{name}_profile"] = db.put(row).id


def red_cross(db: Any, place: Any) -> None:
    """The one who leads Library."""
    row = Volunteer(user_id=place.people["volunteer"].user_id, state=VolunteerState.ACTIVE)
    place.ids["volunteer_profile"] = db.put(row).id
