"""Suggestions as coordinators and supervisors are shown them; and the warnings before something required ends."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core import clock
from app.models import Notice
from app.models.notice import NoticeKind
from app.services.jobs import kinds
from tests.groups import children, form
from tests.jobs import run_due
from tests.routers.test_requirements import hand_in, require
from tests.world import World


def suggested(person: Any, path: str) -> dict[str, Any]:
    answer = person.get(f"/v1/{path}/suggestions")
    assert answer.status_code == 200, answer.text
    return {item["volunteer_id"]: item for item in answer.json()["items"]}


def test_who_could_lead_is_ranked_with_reasons_and_within_every_limit(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    one, two = str(place.volunteer_profile), str(place.volunteer2_profile)
    better = {"languages": [{"tag": "sq", "level": "native"}], "max_children": 3}
    assert boss.patch(f"/v1/volunteers/{two}", better).status_code == 200
    hares = form(boss, place, languages=["sq"], grades=[2, 3]).json()["id"]
    found = boss.get(f"/v1/mentor-groups/{hares}/suggestions").json()["items"]
    assert [item["volunteer_id"] for item in found] == [two, one], "assistants lead no group"
    parts = {part["part"]: part for part in found[0]["parts"]}
    assert (parts["language"]["points"], parts["subject"]["measure"], parts["load"]["measure"]) == (30, 2, 2)
    assert found[0]["score"] == sum(part["points"] for part in found[0]["parts"])
    assert suggested(place.supervisor, f"mentor-groups/{place.owls}") == {}, "of the own team, who lead it already"
    assert suggested(boss, f"mentor-groups/{place.owls}").keys() == set(), "the other is elsewhere at that time"
    # Whoever is full, on a pause or lacks something is suggested no more.
    (waiting,) = children(world, place, 1, grade=3)
    assert suggested(boss, f"children/{waiting}").keys() == {one, two}
    wanted = boss.get(f"/v1/volunteers/{two}/suggestions").json()["items"]
    assert {(item["group_id"], item["child_id"]) for item in wanted} >= {(hares, None), (None, str(waiting))}
    boss.patch(f"/v1/volunteers/{two}", {"max_children": 1})
    assert suggested(boss, f"children/{waiting}").keys() == {one}
    boss.patch(f"/v1/volunteers/{two}", {"max_children": 9})
    boss.post(f"/v1/volunteers/{one}/pause", {})
    assert suggested(boss, f"children/{waiting}").keys() == {two}
    require(world, "reference", programme_kinds=["online_learning_support"])
    assert suggested(boss, f"children/{waiting}") == {}
    assert boss.get(f"/v1/volunteers/{two}/suggestions").json()["items"] == []
    assert place.volunteer.get(f"/v1/children/{place.mila}/suggestions").status_code == 403


def test_warnings_come_once_for_each_threshold_until_it_is_renewed(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    requirement = require(world, "safeguarding_training", validity_days=40)
    assert boss.post(f"{hand_in(place.volunteer, requirement)}/approve", {}).status_code == 200
    warn = {"warn_of_expiry": kinds.KINDS["warn_of_expiry"]}

    def told(days_before: int) -> int:
        """How many warnings there are after the job has run so many days before the last one."""
        day = clock.today() + timedelta(days=40 - days_before)
        at = datetime.combine(day, time(9), UTC)
        with world.as_system(place) as db:
            db.enqueue("warn_of_expiry", {}, run_at=at)
            db.commit()
        run_due(world, at, kinds=warn)
        with world.as_system(place) as db:
            mine = sa.select(Notice).where(Notice.kind == NoticeKind.REQUIREMENT_EXPIRING)  # type: ignore[arg-type]
            rows = db.execute(mine).scalars().all()
            assert {row.user_id for row in rows} <= {UUID(str(place.volunteer.user_id))}
            return len(rows)

    assert [told(days) for days in (31, 30, 29, 14, 13, 3, 1, -1)] == [0, 1, 1, 2, 2, 3, 3, 3]
    assert boss.post(f"{hand_in(place.volunteer, requirement)}/approve", {}).status_code == 200
    assert told(3) == 3, "what counts longest is what matters, and its threshold is the same day's"
