"""Scoring: one point for each question that is answered rightly and wholly, nothing for parts, nothing taken off."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.core.problems import InvalidRequest
from app.models.course import QuestionKind
from app.models.course_enrolment import QuizAnswer

Entry = dict[str, Any]  # a RightAnswer of a version, as its column holds it


class Scored(NamedTuple):
    """What an attempt is worth."""

    points: int
    most_points: int
    passed: bool
    findings: list[dict[str, Any]]


def score(key: list[Entry], answers: list[QuizAnswer], pass_mark: int) -> Scored:
    """Scores an attempt at the questions of the key. Raises InvalidRequest for answers that do not fit them."""
    given = fitting({entry["question_id"]: entry for entry in key}, answers)
    correct = [is_right(entry, given.get(entry["question_id"])) for entry in key]
    points = sum(correct)
    passed = points * 100 >= pass_mark * len(key)
    findings = [found(entry, right, passed) for entry, right in zip(key, correct, strict=True)]
    return Scored(points, len(key), passed, findings)


def percent(points: Iterable[int], most: Iterable[int]) -> int | None:
    """All points of all quizzes in percent, rounded down; None where there was nothing to answer."""
    whole = sum(most)
    return sum(points) * 100 // whole if whole else None


def is_right(entry: Entry, answer: QuizAnswer | None) -> bool:
    """Whether the answer is the right one; none is not."""
    if answer is None:
        return False
    match entry["kind"]:
        case QuestionKind.TRUE_FALSE:
            return answer.truth is not None and answer.truth == entry["right_truth"]
        case QuestionKind.NUMBER:
            return answer.number is not None and abs(answer.number - entry["right_number"]) <= entry["tolerance"]
        case _:
            return set(answer.options or ()) == set(entry["right_options"])


def found(entry: Entry, correct: bool, passed: bool) -> dict[str, Any]:
    """What the learner is told; before the quiz is passed not what would have been right."""
    solution = {"options": entry["right_options"], "truth": entry["right_truth"], "number": entry["right_number"]}
    return {
        "question_id": entry["question_id"],
        "correct": correct,
        "explanations": [] if correct else entry["explanations"],
        "solution": solution if passed else None,
    }


MEMBER = {QuestionKind.TRUE_FALSE.value: "truth", QuestionKind.NUMBER.value: "number"}


def fitting(key: dict[str, Entry], answers: list[QuizAnswer]) -> dict[str, QuizAnswer]:
    """The answers by question, if each answers a question of the quiz, once, and in its kind."""
    given: dict[str, QuizAnswer] = {}
    errors = []
    for place, answer in enumerate(answers):
        id = str(answer.question_id)
        if id not in key:
            errors.append(refused(place, "question_id", "not_found", "The quiz has no such question."))
        elif id in given:
            errors.append(refused(place, "question_id", "not_allowed", "Each question once."))
        elif misfit := unasked(key[id], answer):
            errors.append(refused(place, misfit, "not_allowed", "This question is answered otherwise."))
        given[id] = answer
    if errors:
        raise InvalidRequest(errors=errors)
    return given


def refused(place: int, member: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/answers/{place}/{member}", "code": code, "detail": detail}


def unasked(entry: Entry, answer: QuizAnswer) -> str:
    """The member that is not of the question's kind; empty where all is well."""
    wanted = MEMBER.get(entry["kind"], "options")
    strange = [name for name in ("options", "truth", "number") if name != wanted and getattr(answer, name) is not None]
    if strange:
        return strange[0]
    several = entry["kind"] == QuestionKind.SINGLE and len(set(answer.options or ())) > 1
    return "options" if several else ""
