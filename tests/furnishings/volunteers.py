"""Volunteers in the world: who leads Owls and who helps there, and who leads Foxes, and what is required of them."""

from typing import Any

from app.core import clock
from app.models import LeaderProposal, Requirement, RequirementFulfilment, Volunteer
from app.models.requirement import RequirementCode
from app.models.requirement_fulfilment import FulfilmentState
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
    require(db, place)
    propose(db, place, place.volunteer_profile, place.people["volunteer"], place.foxes)


def red_cross(db: Any, place: Any) -> None:
    """The one who leads Library."""
    row = Volunteer(user_id=place.people["volunteer"].user_id, state=VolunteerState.ACTIVE)
    place.ids["volunteer_profile"] = db.put(row).id
    require(db, place)
    propose(db, place, row.id, place.people["volunteer"], place.library)


def propose(db: Any, place: Any, volunteer: Any, person: Any, group: Any) -> None:
    """Somebody was proposed for a group, and nobody has answered yet."""
    row = LeaderProposal(volunteer_id=volunteer, user_id=person.user_id, group_id=group, programme_id=place.programme)
    place.ids["proposed"] = db.put(row).id


def require(db: Any, place: Any) -> None:
    """A code of conduct that blocks nobody; the volunteer has signed it, and the mediator hands it in."""
    asked = {"roles": ["volunteer", "assistant", "educator", "mediator", "supervisor"], "blocking": False}
    requirement = db.put(Requirement(code=RequirementCode.CODE_OF_CONDUCT, **asked))
    place.ids["code_of_conduct"] = requirement.id
    for name, state in (("volunteer", FulfilmentState.APPROVED), ("mediator", FulfilmentState.SUBMITTED)):
        person = place.people[name].user_id
        row = RequirementFulfilment(
            requirement_id=requirement.id, user_id=person, code=requirement.code, state=state,
            issued_on=clock.today(), created_by=person,
        )  # fmt: skip
        place.ids[f"{name}_signed"] = db.put(row).id
