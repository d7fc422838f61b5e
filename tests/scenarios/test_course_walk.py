"""A course taken in any order by anyone: only what the rule says completes it, and every sum equals a recount."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ids import uuid7
from tests.world import World

TRIES, PASS_MARK = 2, 60
QUIZZES = ("short", "long")
LENGTH = {"short": 1, "long": 3}


class Act(NamedTuple):
    """Who does what: `right` answers of a quiz, the others are wrong."""

    role: str
    move: str
    module: str = ""
    right: int = 0


EVERY = [
    *(Act(role, "finish", module) for role in ("volunteer", "coordinator") for module in ("guide", *QUIZZES)),
    *(Act("volunteer", "answer", quiz, right) for quiz in QUIZZES for right in range(LENGTH[quiz] + 1)),
    Act("coordinator", "answer", "long", 3),
    *(Act(role, "give-another-try") for role in ("volunteer", "coordinator")),
    Act("volunteer", "withdraw"),
]


@dataclass
class Model:
    """What an enrolment must be after each act, told here once more."""

    state: str = "enrolled"
    extra: int = 0
    done: set[str] = field(default_factory=set)
    tried: dict[str, list[int]] = field(default_factory=lambda: {quiz: [] for quiz in QUIZZES})
    path: list[str] = field(default_factory=lambda: ["enrolled"])

    def go(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.path.append(state)

    def expect(self, act: Act) -> int:
        """The status of the answer; what the act changes is changed."""
        if (act.role == "volunteer") is (act.move == "give-another-try"):
            return 403
        match act.move:
            case "give-another-try":
                return self.again()
            case "withdraw":
                return self.leave()
            case "finish":
                return self.finish(act.module)
            case _:
                return self.answer(act)

    @property
    def is_open(self) -> bool:
        return self.state in ("enrolled", "in_progress")

    def leave(self) -> int:
        if not self.is_open and self.state != "failed":
            return 409
        self.go("withdrawn")
        return 200

    def finish(self, module: str) -> int:
        if module in self.done:
            return 200 if module not in QUIZZES else 409
        return 409 if module in QUIZZES or not self.is_open else self.add(module)

    def answer(self, act: Act) -> int:
        if act.module in self.done or not self.is_open or len(self.tried[act.module]) >= TRIES + self.extra:
            return 409
        self.tried[act.module].append(act.right)
        self.go("in_progress")
        if act.right * 100 >= PASS_MARK * LENGTH[act.module]:
            self.add(act.module)
        elif len(self.tried[act.module]) == TRIES + self.extra:
            self.go("failed")
        return 201

    def again(self) -> int:
        if self.state != "failed":
            return 409
        self.extra += 1
        self.go("in_progress")
        return 200

    def add(self, module: str) -> int:
        self.done.add(module)
        self.go("in_progress")
        if len(self.done) == 3:
            self.go("completed")
        return 200

    @property
    def score(self) -> int | None:
        if self.state != "completed":
            return None
        return sum(max(tried) for tried in self.tried.values()) * 100 // sum(LENGTH.values())


def question(number: int) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": "number", "text": "How many?", "right_number": number}


def offered(world: World) -> tuple[str, dict[str, str], dict[str, list[dict[str, Any]]]]:
    """A published course of a guide and two quizzes: its id, those of its modules, the questions."""
    author = world.indigo.coordinator
    about = {"purpose": "role_training", "language": "en", "audience": ["volunteers"], "title": "Walk"}
    rules = {"most_tries": TRIES, "pass_mark": PASS_MARK}
    course = author.post("/v1/courses", {**about, **rules}).json()["id"]
    asked = {quiz: [question(number) for number in range(LENGTH[quiz])] for quiz in QUIZZES}
    bodies = {"guide": {"kind": "guide"}, **{quiz: {"kind": "quiz", "questions": asked[quiz]} for quiz in QUIZZES}}
    path = f"/v1/courses/{course}"
    ids = {name: author.post(f"{path}/modules", {**body, "title": name}).json()["id"] for name, body in bodies.items()}
    assert author.post(f"{path}/publish").status_code == 200
    return course, ids, asked


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_only_the_rule_completes_a_course(world: World, data: st.DataObject) -> None:
    place, model = world.indigo, Model()
    course, ids, asked = offered(world)
    path = f"/v1/course-enrolments/{place.volunteer.post('/v1/course-enrolments', {'course_id': course}).json()['id']}"
    for act in data.draw(st.lists(st.sampled_from(EVERY), min_size=6, max_size=18)):
        match act.move:
            case "finish":
                answer = place.people[act.role].post(f"{path}/finish-module", {"module_id": ids[act.module]})
            case "answer":
                answers = [
                    {"question_id": one["id"], "number": one["right_number"] + (place_ >= act.right)}
                    for place_, one in enumerate(asked[act.module])
                ]
                body = {"module_id": ids[act.module], "answers": answers}
                answer = place.people[act.role].post(f"{path}/attempts", body)
                if answer.status_code == 201:
                    assert (answer.json()["points"], answer.json()["most_points"]) == (act.right, LENGTH[act.module])
            case _:
                body = {"reason": "was ill"} if act.move == "give-another-try" else None
                answer = place.people[act.role].post(f"{path}/{act.move}", body)
        assert answer.status_code == model.expect(act), (act, model, answer.text)
    agrees(world, path, model, course)


def agrees(world: World, path: str, model: Model, course: str) -> None:
    """The row, its parts, its way and the record are those of the model."""
    row = world.indigo.coordinator.get(f"{path}?include=attempts,done,transitions").json()
    assert (row["state"], row["score"]) == (model.state, model.score), model
    assert row["modules_done"] == len(row["done"]) == len(model.done)
    assert sum(one["points"] for one in row["attempts"]) == sum(sum(tried) for tried in model.tried.values())
    assert all(sum(found["correct"] for found in one["findings"]) == one["points"] for one in row["attempts"])
    assert sum(one["passed"] for one in row["attempts"]) == len(model.done - {"guide"})
    moved = [(step["from_state"], step["to_state"]) for step in row["transitions"]]
    assert moved == list(zip(model.path, model.path[1:], strict=False))
    records = world.indigo.volunteer.get(f"/v1/training-records?course_id={course}").json()["items"]
    assert [record["score"] for record in records] == ([model.score] if model.state == "completed" else [])
