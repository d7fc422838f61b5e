"""Courses: written, refused while a quiz cannot be answered, published, revised, taken, completed."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.core.ids import uuid7
from app.models import CourseVersion
from tests import pictures
from tests.uploads import content, ready
from tests.world import Person, World

ABOUT = {"purpose": "home_visiting", "language": "en", "audience": ["volunteers", "teachers"], "validity_days": 365}
CANARY = "canaryright"


def ask(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": kind, "text": f"A {kind} question?", **more}


SINGLE = ask("single", options=["alone", "in pairs"], right_options=[1], explanation=f"Never alone {CANARY}")
MULTIPLE = ask("multiple", options=["shoes off", "a gift", "a call before"], right_options=[0, 2])
TRUTH = ask("true_false", right_truth=False, explanation=f"It is not {CANARY}")
NUMBER = ask("number", right_number=112, tolerance=0.5)
QUESTIONS = [SINGLE, MULTIPLE, TRUTH, NUMBER]


def right(*but: dict[str, Any]) -> list[dict[str, Any]]:
    """The right answers, but for these questions a wrong one."""
    given = [(SINGLE, "options", [1], [0]), (MULTIPLE, "options", [2, 0], [0]), (TRUTH, "truth", False, True)]
    given.append((NUMBER, "number", 112.4, 911))
    return [{"question_id": q["id"], name: bad if q in but else good} for q, name, good, bad in given]


def made(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def written(author: Person, **more: Any) -> tuple[str, str, str]:
    """A published course of a guide and a quiz, with the ids of both."""
    course = made(author.post("/v1/courses", {**ABOUT, "title": "At the door", **more}))
    guide = made(author.post(f"/v1/courses/{course}/modules", {"kind": "guide", "title": "Visits", "minutes": 20}))
    quiz = {"kind": "quiz", "title": "Quiz", "minutes": 10, "questions": QUESTIONS}
    module = made(author.post(f"/v1/courses/{course}/modules", quiz))
    published = author.post(f"/v1/courses/{course}/publish")
    assert published.status_code == 200, published.text
    return course, guide, module


def test_a_quiz_that_cannot_be_answered_is_refused_place_by_place(world: World) -> None:
    author = world.indigo.coordinator
    course = made(author.post("/v1/courses", {**ABOUT, "title": "At the door"}))
    path = f"/v1/courses/{course}"
    empty = author.post(f"{path}/publish").json()
    assert (empty["type"], empty["errors"][0]["pointer"]) == ("/problems/course-not-ready", "/modules")
    made(author.post(f"{path}/modules", {"kind": "slides", "title": "Why"}))
    broken = [
        ask("single", options=["one"], right_options=[0]),
        ask("single", options=["one", "two"]),
        ask("single", options=["one", "two"], right_options=[0, 1]),
        ask("multiple", options=["one", "two"], right_options=[2]),
        ask("true_false"),
        ask("number", translations=[{"language": "fi", "text": "Mikä?", "options": ["yksi"]}]),
    ]
    quiz = f"/v1/course-modules/{made(author.post(f'{path}/modules', {'kind': 'quiz', 'title': 'Quiz'}))}"
    refused = author.post(f"{path}/publish").json()
    assert [error["pointer"] for error in refused["errors"]] == ["/modules/1/questions"]
    assert author.patch(quiz, {"questions": broken}).status_code == 200
    refused = author.post(f"{path}/publish").json()
    assert [error["pointer"].removeprefix("/modules/1/questions/") for error in refused["errors"]] == [
        "0/options", "1/right_options", "2/right_options", "3/right_options", "4/right_truth", "5/right_number",
        "5/translations/0/options",
    ]  # fmt: skip
    assert author.get(path).json()["state"] == "draft"
    for body, pointer in (
        ({"kind": "guide"}, "/questions"),
        ({"questions": [SINGLE, SINGLE]}, "/questions"),
        ({"attachment_ids": [str(uuid7())]}, "/attachment_ids"),
        ({"material_ids": [str(uuid7())]}, "/material_ids"),
    ):
        assert author.patch(quiz, body).json()["errors"][0]["pointer"] == pointer, body
    modules = [row["id"] for row in author.get(f"{path}/modules?sort=place").json()["items"]]
    assert author.post(f"{path}/order-modules", {"module_ids": modules[:1] * 2}).status_code == 422
    assert author.post(f"{path}/order-modules", {"module_ids": modules[::-1]}).status_code == 200
    included = author.get(f"{path}?include=modules").json()["modules"]
    assert [row["id"] for row in included] == modules[::-1]
    for learner in (world.indigo.volunteer, world.indigo.teacher):
        assert learner.get(path).status_code == 404
        assert learner.get(f"{path}/modules").status_code == 403
    assert world.indigo.guardian.get("/v1/courses").status_code == 403


def test_a_published_version_stays_for_those_who_have_begun_it(world: World) -> None:
    place = world.indigo
    author, volunteer = place.coordinator, place.volunteer
    course, guide, quiz = written(author)
    path = f"/v1/courses/{course}"
    first = volunteer.get(path).json()["current_id"]
    enrolled = made(volunteer.post("/v1/course-enrolments", {"course_id": course}))
    locked = author.patch(f"/v1/course-modules/{guide}", {"title": "Other"}).json()
    assert (locked["type"], locked["allowed"]) == ("/problems/illegal-transition", ["revise", "retire"])
    assert author.patch(path, {"pass_mark": 100}).status_code == 409
    assert author.patch(path, {"summary": "Knock first"}).status_code == 200
    assert author.delete(f"/v1/course-modules/{guide}").status_code == 409
    assert author.post(f"{path}/revise").json()["state"] == "in_revision"
    assert author.patch(path, {"pass_mark": 100, "audience": ["volunteers"]}).status_code == 200
    assert author.delete(f"/v1/course-modules/{guide}").status_code == 204
    assert volunteer.get(path).json()["current_id"] == first
    assert author.post(f"{path}/publish").json()["latest"] == 2
    assert place.teacher.get(path).status_code == 404, "no longer of the audience"
    second = volunteer.get(path).json()["current_id"]
    assert second != first
    row = volunteer.get(f"/v1/course-enrolments/{enrolled}").json()
    assert (row["version_id"], row["modules"]) == (first, 2)
    kept = volunteer.get(f"/v1/course-versions/{first}").json()
    assert (kept["pass_mark"], [module["id"] for module in kept["modules"]]) == (80, [guide, quiz])
    assert author.post(f"{path}/retire").json()["state"] == "retired"
    assert author.patch(path, {"title": "x"}).status_code == 409
    assert volunteer.get(path).json()["state"] == "retired", "half way, so still theirs"
    assert place.assistant.get(path).status_code == 404
    assert volunteer.get(f"/v1/course-versions/{second}").status_code == 404
    begun = f"/v1/course-enrolments/{enrolled}"
    assert volunteer.post(f"{begun}/finish-module", {"module_id": guide}).json()["modules_done"] == 1
    gone = author.post("/v1/course-enrolments", {"course_id": course, "user_id": str(place.assistant.user_id)})
    assert gone.json()["type"] == "/problems/course-not-offered"
    with world.as_system(place) as db:
        version = db.find(CourseVersion, UUID(first))
        version.title = "Changed"
        try:
            db.flush()
        except Exception as error:
            assert "append-only" in str(error) or "permission denied" in str(error)
        else:
            raise AssertionError("a version was changed")
        db.rollback()


def test_the_files_of_a_version_are_opened_by_who_may_take_it_and_drafts_by_authors(world: World) -> None:
    place = world.indigo
    author, helper = place.administrator, place.assistant
    files = {
        "slides": ready(world, author, pictures.pdf(), "application/pdf"),
        "picture": ready(world, author, pictures.photo(), "image/jpeg"),
        "later": ready(world, author, pictures.wav(), "audio/wav"),
    }
    course = made(author.post("/v1/courses", {**ABOUT, "title": "At the door"}))
    path = f"/v1/courses/{course}"
    slides = {"kind": "slides", "title": "Why", "attachment_ids": [files["slides"]]}
    handout = {"kind": "handout", "title": "A card", "attachment_ids": [files["picture"], files["slides"]]}
    module = made(author.post(f"{path}/modules", slides))
    made(author.post(f"{path}/modules", handout))

    def opened(by: Person) -> list[str]:
        """Which of them somebody may open; no other one is listed."""
        found = [name for name, id in files.items() if content(by, id).status_code == 200]
        listed = {row["id"] for row in by.get(f"/v1/attachments?used_by={course}").json()["items"]}
        assert listed <= {files[name] for name in found}
        return found

    every = list(files)
    assert [opened(by) for by in (author, place.supervisor, helper)] == [every, every[:2], []], "only a draft"
    assert author.post(f"{path}/publish").status_code == 200
    learners = ("volunteer", "teacher", "assistant", "mediator", "educator")
    assert {name: opened(place.people[name]) for name in learners} == {
        "volunteer": every[:2], "teacher": every[:2], "assistant": every[:2], "mediator": [], "educator": [],
    }  # fmt: skip
    assert content(helper, files["slides"]).content == pictures.pdf()
    shown = content(helper, files["picture"])
    assert shown.headers["content-type"] == "image/jpeg" and pictures.CAMERA.encode() not in shown.content
    assert world.red_cross.volunteer.get(f"/v1/attachments/{files['slides']}/content").status_code == 404

    # The next version: until it is published its files are for authors; then those who began the first keep theirs.
    enrolled = made(place.volunteer.post("/v1/course-enrolments", {"course_id": course}))
    assert author.post(f"{path}/revise").status_code == 200
    changed = author.patch(f"/v1/course-modules/{module}", {"attachment_ids": [files["later"]], "kind": "guide"})
    assert changed.status_code == 200
    assert [opened(by) for by in (place.coordinator, place.volunteer, helper)] == [every, every[:2], every[:2]]
    assert author.post(f"{path}/publish").status_code == 200
    assert content(helper, files["later"]).content == pictures.wav()
    assert author.patch(path, {"audience": ["teachers"]}).status_code == 200
    assert [opened(by) for by in (place.volunteer, helper)] == [every[:2], []], "begun, and no longer of the audience"
    assert place.volunteer.get(f"/v1/course-enrolments/{enrolled}").json()["state"] == "enrolled"


def test_what_is_right_is_told_only_once_the_quiz_is_passed(world: World) -> None:
    volunteer, teacher = world.indigo.volunteer, world.indigo.teacher
    course, _, quiz = written(world.indigo.coordinator)
    enrolled = made(volunteer.post("/v1/course-enrolments", {"course_id": course}))
    path = f"/v1/course-enrolments/{enrolled}"
    version = volunteer.get(path).json()["version_id"]
    for who in (volunteer, teacher):
        for way in (f"course-versions/{version}", f"courses/{course}", "courses", "course-versions", "quiz-attempts"):
            answer = who.get(f"/v1/{way}")
            assert answer.status_code == 200, way
            assert CANARY not in answer.text, way
            assert "right_" not in answer.text, way
        assert who.get(f"/v1/course-versions/{version}?fields=answer_key").status_code == 422
        assert who.get(f"/v1/courses/{course}?include=modules").status_code == 422
        assert who.get(f"/v1/course-modules/{quiz}").status_code == 403
    key = world.indigo.coordinator.get(f"/v1/course-versions/{version}").json()["answer_key"]
    assert [entry["right_options"] for entry in key] == [[1], [0, 2], [], []]

    wrong = volunteer.post(f"{path}/attempts", {"module_id": quiz, "answers": right(TRUTH)[1:3]})
    assert (wrong.status_code, wrong.json()["points"], wrong.json()["passed"]) == (201, 1, False)
    found = wrong.json()["findings"]
    assert [one["correct"] for one in found] == [False, True, False, False]
    assert [bool(one["explanations"]) for one in found] == [True, False, True, False]
    assert {one["solution"] for one in found} == {None}
    passed = volunteer.post(f"{path}/attempts", {"module_id": quiz, "answers": right()}).json()
    assert (passed["number"], passed["points"], passed["passed"]) == (2, 4, True)
    assert passed["findings"][0]["solution"]["options"] == [1]
    assert CANARY not in volunteer.get(f"/v1/course-versions/{version}").text


def test_a_course_is_completed_by_the_rule_and_by_nothing_else(world: World) -> None:
    place = world.indigo
    volunteer, coordinator = place.volunteer, place.coordinator
    course, guide, quiz = written(coordinator, most_tries=2)
    new = {"course_id": course, "id": str(uuid7()), "due_on": "2026-12-24"}
    answers = [volunteer.post("/v1/course-enrolments", new) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    path = f"/v1/course-enrolments/{new['id']}"
    for body, problem in (
        ({"course_id": course}, "already-enrolled"),
        ({"course_id": str(uuid7())}, "reference-not-found"),
        ({"course_id": course, "user_id": str(place.volunteer2.user_id)}, "reference-not-found"),
    ):
        assert volunteer.post("/v1/course-enrolments", body).json()["type"] == f"/problems/{problem}"
    stranger = coordinator.post("/v1/course-enrolments", {"course_id": course, "user_id": str(place.mediator.user_id)})
    assert stranger.json()["type"] == "/problems/not-in-the-audience"
    assert coordinator.post(f"{path}/finish-module", {"module_id": guide}).status_code == 403
    assert place.volunteer2.post(f"{path}/finish-module", {"module_id": guide}).status_code == 404

    assert volunteer.post(f"{path}/finish-module", {"module_id": quiz}).json()["type"] == "/problems/quiz-decides"
    assert volunteer.post(f"{path}/finish-module", {"module_id": str(uuid7())}).status_code == 422
    for _ in range(2):
        assert volunteer.post(f"{path}/finish-module", {"module_id": guide}).json()["modules_done"] == 1
    for body in (
        [{"question_id": str(uuid7()), "truth": True}],
        [{"question_id": SINGLE["id"], "truth": True}],
        [{"question_id": SINGLE["id"], "options": [0, 1]}],
        [{"question_id": TRUTH["id"], "truth": True}] * 2,
    ):
        refused = volunteer.post(f"{path}/attempts", {"module_id": quiz, "answers": body})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"][:9]) == (422, "/answers/"), body
    one = {"id": str(uuid7()), "module_id": quiz, "answers": right(SINGLE)}
    assert [volunteer.post(f"{path}/attempts", one).status_code for _ in range(2)] == [201, 200]
    assert volunteer.post(f"{path}/attempts", {**one, "id": str(uuid7())}).json()["number"] == 2
    assert volunteer.get(path).json()["state"] == "failed"
    assert volunteer.post(f"{path}/attempts", {**one, "id": None}).json()["type"] == "/problems/illegal-transition"
    assert volunteer.post(f"{path}/give-another-try", {"reason": "please"}).status_code == 403
    assert coordinator.post(f"{path}/give-another-try", {}).status_code == 422
    assert place.supervisor.post(f"{path}/give-another-try", {"reason": "was ill"}).json()["state"] == "in_progress"
    last = volunteer.post(f"{path}/attempts", {"module_id": quiz, "answers": right()}).json()
    assert last["passed"]
    whole = coordinator.get(f"{path}?include=attempts,done,transitions").json()
    assert "state" in whole, whole
    assert (whole["state"], whole["score"], whole["modules_done"]) == ("completed", 100, 2)
    assert len(whole["attempts"]) == 3
    assert [move["to_state"] for move in whole["transitions"]] == [
        "in_progress", "failed", "in_progress", "completed",
    ]  # fmt: skip
    records = volunteer.get(f"/v1/training-records?course_id={course}").json()["items"]
    assert [(row["enrolment_id"], row["score"], row["state"]) for row in records] == [(new["id"], 100, "completed")]
    assert records[0]["completed_on"] == clock.today().isoformat()
    assert volunteer.post(f"{path}/withdraw").status_code == 409
    assert volunteer.post(f"{path}/attempts", one).json()["number"] == 1, "sent again"
    again = volunteer.post("/v1/course-enrolments", {"course_id": course})
    assert again.status_code == 201, "completed before, so begun anew to renew it"
