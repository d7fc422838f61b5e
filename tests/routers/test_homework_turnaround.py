"""How long homework waits: counts, medians and nine-of-ten marks over the caller's reach."""

import math
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.ids import uuid7
from app.models import Check, Handover, Homework, Submission
from app.models.homework import CHECKED, WAITS_FOR
from app.models.homework_check import CheckOutcome, HandoverChannel
from app.models.school_subject import SchoolSubject
from tests.world import World

WAITED = {"mila": [7, 90, 1, 30, 30, 600, 45, 2, 61, 15, 8], "luka": [5, 3]}


def rank(minutes: list[int], share: float) -> int:
    """The nearest rank, worked out here in another way."""
    return sorted(minutes)[math.ceil(share * len(minutes)) - 1]


def arrange(world: World, child: str, group: str, waited: list[int], days_ago: int = 3) -> None:
    place = world.indigo
    at = clock.now() - timedelta(days=days_ago)
    of: dict[str, Any] = {"child_id": place.ids[child], "programme_id": place.programme}
    with world.as_system(place) as db:
        for minutes in waited:
            now = {"state": CHECKED, "waits_for": WAITS_FOR[CHECKED], "since": at, "title": "Sums", "round": 1}
            task = db.put(Homework(**of, **now, group_id=place.ids[group], subject=SchoolSubject.ART))
            sent = db.put(Submission(**of, homework_id=task.id, round=1, submitted_at=at))
            step = {**of, "homework_id": task.id, "group_id": task.group_id, "at": at, "waited_minutes": minutes}
            found = {"submission_id": sent.id, "round": 1, "child_present": True, "outcome": CheckOutcome.READY}
            db.put(Check(**step, **found))
            db.put(Handover(**{**step, "waited_minutes": None}, channel=HandoverChannel.HERE))
        db.commit()


def test_turnaround_is_counted_over_the_steps_in_reach(world: World):
    place = world.indigo
    arrange(world, "mila", "owls", WAITED["mila"])
    arrange(world, "luka", "foxes", WAITED["luka"])
    arrange(world, "mila", "owls", [10_000], days_ago=60)
    today = clock.today()
    span = f"/v1/homework-turnaround?from={today - timedelta(days=20)}&to={today - timedelta(days=2)}"
    found = {row["group_id"]: row for row in place.coordinator.get(span).json()["items"]}
    assert found.keys() == {str(place.owls), str(place.foxes)}
    for group, child in ((place.owls, "mila"), (place.foxes, "luka")):
        minutes = WAITED[child]
        numbers = {"count": len(minutes), "median_minutes": rank(minutes, 0.5), "p90_minutes": rank(minutes, 0.9)}
        assert found[str(group)]["check"] == numbers
        assert found[str(group)]["handover"] == {"count": 0, "median_minutes": None, "p90_minutes": None}
    own = place.volunteer.get(span).json()["items"]
    assert own == [found[str(place.owls)]], "a volunteer's groups alone"
    assert place.volunteer2.get(f"{span}&group_id={place.owls}").json()["items"] == []
    assert place.coordinator.get(f"{span}&programme_id={uuid7()}").json()["items"] == []
    assert place.supervisor.get(span).json()["items"] == own
    assert world.red_cross.coordinator.get(span).json()["items"] == []
    for name in ("assistant", "guardian", "teacher", "mediator"):
        assert place.people[name].get(span).status_code == 403
    for wrong in (f"from={today}&to={today - timedelta(days=1)}", f"from={today - timedelta(days=366)}&to={today}"):
        answer = place.coordinator.get(f"/v1/homework-turnaround?{wrong}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/to")
    tagged = place.coordinator.get(span)
    assert place.coordinator.get(span, headers={"if-none-match": tagged.headers["etag"]}).status_code == 304
