"""Volunteers: the profile, who is told what of it, and what their farewell brings about."""

from typing import Any

from tests.households import listed, wrong
from tests.world import World

MONDAY = {"weekday": "monday", "begins": "14:00", "ends": "18:00"}
NAMES = {"id", "user_id", "given_name", "short_name", "surname", "created_at"}


def enter(world: World, **more: Any) -> Any:
    """The educator, entered as a volunteer too."""
    return world.indigo.coordinator.post("/v1/volunteers", {"user_id": str(world.indigo.educator.user_id), **more})


def test_a_volunteer_is_entered_once_and_goes_from_onboarding_to_a_farewell(world: World) -> None:
    boss, subject = world.indigo.coordinator, {"subject": "mathematics", "from_grade": 1, "to_grade": 4}
    late, early = MONDAY, {**MONDAY, "begins": "09:00", "ends": "14:00"}
    entered = enter(world, availability=[late, early], subjects=[subject], places=["Niš"], study_year=2)
    assert entered.status_code == 201
    row = entered.json()
    assert (row["state"], row["given_name"], row["availability"]) == ("onboarding", "Educator", [early, late])
    again = enter(world)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-volunteer")
    assert again.json()["present"] == row["id"]
    path = f"/v1/volunteers/{row['id']}"
    assert boss.post(f"{path}/resume").json()["allowed"] == ["activate", "end"]
    assert boss.post(f"{path}/activate").json()["state"] == "active"
    assert boss.post(f"{path}/pause", {}).json()["state"] == "paused"
    assert listed(boss.get("/v1/volunteers?state=paused")) == [row["id"]]
    ended = boss.post(f"{path}/end", {"reason": "moved", "by": "volunteer"}).json()
    assert (ended["state"], ended["end_reason"], ended["ended_by"]) == ("ended", "moved", "volunteer")
    back = boss.post(f"{path}/rejoin").json()
    assert (back["state"], back["end_reason"], back["ended_at"]) == ("onboarding", None, None)


def test_what_makes_no_sense_is_refused_by_name(world: World) -> None:
    night = {**MONDAY, "begins": "20:00", "ends": "08:00"}
    shifted = {**MONDAY, "begins": "17:00", "ends": "19:00"}
    wrongs = {
        "availability/0": {"availability": [night]},
        "availability": {"availability": [MONDAY, shifted]},
        "subjects/0": {"subjects": [{"subject": "art", "from_grade": 4, "to_grade": 1}]},
        "max_children": {"max_children": -1},
        "study_year": {"study_year": 0},
        "state": {"state": "active"},
        "source_campaign_id": {"source_campaign_id": str(world.indigo.id)},
    }
    for pointer, body in wrongs.items():
        status, found, _ = wrong(enter(world, **body))
        assert (status, found) == (422, f"/{pointer}")
    nobody = world.indigo.coordinator.post("/v1/volunteers", {"user_id": str(world.red_cross.educator.user_id)})
    assert (nobody.status_code, nobody.json()["type"]) == (422, "/problems/reference-not-found")


def test_families_are_told_first_names_and_volunteers_keep_their_own_profile(world: World) -> None:
    place = world.indigo
    own, other = f"/v1/volunteers/{place.volunteer_profile}", f"/v1/volunteers/{place.volunteer2_profile}"
    assert place.guardian.get(own).json().keys() == {"id", "given_name", "short_name", "created_at"}
    assert place.guardian.get("/v1/volunteers?state=active").status_code == 422
    for role in ("educator", "mediator"):
        assert place.people[role].get(own).json().keys() == NAMES
    for role, reached in {"supervisor": 404, "mediator": 404, "guardian": 404, "volunteer": 404, "dpo": 200}.items():
        assert place.people[role].get(other).status_code == reached
    assert place.volunteer.patch(own, {"max_children": 3}).json()["max_children"] == 3
    assert place.volunteer.post(f"{own}/end", {"reason": "time", "by": "volunteer"}).status_code == 403
    assert place.supervisor.patch(own, {"max_children": 3}).status_code == 403


def test_a_farewell_ends_leading_and_reach_at_once(world: World) -> None:
    place = world.indigo
    mila = f"/v1/children/{place.mila}"
    assert place.volunteer.get(mila).status_code == 200
    bye = {"reason": "study_ended", "by": "organisation", "note": "graduated"}
    assert place.administrator.post(f"/v1/volunteers/{place.volunteer_profile}/end", bye).status_code == 200
    assert place.volunteer.get(mila).status_code == 404
    (leading,) = place.coordinator.get(f"/v1/group-leaders?user_id={place.volunteer.user_id}").json()["items"]
    assert leading["valid_to"] is not None
    assert place.volunteer.get(f"/v1/volunteers/{place.volunteer_profile}").json()["state"] == "ended"
