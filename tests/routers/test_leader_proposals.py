"""Proposals: from a suggestion to the leading and its end, and a pair that is over is not proposed silently again."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.groups import children, form
from tests.households import wrong
from tests.world import Person, World

OVER = {"reason": "time", "by": "volunteer"}
ACTS = ("propose", "again", "accept", "activate", "decline", "end", "end_leading")
FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def move(boss: Person, id: str, verb: str, **body: Any) -> Any:
    return boss.post(f"/v1/leader-proposals/{id}/{verb}", body)


def test_a_pair_from_the_suggestion_to_its_end_and_never_silently_again(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    pair = {"volunteer_id": str(place.volunteer2_profile), "group_id": form(boss, place).json()["id"]}

    def suggested(**asked: Any) -> dict[str, Any]:
        answer = boss.get(f"/v1/mentor-groups/{pair['group_id']}/suggestions", params=asked).json()["items"]
        return {item["volunteer_id"]: item["earlier"] for item in answer}

    assert suggested()[pair["volunteer_id"]] is None
    made = boss.post("/v1/leader-proposals", pair)
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    id = made.json()["id"]
    assert pair["volunteer_id"] not in suggested() | suggested(earlier="true")
    again = boss.post("/v1/leader-proposals", {**pair, "again": True})
    assert (again.status_code, again.json()["present"], again.json()["state"]) == (409, id, "proposed")
    assert move(boss, id, "activate").status_code == 409
    assert move(boss, id, "accept").json()["state"] == "accepted"
    begun = move(boss, id, "activate").json()
    leader = f"/v1/group-leaders/{begun['leader_id']}"
    assert boss.get(leader).json()["user_id"] == str(place.volunteer2.user_id)
    assert wrong(move(boss, id, "end", reason="time", by="system")) == (422, "/by", "not_allowed")
    ended = move(boss, id, "end", **OVER).json()
    assert (ended["state"], ended["end_reason"], ended["ended_by"]) == ("ended", "time", "volunteer")
    assert boss.get(leader).json()["valid_to"] is not None
    assert pair["volunteer_id"] not in suggested()
    told = suggested(earlier="true")[pair["volunteer_id"]]
    assert (told["proposal_id"], told["reason"], told["by"]) == (id, "time", "volunteer")
    assert boss.post("/v1/leader-proposals", pair).json()["state"] == "ended"
    second = boss.post("/v1/leader-proposals", {**pair, "again": True}).json()["id"]
    # What ends the leading ends the pair, and who leaves is proposed for nothing.
    move(boss, second, "accept")
    begun = move(boss, second, "activate").json()
    assert boss.post(f"/v1/group-leaders/{begun['leader_id']}/end", {}).status_code == 200
    after = boss.get(f"/v1/leader-proposals/{second}").json()
    assert (after["state"], after["ended_by"], after["end_reason"]) == ("ended", "system", "leading_ended")
    third = boss.post("/v1/leader-proposals", {**pair, "again": True}).json()["id"]
    boss.post(f"/v1/volunteers/{pair['volunteer_id']}/end", {"reason": "moved", "by": "volunteer"})
    assert boss.get(f"/v1/leader-proposals/{third}").json()["state"] == "declined"
    refused = boss.post("/v1/leader-proposals", {**pair, "again": True})
    assert wrong(refused) == (422, "/volunteer_id", "not_allowed")


def test_a_child_is_helped_in_a_group_in_which_it_has_a_place(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    (waiting,) = children(world, place, 1, grade=3)
    group = form(boss, place).json()["id"]
    pair = {"volunteer_id": str(place.volunteer_profile), "child_id": str(waiting)}
    assert wrong(boss.post("/v1/leader-proposals", {**pair, "group_id": group}))[0] == 422
    id = boss.post("/v1/leader-proposals", pair).json()["id"]
    move(boss, id, "accept")
    assert wrong(move(boss, id, "activate")) == (422, "/group_id", "missing")
    assert wrong(move(boss, id, "activate", group_id=group)) == (422, "/group_id", "not_allowed")
    assert boss.post(f"/v1/mentor-groups/{group}/members", {"child_id": str(waiting)}).status_code == 201
    begun = move(boss, id, "activate", group_id=group, valid_from="2026-01-05T08:00:00Z").json()
    assert begun["state"] == "active"
    assert boss.get(f"/v1/group-leaders/{begun['leader_id']}").json()["valid_from"].startswith("2026-01-05T08:00")
    assert place.volunteer.get(f"/v1/children/{waiting}").status_code == 200
    assert place.volunteer.get(f"/v1/leader-proposals/{id}").status_code == 403
    assert world.red_cross.coordinator.get(f"/v1/leader-proposals/{id}").status_code == 404


def test_random_histories_keep_at_most_one_open_pair_and_leading_with_it(world: World) -> None:
    """An active pair has a leader now, any other has none; an open one is never doubled."""
    place, boss = world.indigo, world.indigo.coordinator

    @FEW
    @given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=9))
    def walk(acts: list[str]) -> None:
        pair = {"volunteer_id": str(place.volunteer2_profile), "group_id": form(boss, place).json()["id"]}
        for act in acts:
            rows = boss.get(f"/v1/leader-proposals?group_id={pair['group_id']}").json()["items"]
            last = rows[-1] if rows else None
            if act in ("propose", "again"):
                answer = boss.post("/v1/leader-proposals", {**pair, "again": act == "again"})
                open_now = last is not None and last["state"] not in ("declined", "ended")
                expected = 409 if open_now or (last is not None and act == "propose") else 201
                assert answer.status_code == expected
            elif act == "end_leading" and last is not None and last["leader_id"]:
                assert boss.post(f"/v1/group-leaders/{last['leader_id']}/end", {}).status_code in (200, 409)
            elif last is not None and act != "end_leading":
                body = OVER if act in ("decline", "end") else {}
                assert move(boss, last["id"], act, **body).status_code in (200, 409)
            states = [
                row["state"] for row in boss.get(f"/v1/leader-proposals?group_id={pair['group_id']}").json()["items"]
            ]
            assert sum(state not in ("declined", "ended") for state in states) <= 1
            leaders = boss.get(f"/v1/mentor-groups/{pair['group_id']}/leaders?now=true").json()["items"]
            assert len(leaders) == states.count("active")

    walk()
