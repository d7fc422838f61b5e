"""Any moves of a homework by anyone, repeated and out of order: only legal ones count, and nothing is lost."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.ids import uuid7
from app.models import Homework, Submission
from app.models.homework import WAITS_FOR, HomeworkState
from app.models.school_subject import SchoolSubject
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


EVERY = [Act(role, move, slot) for role in sorted(MAY) for move in sorted(LEADS) for slot in range(3)]
ENDS = ("not-done", "withdraw")


def leading_on(model: Model) -> list[Act]:
    """What would change the homework now; what ends it, seldom."""
    found = [act for act in EVERY if (after := deepcopy(model)).expect(act) == 200 and after.path != model.path]
    return [act for act in found if act.move not in ENDS] * 5 + [act for act in found if act.move in ENDS]


def allowed(state: str) -> set[str]:
    """What may be done in a state, by the names that a problem document uses."""
    return {move.replace("-", "_") for move, (sources, _) in LEADS.items() if state in sources and not (
        move == "check" and state == "submitted"
    )}  # fmt: skip


def test_in_each_state_exactly_these_moves_are_possible(world: World):
    place, moves = world.indigo, sorted(LEADS)
    tasks: dict[tuple[HomeworkState, str], UUID] = {}
    of = {"child_id": place.mila, "programme_id": place.programme, "group_id": place.owls}
    with world.as_system(place) as db:
        for state in HomeworkState:
            for move in moves:
                now = {"state": state, "waits_for": WAITS_FOR[state], "since": clock.now(), "round": 1}
                task = db.put(Homework(**of, **now, subject=SchoolSubject.SCIENCE, title="Leaves"))
                about = {"child_id": place.mila, "programme_id": place.programme, "homework_id": task.id}
                db.put(Submission(**about, round=1, submitted_at=clock.now()))
                tasks[state, move] = task.id
        db.commit()
    for (state, move), id in tasks.items():
        answer = place.volunteer.post(f"/v1/homework/{id}/{move}", BODIES.get((move, 1)))
        sources, target = LEADS[move]
        expected = (200, target or FINDS[1]) if state in sources else (409, state)
        assert (answer.status_code, answer.json()["state"]) == expected, (state, move)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_only_legal_moves_count_and_nothing_is_lost(world: World, data: st.DataObject):
    place, model = world.indigo, Model()
    task = {"child_id": str(place.mila), "subject": "science", "title": "Leaves"}
    path = f"/v1/homework/{place.teacher.post('/v1/homework', task).json()['id']}"
    ids: dict[tuple[str, int], UUID] = {key: uuid7() for key in BODIES}
    for _ in range(data.draw(st.integers(4, 18))):
        likely = leading_on(model)
        act = data.draw(st.sampled_from(likely if likely and data.draw(st.booleans()) else EVERY))
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
