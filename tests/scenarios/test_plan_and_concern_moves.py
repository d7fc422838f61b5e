"""Any moves of a plan and of a concern, repeated and out of order: only legal ones count, and nothing is lost."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ids import uuid7
from tests.world import World

# Written here once more, apart from the lifecycles that the code uses: move -> states it leaves -> state it reaches.
CONCERN = {
    "acknowledge": (("raised",), "acknowledged"),
    "review": (("acknowledged",), "under_review"),
    "act": (("under_review",), "action_taken"),
    "refer": (("under_review",), "referred"),
    "close": (("under_review", "action_taken", "referred"), "closed"),
    "resume": (("action_taken", "referred", "closed"), "under_review"),
}
PLAN = {
    "publish": (("agreed",), "active"),
    "review": (("active",), "reviewed"),
    "resume": (("reviewed",), "active"),
    "revise": (("agreed", "active", "reviewed"), "draft"),
    "close": (("draft", "agreed", "active", "reviewed"), "closed"),
}
OPEN = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def allowed(moves: dict[str, Any], state: str) -> set[str]:
    return {move for move, (sources, _) in moves.items() if state in sources}


@OPEN
@given(steps=st.lists(st.tuples(st.sampled_from([*CONCERN, "entries"]), st.integers(1, 2)), max_size=14))
def test_a_concern_keeps_every_step_once(world: World, steps: list[tuple[str, int]]):
    place, state, told = world.indigo, "raised", ["assignment"]
    raised = place.assistant.post("/v1/safeguarding-concerns", {"facts": "x", "child_id": str(place.mila)}).json()
    path = f"/v1/safeguarding-concerns/{raised['id']}"
    for number, (move, times) in enumerate(steps):
        for _ in range(times):  # the same request again, as a weak network sends it
            headers = {"idempotency-key": f"{path}{number}"}
            answer = place.coordinator.post(f"{path}/{move}", {"text": f"step {number}"}, headers=headers)
        if move != "entries" and state not in CONCERN[move][0]:
            assert (answer.status_code, set(answer.json()["allowed"])) == (409, allowed(CONCERN, state))
            continue
        assert answer.status_code == (201 if move == "entries" else 200), answer.text
        state = state if move == "entries" else CONCERN[move][1]
        told.append(f"step {number}")
    rows = place.coordinator.get(f"{path}/entries?limit=200").json()["items"]
    assert [row["text"] or row["kind"] for row in rows] == told
    assert place.coordinator.get(path).json()["state"] == state


WORDS = ("agree by supervisor", "agree by volunteer", "agree by coordinator", "agree late", "reword")


@dataclass
class Plan:
    """What a plan must be after each act."""

    state: str = "draft"
    revision: int = 1
    sides: set[str] = field(default_factory=set)
    versions: list[Any] = field(default_factory=list)

    def expect(self, move: str) -> int:
        """The status of the answer; what it changes is changed."""
        if move == "agree late":
            return 409
        if move.startswith("agree by"):
            return self.agree("leader" if move.endswith("volunteer") else "oversight")
        if move == "reword":
            return self.reword() if self.state == "draft" else 409
        if self.state not in PLAN[move][0]:
            return 409
        self.state = PLAN[move][1]
        if move in ("publish", "review"):
            self.versions.append(None)
        return self.reword() if move == "revise" else 200

    def agree(self, side: str) -> int:
        if side in self.sides:
            return 200
        if self.state != "draft":
            return 409
        self.sides.add(side)
        if len(self.sides) == len(("oversight", "leader")):
            self.state = "agreed"
        return 200

    def reword(self) -> int:
        self.revision, self.sides = self.revision + 1, set()
        return 200


@OPEN
@given(steps=st.lists(st.tuples(st.sampled_from([*PLAN, *WORDS, *WORDS[:2]]), st.integers(1, 2)), max_size=18))
def test_a_plan_is_published_only_as_both_have_agreed_and_versions_stay(world: World, steps: list[tuple[str, int]]):
    boss, plan = world.indigo.coordinator, Plan()
    path = new_plan(world)
    for move, times in steps:
        for _ in range(times):
            answer = act(world, path, move, plan.revision)
            assert answer.status_code == plan.expect(move), (move, plan, answer.text)
            if answer.status_code == 409 and move in PLAN:
                assert set(answer.json()["allowed"]) - {"agree"} == allowed(PLAN, plan.state)
        found = boss.get(f"{path}/versions").json()["items"]
        assert all(was in (None, now) for was, now in zip(plan.versions, found, strict=True)), "a version has changed"
        plan.versions = found
    row = boss.get(path).json()
    assert (row["state"], row["revision"], row["latest"]) == (plan.state, plan.revision, len(plan.versions))
    assert [version["number"] for version in plan.versions] == list(range(1, len(plan.versions) + 1))


def new_plan(world: World) -> str:
    """A draft for Mila, whose plan of the example before is closed."""
    boss, of = world.indigo.coordinator, {"child_id": str(world.indigo.mila)}
    for row in boss.get("/v1/child-plans", params=of).json()["items"]:
        if row["state"] != "closed":
            boss.post(f"/v1/child-plans/{row['id']}/close", {"reason": "the next example"})
    return f"/v1/child-plans/{boss.post('/v1/child-plans', of).json()['id']}"


def act(world: World, path: str, move: str, revision: int) -> Any:
    boss = world.indigo.coordinator
    match move.split():
        case ["agree", "late"]:
            return boss.post(f"{path}/agree", {"revision": revision + 1})
        case ["agree", _, name]:
            return world.indigo.people[name].post(f"{path}/agree", {"revision": revision})
        case ["reword"]:
            return boss.patch(path, {"focus": f"revision {uuid7()}"})
        case ["close"]:
            return boss.post(f"{path}/close", {"reason": "enough"})
        case ["review"]:
            return boss.post(f"{path}/review", {"note": f"{uuid7()}"})
    return boss.post(f"{path}/{move}")
