"""Thanks and milestones in the world: the supervisor has thanked the volunteer, who has led a first session."""

from typing import Any

from app.core import clock
from app.models import Milestone, Thanks
from app.models.milestone import MilestoneCode


def indigo(db: Any, place: Any) -> None:
    """The volunteer's, volunteer2's by the coordinator, who is not seen by the supervisor, and the assistant's."""
    for name, author in (("volunteer", "supervisor"), ("volunteer2", "coordinator"), ("assistant", "coordinator")):
        user_id = place.people[name].user_id
        of = {"volunteer_id": place.ids[f"{name}_profile"], "user_id": user_id}
        said = Thanks(**of, text="You are always well prepared.", created_by=place.people[author].user_id)
        place.ids[f"thanks_to_{name}"] = db.put(said).id
        stone = Milestone(user_id=user_id, code=MilestoneCode.FIRST_SESSION, reached_on=clock.today())
        place.ids[f"milestone_of_{name}"] = db.put(stone).id


def red_cross(db: Any, place: Any) -> None:
    user_id = place.people["volunteer"].user_id
    said = Thanks(volunteer_id=place.ids["volunteer_profile"], user_id=user_id, text="Kiitos avusta!")
    place.ids["thanks_to_volunteer"] = db.put(said).id
