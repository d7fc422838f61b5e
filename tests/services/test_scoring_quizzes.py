"""Scoring: whatever is asked and answered, the points are a recount of what is right, and the pass mark decides."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import uuid7
from app.core.problems import InvalidRequest
from app.models.course_enrolment import QuizAnswer
from app.services.training.scoring_quizzes import percent, score

OPTIONS = st.lists(st.integers(0, 4), max_size=5, unique=True)
RIGHT = {
    "single": st.tuples(st.just("options"), st.integers(0, 4).map(lambda place: [place])),
    "multiple": st.tuples(st.just("options"), OPTIONS.filter(bool)),
    "true_false": st.tuples(st.just("truth"), st.booleans()),
    "number": st.tuples(st.just("number"), st.integers(-5, 5)),
}
MEMBERS = {"options": "right_options", "truth": "right_truth", "number": "right_number"}


@st.composite
def quizzes(draw: Any) -> list[tuple[dict[str, Any], QuizAnswer | None, bool]]:
    """Questions with their keys, what is answered, and whether that is right, told by how the answer was drawn."""
    asked = []
    for kind in draw(st.lists(st.sampled_from(sorted(RIGHT)), min_size=1, max_size=8)):
        member, right = draw(RIGHT[kind])
        id = uuid7()
        none: dict[str, Any] = {"right_options": [], "right_truth": None, "right_number": None, "tolerance": 0.25}
        entry = {"question_id": str(id), "kind": kind, **none, MEMBERS[member]: right, "explanations": []}
        how = draw(st.sampled_from(["right", "wrong", "not at all"]))
        asked.append((entry, None if how == "not at all" else said(id, member, right, how), how == "right"))
    return asked


def said(id: UUID, member: str, right: Any, how: str) -> QuizAnswer:
    """The right answer, told a little differently, or one that is wrong."""
    value: Any = right
    match member, how:
        case "options", "right":
            value = right[::-1]
        case "options", _:
            value = [place + 1 for place in right] if len(right) == 1 else right[1:]
        case "number", _:
            value = right + (0.25 if how == "right" else 0.26)
        case "truth", "wrong":
            value = not right
    return QuizAnswer.model_validate({"question_id": id, member: value})


@given(quiz=quizzes(), pass_mark=st.integers(1, 100))
def test_the_points_are_a_recount_of_what_is_right(quiz: Any, pass_mark: int) -> None:
    key = [entry for entry, _, _ in quiz]
    found = score(key, [answer for _, answer, _ in quiz if answer is not None], pass_mark)
    right = [is_right for _, _, is_right in quiz]
    assert [one["correct"] for one in found.findings] == right
    assert (found.points, found.most_points) == (sum(right), len(quiz))
    assert found.passed == (sum(right) / len(quiz) * 100 >= pass_mark - 1e-9)
    assert all((one["solution"] is not None) == found.passed for one in found.findings)
    assert percent([found.points], [found.most_points]) == 100 * sum(right) // len(quiz)


def test_nothing_to_answer_has_no_percent_and_a_strange_answer_no_points() -> None:
    assert percent([], []) is None
    assert percent([1, 2], [2, 4]) == 50
    entry = {
        "question_id": str(uuid7()), "kind": "single", "right_options": [0], "right_truth": None,
        "right_number": None, "tolerance": 0, "explanations": [],
    }  # fmt: skip
    with pytest.raises(InvalidRequest) as refused:
        score([entry], [QuizAnswer(question_id=UUID(str(entry["question_id"])), number=0.0)], 50)
    assert refused.value.members["errors"][0]["pointer"] == "/answers/0/number"
