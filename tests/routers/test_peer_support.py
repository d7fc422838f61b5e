"""Peer support: children of one group help one another, and it counts for the helper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from tests.groups import children, place_child
from tests.households import listed, wrong
from tests.world import World

PATH = "/v1/peer-support"
TODAY = clock.today()


def owls(world: World, count: int) -> list[UUID]:
    """More children with a place in Owls."""
    made = children(world, world.indigo, count)
    for child in made:
        assert place_child(world.indigo.coordinator, world.indigo.owls, child).status_code == 201
    return made


def help_by(helper: Any, helped: Any, **more: Any) -> dict[str, Any]:
    return {"helper_child_id": str(helper), "helped_child_id": str(helped), **more}


def test_help_in_a_session_and_standing_pairs_count_for_the_helper(world: World) -> None:
    place = world.indigo
    ana, vuk = owls(world, 2)
    in_session = {"session_id": str(place.owls_held), "subject": "mathematics"}
    made = place.volunteer.post(PATH, help_by(place.mila, ana, **in_session))
    assert made.status_code == 201, made.text
    row = made.json()
    assert row["group_id"] == str(place.owls)
    assert row["first_on"] == row["last_on"] is not None
    assert place.volunteer.post(PATH, help_by(place.mila, ana, **in_session)).status_code == 409, "counted once"
    assert place.volunteer.post(PATH, help_by(place.mila, vuk, **in_session)).status_code == 201
    pair = {"group_id": str(place.owls), "first_on": (TODAY - timedelta(days=20)).isoformat()}
    standing = place.educator.post(PATH, help_by(place.mila, ana, **pair))
    assert standing.status_code == 201
    assert place.educator.post(PATH, help_by(place.mila, ana, **pair)).status_code == 409, "they are a pair already"
    assert place.volunteer.post(PATH, help_by(ana, place.mila, **pair)).status_code == 201
    given = f"{PATH}/contributions?day_from={TODAY - timedelta(days=3)}&day_to={TODAY + timedelta(days=1)}"
    found = {row["child_id"]: row for row in place.volunteer.get(given).json()["items"]}
    assert found == {
        str(place.mila): {"child_id": str(place.mila), "sessions": 2, "pairs": 1, "helped": 2},
        str(ana): {"child_id": str(ana), "sessions": 0, "pairs": 1, "helped": 1},
    }
    one = f"{PATH}/{standing.json()['id']}"
    early = (TODAY - timedelta(days=21)).isoformat()
    assert wrong(place.volunteer.patch(one, {"last_on": early})) == (422, "/last_on", "out_of_range")
    ended = place.volunteer.patch(one, {"last_on": (TODAY - timedelta(days=4)).isoformat(), "topic": "fractions"})
    assert (ended.status_code, ended.json()["topic"]) == (200, "fractions")
    items = place.supervisor.get(f"{given}&group_id={place.owls}").json()["items"]
    assert sorted((row["sessions"], row["pairs"]) for row in items) == [(0, 1), (2, 0)]
    assert place.volunteer2.get(given).json()["items"] == []
    assert place.volunteer.delete(f"{PATH}/{row['id']}").status_code == 204
    assert len(listed(place.volunteer.get(f"{PATH}?in_session=true"))) == 1
    for asked in (f"day_from={TODAY}&day_to={TODAY}", "day_from=2025-01-01&day_to=2026-01-03"):
        assert place.volunteer.get(f"{PATH}/contributions?{asked}").status_code == 422, asked


def test_both_are_different_in_reach_and_of_the_group(world: World) -> None:
    place = world.indigo
    (ana,) = owls(world, 1)
    in_session = {"session_id": str(place.owls_held)}
    pair = {"group_id": str(place.owls), "first_on": TODAY.isoformat()}
    boss = place.coordinator
    for bad, pointer, code in (
        (help_by(ana, ana, **in_session), "/helped_child_id", "duplicate"),
        (help_by(ana, place.luka, **in_session), "/helped_child_id", "not_on_roster"),
        (help_by(place.luka, ana, **pair), "/helper_child_id", "not_on_roster"),
        (help_by(ana, world.red_cross.ada, **pair), "/helped_child_id", "not_found"),
        (help_by(ana, place.mila, **in_session, **pair), "/group_id", "either_or"),
        (help_by(ana, place.mila), "/group_id", "missing"),
        (help_by(ana, place.mila, **pair, last_on="2020-01-01"), "/last_on", "out_of_range"),
        (help_by(ana, place.mila, session_id=str(world.red_cross.library_held)), "/session_id", "not_found"),
    ):
        assert wrong(boss.post(PATH, bad)) == (422, pointer, code), bad
    assert wrong(place.volunteer.post(PATH, help_by(ana, place.luka, **pair))) == (422, "/helped_child_id", "not_found")
    later = boss.post(PATH, help_by(ana, place.mila, session_id=str(place.owls_planned)))
    assert (later.status_code, later.json()["type"]) == (409, "/problems/in-the-future")
    for nobody in (place.teacher, place.guardian):
        assert nobody.get(PATH).status_code == 403
    assert place.assistant.post(PATH, help_by(ana, place.mila, **pair)).status_code == 403
    assert len(listed(place.assistant.get(PATH))) == 1
