"""Supervision meetings: planned, held, cancelled; who takes part, who is spoken of, what is agreed."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.columns import instant_text
from tests.world import Person, World


def plan(world: World, person: Person, **more: Any) -> Any:
    when = {"starts_at": instant_text(clock.now() - timedelta(hours=1)), "minutes": 45}
    return person.post("/v1/supervision-meetings", {"programme_id": str(world.indigo.programme), **when, **more})


def path_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return f"/v1/supervision-meetings/{answer.json()['id']}"


HELD = {"minutes": 50, "notes": "Mila withdraws when others watch"}


def test_who_takes_part_sees_the_meeting_its_children_in_reach_and_their_own_actions(world: World) -> None:
    place = world.indigo
    supervisor, volunteer, volunteer2, coordinator = (
        place.people[name] for name in ("supervisor", "volunteer", "volunteer2", "coordinator")
    )
    team = [str(volunteer.user_id), str(volunteer2.user_id), str(supervisor.user_id), str(volunteer.user_id)]
    path = path_of(plan(world, supervisor, participant_ids=team, child_ids=[str(place.mila)]))
    both = coordinator.post(f"{path}/children", {"child_id": str(place.luka)})
    assert both.status_code == 201
    now = {"starts_at": instant_text(clock.now() - timedelta(hours=1))}
    held = supervisor.post(f"{path}/hold", {**now, **HELD}).json()
    assert (held["state"], held["minutes"], held["notes"]) == ("held", 50, HELD["notes"])
    todo = {"what": "Call Mila's mother", "due_on": "2026-12-24", "user_id": str(volunteer.user_id)}
    action = supervisor.post(f"{path}/actions", todo)
    own = supervisor.post(f"{path}/actions", {**todo, "what": "Find books", "user_id": str(supervisor.user_id)})
    assert (action.status_code, own.status_code) == (201, 201)

    includes = "?include=participants,children,actions"
    whole = coordinator.get(path + includes).json()
    assert {row["child_id"] for row in whole["children"]} == {str(place.mila), str(place.luka)}
    assert {row["user_id"] for row in whole["participants"]} == {str(volunteer.user_id), str(volunteer2.user_id)}
    assert {row["what"] for row in whole["actions"]} == {"Call Mila's mother", "Find books"}
    theirs = volunteer.get(path + includes).json()
    assert [row["child_id"] for row in theirs["children"]] == [str(place.mila)]
    assert [row["what"] for row in theirs["actions"]] == ["Call Mila's mother"]
    assert not {"notes", "version"} & theirs.keys()
    assert [row["child_id"] for row in volunteer2.get(path + includes).json()["children"]] == [str(place.luka)]
    assert volunteer2.get(f"/v1/agreed-actions/{action.json()['id']}").status_code == 404
    assert "Mila" not in volunteer2.get(f"{path}/children").text
    for name in ("educator", "mediator"):
        assert place.people[name].get(path).status_code == 404
    for name in ("assistant", "teacher", "guardian"):
        assert place.people[name].get(path).status_code == 403
    # Whoever has agreed to something stays on the list.
    listed = {row["user_id"]: row["id"] for row in supervisor.get(f"{path}/participants").json()["items"]}
    busy = supervisor.delete(f"/v1/meeting-participants/{listed[str(volunteer.user_id)]}")
    assert busy.json()["type"] == "/problems/still-referenced"
    assert supervisor.delete(f"/v1/meeting-participants/{listed[str(volunteer2.user_id)]}").status_code == 204
    assert volunteer2.get(path).status_code == 404


def test_what_cannot_be_is_refused_and_changes_nothing(world: World) -> None:
    place = world.indigo
    supervisor, user = place.supervisor, {name: str(person.user_id) for name, person in place.people.items()}
    assert plan(world, place.volunteer).status_code == 403
    for who in ("assistant", "teacher", "guardian"):
        refused = plan(world, supervisor, participant_ids=[user[who]]).json()
        assert refused["errors"][0]["pointer"] == "/participant_ids"
    luka = plan(world, supervisor, child_ids=[str(place.luka)]).json()
    assert (luka["type"], luka["errors"][0]["pointer"]) == ("/problems/reference-not-found", "/child_id")
    assert plan(world, supervisor, supervisor_id=user["coordinator"]).status_code == 403
    assert plan(world, place.coordinator, supervisor_id=user["volunteer"]).status_code == 422
    assert len(supervisor.get("/v1/supervision-meetings").json()["items"]) == 1

    first = {"id": "0199f000-0000-7000-8000-000000000003", "participant_ids": [user["volunteer"]]}
    when = {"starts_at": instant_text(clock.now() + timedelta(hours=3)), "supervisor_id": None}
    answers = [plan(world, supervisor, **first, **when) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    path = path_of(answers[0])
    twice = supervisor.post(f"{path}/participants", {"user_id": user["volunteer"]})
    assert twice.json()["type"] == "/problems/conflict"
    assert supervisor.post(f"{path}/participants", {"user_id": user["supervisor"]}).status_code == 409
    todo = {"what": "Call", "due_on": "2026-12-24", "user_id": user["volunteer"]}
    early = supervisor.post(f"{path}/actions", todo).json()
    assert (early["type"], early["allowed"]) == ("/problems/illegal-transition", ["hold", "cancel"])
    ahead = {"starts_at": when["starts_at"], "minutes": 30}
    assert supervisor.post(f"{path}/hold", ahead).json()["type"] == "/problems/in-the-future"

    moved = supervisor.patch(path, {"minutes": 60})
    assert moved.json()["minutes"] == 60
    assert supervisor.post(f"{path}/cancel", {}).status_code == 422
    assert supervisor.post(f"{path}/cancel", {"reason": "ill"}).json()["state"] == "cancelled"
    assert supervisor.patch(path, {"notes": "x"}).json()["type"] == "/problems/illegal-transition"
    assert supervisor.post(f"{path}/participants", {"user_id": user["mediator"]}).status_code == 409
    assert supervisor.post(f"{path}/reopen", {"reason": "well again"}).json()["state"] == "planned"
    began = {"starts_at": instant_text(clock.now() - timedelta(minutes=30)), "minutes": 30}
    assert supervisor.post(f"{path}/hold", began).json()["state"] == "held"
    assert supervisor.patch(path, {"minutes": 20}).json()["type"] == "/problems/illegal-transition"
    assert supervisor.patch(path, {"notes": "Spoke of reading"}).json()["notes"] == "Spoke of reading"
    stranger = supervisor.post(f"{path}/actions", {**todo, "user_id": user["mediator"]}).json()
    assert stranger["errors"][0]["pointer"] == "/user_id"


def test_an_action_is_done_by_whoever_agreed_to_it(world: World) -> None:
    place = world.indigo
    path, volunteer, supervisor = f"/v1/agreed-actions/{place.action_of_volunteer}", place.volunteer, place.supervisor
    assert [row["id"] for row in volunteer.get("/v1/agreed-actions").json()["items"]] == [
        str(place.action_of_volunteer)
    ]
    assert volunteer.post(f"{path}/drop", {"reason": "no time"}).status_code == 403
    assert volunteer.post(f"/v1/agreed-actions/{place.action_of_supervisor}/finish").status_code == 404
    done = volunteer.post(f"{path}/finish").json()
    assert (done["state"], done["closed_by_id"]) == ("done", str(volunteer.user_id))
    assert volunteer.post(f"{path}/finish").json()["allowed"] == ["reopen"]
    assert supervisor.patch(path, {"due_on": "2026-12-31"}).json()["type"] == "/problems/illegal-transition"
    again = supervisor.post(f"{path}/reopen", {"reason": "she was not at home"}).json()
    assert (again["state"], again["closed_at"], again["closed_by_id"]) == ("open", None, None)
    assert supervisor.patch(path, {"due_on": "2026-12-31"}).json()["due_on"] == "2026-12-31"
    dropped = place.coordinator.post(f"{path}/drop", {"reason": "has moved"}).json()
    assert (dropped["state"], dropped["closed_by_id"]) == ("dropped", str(place.coordinator.user_id))
    moves = volunteer.get(f"{path}?include=transitions").json()["transitions"]
    assert [row["move"] for row in moves] == ["finish", "reopen", "drop"]
    still = supervisor.get("/v1/agreed-actions?state=open&due_on_to=2099-01-01&sort=due_on").json()["items"]
    assert [row["id"] for row in still] == [str(place.action_of_supervisor)]
