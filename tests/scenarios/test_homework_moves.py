"""Any moves of a homework by anyone, repeated and out of order: only legal ones count, and nothing is lost."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ids import uuid7
from app.models.homework import WAITS_FOR, HomeworkState
from tests.world import World

# Written here once more, apart from the lifecycle that the code uses: move -> states it leaves -> state it reaches.
FINDS = {0: "checked", 1: "needs_revision", 2: "needs_revision"}
LEADS = {
    "submit": (("assigned", "needs_revision"), "submitted"),
    "start-check": (("submitted",), "in_check"),
    "check": (("submitted", "in_check"), None),
    "hand-over": (("submitted", "in_check", "needs_revision", "checked"), "handed_over"),
    "respond": (("handed_over",), "acknowledged"),
    "not-done": (("assigned",), "not_done"),
    "withdraw": (("assigned", "submitted", "in_check", "needs_revision", "checked"), "withdrawn"),
}
MAY = {
    "volunteer": set(LEADS),
    "educator": set(LEADS),
    "guardian": {"submit", "hand-over", "respond", "not-done"},
    "teacher": {"respond", "withdraw"},
    "assistant": set(),
    "coordinator": set(),
}
BODIES: dict[tuple[str, int], dict[str, Any]] = {
    **{("submit", slot): {"comment": f"round of slot {slot}"} for slot in range(3)},
    ("check", 0): {"child_present": True, "outcome": "ready"},
    ("check", 1): {"child_present": True, "outcome": "needs_revision"},
    ("check", 2): {"child_present": False, "not_present_reason": "ill", "outcome": "not_readable"},
    ("hand-over", 0): {"channel": "at_school"},
    **{("hand-over", slot): {"channel": "viber", "reason": "due this morning"} for slot in (1, 2)},
    **{("respond", slot): {"result": "accepted", "note": f"slot {slot}"} for slot in range(3)},
    **{("not-done", slot): {"reason": "ill"} for slot in range(3)},
    **{("withdraw", slot): {"reason": "a mistake"} for slot in range(3)},
}
STEPS = {"submit": "submissions", "check": "checks", "hand-over": "handovers", "respond": "responses"}


class Act(NamedTuple):
    """Who does what; the slot decides what is said and the client's id, so that the same act again is a repeat."""

    role: str
    move: str
    slot: int


@dataclass
class Model:
    """What a homework must be after each act."""

    state: str = "assigned"
    started_by: str = ""
    rows: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in STEPS.values()})
    path: list[str] = field(default_factory=lambda: ["assigned"])

    def go(self, state: str) -> None:
        self.state = state
        self.path.append(state)

    def expect(self, act: Act) -> int:
        """The status of the answer; what it changes is changed."""
        if act.move not in MAY[act.role] or (act.role == "educator" and act.move in ("check", "start-check")):
            return 403
        kind = STEPS.get(act.move)
        if kind is not None and act.slot in self.rows[kind]:
            return 200
        if act.move == "start-check" and self.state == "in_check":
            return 200
        sources, target = LEADS[act.move]
        if self.state not in sources:
            return 409
        if act.move == "hand-over" and self.state != "checked" and act.slot == 0:
            return 422
        if act.move == "check" and self.state == "submitted":
            self.go("in_check")
        self.go(target or FINDS[act.slot])
        if kind is not None:
            self.rows[kind].append(act.slot)
        return 200


def weighted() -> st.SearchStrategy[Act]:
    """Acts that often lead on; the others are strangers, repeats and too early or too late."""
    likely = [
        Act(role, move, slot)
        for role, moves in (("volunteer", ("submit", "check")), ("guardian", ("submit", "hand-over")))
        for move in moves
        for slot in range(3)
    ]
    every = st.builds(Act, st.sampled_from(sorted(MAY)), st.sampled_from(sorted(LEADS)), st.integers(0, 2))
    return st.one_of(st.sampled_from(likely), st.sampled_from(likely), every)


def allowed(state: str) -> set[str]:
    """What may be done in a state, by the names that a problem document uses."""
    return {move.replace("-", "_") for move, (sources, _) in LEADS.items() if state in sources and not (
        move == "check" and state == "submitted"
    )}  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(weighted(), min_size=1, max_size=14))
def test_only_legal_moves_count_and_nothing_is_lost(world: World, acts: list[Act]):
    place, model = world.indigo, Model()
    task = {"child_id": str(place.mila), "subject": "science", "title": "Leaves"}
    path = f"/v1/homework/{place.teacher.post('/v1/homework', task).json()['id']}"
    ids: dict[tuple[str, int], UUID] = {key: uuid7() for key in BODIES}
    for act in acts:
        body = BODIES.get((act.move, act.slot))
        if act.move in STEPS:
            body = {**BODIES[act.move, act.slot], "id": str(ids[act.move, act.slot])}
        answer = place.people[act.role].post(f"{path}/{act.move}", body)
        assert answer.status_code == model.expect(act), (act, model, answer.text)
        if answer.status_code == 409:
            assert set(answer.json()["allowed"]) == allowed(model.state)
            assert answer.json()["state"] == model.state
    agrees(world, path, model, ids)


def agrees(world: World, path: str, model: Model, ids: dict[tuple[str, int], UUID]) -> None:
    """The row, its steps and its transitions are those of the model, in its order and without gaps."""
    row = world.indigo.coordinator.get(f"{path}?include={','.join(STEPS.values())},transitions").json()
    assert row["state"] == model.state
    assert row["waits_for"] == WAITS_FOR[HomeworkState(model.state)]
    for move, kind in STEPS.items():
        assert [step["id"] for step in row[kind]] == [str(ids[move, slot]) for slot in model.rows[kind]], kind
    assert [step["round"] for step in row["submissions"]] == list(range(1, row["round"] + 1))
    sent = {step["id"]: step["round"] for step in row["submissions"]}
    assert all(sent[step["submission_id"]] == step["round"] for step in row["checks"])
    moved = [(step["from_state"], step["to_state"]) for step in row["transitions"]]
    assert moved == list(zip(model.path, model.path[1:], strict=False))
