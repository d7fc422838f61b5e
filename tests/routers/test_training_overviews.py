"""Training at a glance: one's own page, what a school's teachers have completed, who still lacks a course."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.models import CourseEnrolment, Membership, Teacher, TrainingRecord
from app.models.membership import Role
from app.models.training_purpose import TrainingPurpose
from tests.world import World


def proof(place: Any, days: int | None, **of: Any) -> TrainingRecord:
    """A record of the visiting course that ends so many days from today."""
    until = None if days is None else clock.today() + timedelta(days=days)
    about = {"title": "Visiting families", "purpose": TrainingPurpose.HOME_VISITING, "minutes": 60}
    begun = clock.today() - timedelta(days=300)
    return TrainingRecord(**{"course_id": place.visiting, **about, **of}, completed_on=begun, valid_until=until)


def test_a_school_counts_each_teacher_once_by_course(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        names = ("Ana", "Bojan", "Ceca")
        ana, bojan, ceca = (db.put(Teacher(school_id=place.school, given_name=name)).id for name in names)
        db.put(proof(place, -1, teacher_id=ana))
        db.put(proof(place, -5, teacher_id=bojan))
        db.put(proof(place, 0, teacher_id=bojan))
        db.put(proof(place, 9, user_id=place.teacher.user_id))
        revoked = db.put(proof(place, 9, teacher_id=ceca))
        db.commit()
    reason = {"reason": "a mistake"}
    assert place.coordinator.post(f"/v1/training-records/{revoked.id}/revoke", reason).status_code == 200
    path = f"/v1/schools/{place.school}/training"
    answer = place.coordinator.get(path)
    found = {row["course_id"]: row for row in answer.json()["courses"]}
    visiting, welcoming = found[str(place.visiting)], found[str(place.for_teachers)]
    numbers = ("teachers", "in_force", "expired", "never")
    assert [visiting[name] for name in numbers] == [4, 2, 1, 1], "Vesna has two records and counts once"
    assert [welcoming[name] for name in numbers] == [4, 0, 0, 4]
    assert str(place.drafted_course) not in found
    teachers = {row["given_name"]: row for row in answer.json()["teachers"]}
    assert teachers["Bojan"]["in_force"] == teachers["Vesna"]["in_force"] == [str(place.visiting)]
    assert (teachers["Ana"]["expired"], teachers["Ceca"]["expired"]) == ([str(place.visiting)], [])
    for row in found.values():
        held = sum(row["course_id"] in teacher["in_force"] for teacher in teachers.values())
        assert (row["in_force"], sum(row[name] for name in numbers[1:])) == (held, len(teachers)), "a recount"
    same = {"headers": {"if-none-match": answer.headers["etag"]}}
    assert place.coordinator.get(path, **same).status_code == 304
    assert place.coordinator.get(f"/v1/schools/{world.red_cross.school}/training").status_code == 404
    for name in ("supervisor", "teacher", "administrator", "volunteer"):
        assert place.people[name].get(path).status_code == 403
    shown = place.teacher.get("/v1/training-records").json()["items"]
    assert {row["user_id"] or row["teacher_id"] for row in shown} == {str(place.teacher.user_id), str(place.vesna)}


def test_who_lacks_a_course_is_told_to_who_looks_after_them(world: World) -> None:
    place = world.indigo
    user = {name: str(person.user_id) for name, person in place.people.items()}
    path = f"/v1/courses/{place.visiting}/gaps"

    def lacking(name: str, query: str = "") -> tuple[int, int, set[str]]:
        found = place.people[name].get(path + query).json()
        return found["people"], found["in_force"], {row["user_id"] for row in found["lacking"]}

    assert lacking("coordinator", "?role=volunteer") == (2, 1, {user["volunteer2"]})
    assert lacking("supervisor", "?role=volunteer") == (1, 1, set())
    assert lacking("coordinator", "?role=teacher") == (1, 1, set()), "held as the teacher Vesna"
    assert lacking("coordinator") == (6, 5, {user["volunteer2"]})
    record = place.coordinator.get(f"/v1/training-records?user_id={user['volunteer']}").json()["items"][0]
    assert place.coordinator.post(f"/v1/training-records/{record['id']}/revoke", {"reason": "why"}).status_code == 200
    assert lacking("supervisor", "?role=volunteer,assistant") == (1, 0, {user["volunteer"]})
    with world.as_system(place) as db:
        db.put(proof(place, -3, user_id=place.volunteer.user_id))
        member = db.find(Membership, place.volunteer2.membership_id)
        member.valid_to = clock.now() - timedelta(hours=1)
        db.commit()
    gone = place.coordinator.get(f"{path}?role=volunteer").json()
    assert [(row["user_id"], row["expired_on"]) for row in gone["lacking"]] == [
        (user["volunteer"], (clock.today() - timedelta(days=3)).isoformat())
    ]
    assert place.coordinator.get(f"{path}?role=nobody").status_code == 422
    assert place.coordinator.get(f"/v1/courses/{place.programme}/gaps").status_code == 404
    for name in ("volunteer", "teacher", "administrator"):
        assert place.people[name].get(path).status_code == 403


def test_a_learners_own_page_says_what_is_due_in_one_call(world: World) -> None:
    place = world.indigo
    today = clock.today()
    me = place.teacher.user_id
    with world.as_system(place) as db:
        db.find(CourseEnrolment, place.visiting_teacher).due_on = today - timedelta(days=2)
        outside = {"course_id": None, "title": "First aid", "user_id": me}
        db.put(proof(place, -10, **outside))
        db.put(proof(place, 20, **outside))
        db.put(proof(place, -1, **{**outside, "title": "Road safety"}))
        db.put(proof(place, None, **{**outside, "title": "For good"}))
        db.put(proof(place, -1, **{**outside, "title": "Not mine", "user_id": place.volunteer2.user_id}))
        db.commit()
    answer = place.teacher.get("/v1/my-training")
    page = answer.json()
    assert [(row["why"], row["title"]) for row in page["due"]] == [
        ("overdue", "Visiting families"), ("expired", "Road safety"), ("expires_soon", "First aid"),
    ]  # fmt: skip
    assert page["due"][0]["enrolment_id"] == str(place.visiting_teacher)
    assert [row["id"] for row in page["offered"]] == [str(place.for_teachers)]
    assert {row["title"] for row in page["records"]} == {
        "Visiting families", "First aid", "Road safety", "For good",
    }  # fmt: skip
    assert [UUID(row["id"]) for row in page["enrolments"]] == [place.visiting_teacher]
    same = {"headers": {"if-none-match": answer.headers["etag"]}}
    assert place.teacher.get("/v1/my-training", **same).status_code == 304
    begun = place.teacher.post("/v1/course-enrolments", {"course_id": str(place.for_teachers)})
    assert begun.status_code == 201
    page = place.teacher.get("/v1/my-training").json()
    assert (page["due"][-1]["why"], page["due"][-1]["on"], page["offered"]) == ("to_complete", None, [])
    assert place.coordinator.get("/v1/my-training").json() == {
        "due": [], "enrolments": [], "records": [], "offered": [],
    }  # fmt: skip
    for name in ("guardian", "data_protection_officer", "partner"):
        person = next(person for person in place.people.values() if person.role is Role(name))
        assert person.get("/v1/my-training").status_code == 403
