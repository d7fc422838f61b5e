"""Opportunities: from a draft to filled and closed, the places that are left, and who sees which."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.models import Site
from app.models.opportunity import OpportunityState
from app.models.site import SiteKind
from app.services.recruitment.filling_opportunities import NoPlaceLeft, OpportunityNotOpen, give_back, take_place
from tests.furnishings.outreach import opportunity
from tests.households import listed, wrong
from tests.world import World

TEXTS = [
    {"language": "sr-Cyrl", "title": "Ментор за ђаке", "description": "Учимо заједно.", "tasks": ["Читање", "Рачун"]},
    {"language": "en", "title": "Mentor for pupils"},
]
TERMS = {"role": "mentor", "weekly_hours": 4, "places_wanted": 2, "municipality": "Niš", "starts_on": "2026-10-01"}


def drafted(world: World, **more: Any) -> Any:
    body = {"programme_id": str(world.indigo.programme), "texts": TEXTS, **TERMS, **more}
    return world.indigo.coordinator.post("/v1/opportunities", body)


def taken(world: World, path: str, times: int = 1) -> None:
    with world.as_system(world.indigo) as db:
        for _ in range(times):
            take_place(db, UUID(path.rpartition("/")[2]))
        db.commit()


def given_back(world: World, path: str) -> None:
    with world.as_system(world.indigo) as db:
        give_back(db, UUID(path.rpartition("/")[2]))
        db.commit()


def test_places_are_counted_and_filled_follows(world: World) -> None:
    boss, answer = world.indigo.coordinator, drafted(world, grades=[1, 2], subjects=["mathematics"], credit=True)
    row, path = answer.json(), answer.headers["location"]
    assert (row["state"], row["title"], row["places_left"]) == ("draft", "Ментор за ђаке", 2)
    with pytest.raises(OpportunityNotOpen):
        taken(world, path)
    assert boss.post(f"{path}/resume").json()["allowed"] == ["open", "close"]
    assert boss.post(f"{path}/open").json()["state"] == "open"
    taken(world, path, 2)
    filled = boss.get(f"{path}?include=transitions").json()
    assert (filled["state"], filled["places_left"], filled["places_taken"]) == ("filled", 0, 2)
    assert [one["move"] for one in filled["transitions"]] == ["open", "fill"]
    with pytest.raises(NoPlaceLeft):
        taken(world, path)
    fewer = boss.patch(path, {"places_wanted": 1})
    assert (fewer.status_code, fewer.json()["type"]) == (409, "/problems/no-place-left")
    assert (fewer.json()["limit"], fewer.json()["present"]) == (1, 2)
    assert boss.patch(path, {"places_wanted": 3}).json()["state"] == "open"
    assert boss.patch(path, {"places_wanted": 2}).json()["state"] == "filled"
    given_back(world, path)
    assert boss.get(path).json()["state"] == "open"
    assert boss.post(f"{path}/pause").json()["state"] == "paused"
    taken(world, path)
    assert boss.get(path).json()["state"] == "paused"
    assert boss.post(f"{path}/resume").json()["state"] == "filled"
    assert wrong(boss.post(f"{path}/close", {}))[:2] == (422, "/reason")
    assert boss.post(f"{path}/close", {"reason": "The year is over"}).json()["state"] == "closed"
    given_back(world, path)
    closed = boss.get(path).json()
    assert (closed["state"], closed["places_left"]) == ("closed", 1)
    for move in ("open", "fill", "refill"):
        assert boss.post(f"{path}/{move}").status_code in (404, 409)


def test_two_never_win_the_last_place(world: World) -> None:
    """Eight threads at once on three places, each in a transaction of its own."""
    path = drafted(world, places_wanted=3).headers["location"]
    world.indigo.coordinator.post(f"{path}/open")
    won, lost, start = [], [], threading.Barrier(8)

    def race() -> None:
        start.wait()
        try:
            taken(world, path)
            won.append(1)
        except NoPlaceLeft:
            lost.append(1)

    racers = [threading.Thread(target=race) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert (len(won), len(lost)) == (3, 5)
    found = world.indigo.coordinator.get(path).json()
    assert (found["state"], found["places_taken"]) == ("filled", 3)


def test_what_makes_no_sense_is_refused_by_name(world: World) -> None:
    with world.as_system(world.indigo) as db:
        home = str(db.put(Site(name="At home", kind=SiteKind.HOME)).id)
        db.commit()
    wrongs = {
        "texts": {"texts": []},
        "texts/1/title": {"texts": [TEXTS[0], {"language": "en", "title": ""}]},
        "ends_on": {"ends_on": "2026-09-01"},
        "apply_until": {"ends_on": "2026-12-01", "apply_until": "2026-12-02"},
        "municipality": {"municipality": ""},
        "site_id": {"site_id": home},
        "requirements/0": {"requirements": ["wizardry"]},
        "weekly_hours": {"weekly_hours": 0},
        "places_wanted": {"places_wanted": 1001},
        "places_taken": {"places_taken": 1},
        "state": {"state": "open"},
    }
    for pointer, body in wrongs.items():
        status, found, _ = wrong(drafted(world, **body))
        assert (status, found) == (422, f"/{pointer}"), pointer
    bare = world.indigo.coordinator.post("/v1/opportunities", {"programme_id": str(world.indigo.programme), **TERMS})
    assert wrong(bare)[:2] == (422, "/texts")
    assert wrong(drafted(world, texts=[TEXTS[1], TEXTS[1]]))[:2] == (422, "/texts")
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    late = drafted(world, apply_until=yesterday).headers["location"]
    over = world.indigo.coordinator.post(f"{late}/open")
    assert (over.status_code, over.json()["type"]) == (409, "/problems/opportunity-over")
    assert world.indigo.coordinator.patch(late, {"places_wanted": None}).status_code == 422
    assert world.indigo.coordinator.patch(late, {"texts": None}).status_code == 422


def test_drafts_are_for_those_who_write_them(world: World) -> None:
    place = world.indigo
    draft, seen = f"/v1/opportunities/{place.drafted_opportunity}", f"/v1/opportunities/{place.opportunity}"
    for role in ("administrator", "coordinator", "supervisor", "mediator"):
        assert place.people[role].get(draft).status_code == 200
    for role in ("volunteer", "teacher", "guardian", "partner", "dpo"):
        assert place.people[role].get(draft).status_code == 404
        assert place.people[role].get(seen).status_code == 200
        assert listed(place.people[role].get("/v1/opportunities?q=jos")) == []
        assert place.people[role].post(f"{seen}/pause").status_code == 403
    assert place.guardian.get(seen).json().keys().isdisjoint({"places_taken", "version"})
    with world.as_system(place) as db:
        paused = db.put(opportunity(place, "Paused", OpportunityState.PAUSED)).id
        db.commit()
    assert listed(place.coordinator.get("/v1/opportunities?state=paused&q=paused&credit=false")) == [str(paused)]
    assert place.coordinator.get(f"/v1/opportunities/{world.red_cross.opportunity}").status_code == 404
