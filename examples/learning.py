"""A course for teachers: not published without right answers, failed once, passed, and seen in the overview."""

from callers import Body, check, new_id, slug
from preparation import tell
from three_families import Week


def learn(week: Week) -> None:
    """The teacher takes it between two lessons."""
    boss, teacher = week["coordinator"], week["teacher"]
    course, guide, quiz = write(week)
    enrolled = teacher.post("/v1/course-enrolments", {"id": new_id(), "course_id": course})
    path = f"/v1/course-enrolments/{enrolled['id']}"
    teacher.post(f"{path}/finish-module", {"module_id": guide}, expect=200)
    wrong = teacher.post(f"{path}/attempts", attempt(quiz, 0))
    check(not wrong["passed"] and wrong["findings"][0]["solution"] is None, "a wrong answer is not told the right one")
    check(wrong["findings"][0]["explanations"] != [], "but why it is wrong")
    passed = teacher.post(f"{path}/attempts", attempt(quiz, 1))
    check(passed["passed"] and teacher.get(path)["state"] == "completed", "the second answer completes the course")
    (record,) = teacher.all("/v1/training-records", course_id=course)
    check(record["state"] == "completed" and record["valid_until"] is not None, "there is a record, for a year")
    school = boss.get(f"/v1/schools/{week.story.school_id}/training")
    (row,) = [row for row in school["courses"] if row["course_id"] == course]
    check((row["in_force"], row["teachers"]) == (1, 1), "one of one teacher of the school has completed it")
    boss.post(f"/v1/courses/{course}/retire", expect=200)
    check(teacher.all("/v1/training-records", course_id=course) == [record], "the record outlives the course")
    tell("The teacher completed a course on talking with parents; the school's overview says 1 of 1.")


def attempt(quiz: Body, chosen: int) -> Body:
    return {
        "id": new_id(),
        "module_id": quiz["id"],
        "answers": [{"question_id": quiz["question"], "options": [chosen]}],
    }


def write(week: Week) -> tuple[str, str, Body]:
    """The course, its guide and its quiz with the question's id."""
    boss, question = week["coordinator"], new_id()
    about = {"purpose": "engaging_parents", "language": "en", "audience": ["teachers"], "validity_days": 365}
    course = boss.post("/v1/courses", {"id": new_id(), "title": f"Talking with parents {week.story.run}", **about})
    path = f"/v1/courses/{course['id']}"
    guide = boss.post(f"{path}/modules", {"kind": "guide", "title": "Begin with what went well", "minutes": 15})
    asked = {"id": question, "kind": "single", "text": "Who interprets at a meeting?"}
    options = {"options": ["The eldest child", "Somebody who is no relative"], "explanation": "Never a child."}
    quiz = boss.post(f"{path}/modules", {"kind": "quiz", "title": "One question", "questions": [{**asked, **options}]})
    refused = boss.post(f"{path}/publish", expect=409)
    check(slug(refused) == "course-not-ready", "a quiz without a right answer is not published")
    check(refused["errors"][0]["pointer"] == "/modules/1/questions/0/right_options", "it says which question")
    answered = [{**asked, **options, "right_options": [1]}]
    boss.patch(f"/v1/course-modules/{quiz['id']}", {"questions": answered})
    boss.post(f"{path}/publish", expect=200)
    return course["id"], guide["id"], {"id": quiz["id"], "question": question}
