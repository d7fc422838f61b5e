"""Courses and training records: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.models import CourseEnrolment
from app.models.course_enrolment import FAILED
from app.models.membership import Role
from tests.furnishings.training import published
from tests.scenarios.stage import Stage, case

ABOUT = {"purpose": "role_training", "language": "en", "audience": ["volunteers"]}


def drafted(at: Stage) -> str:
    return at.id_of("courses", by=at.place.coordinator, title="Reading together", **ABOUT)


def with_module(at: Stage) -> tuple[str, str]:
    course = drafted(at)
    guide = {"kind": "guide", "title": "How to read aloud", "minutes": 20}
    return course, at.id_of(f"courses/{course}/modules", by=at.place.coordinator, **guide)


def offered(at: Stage) -> str:
    course, _ = with_module(at)
    assert at.place.coordinator.post(f"/v1/courses/{course}/publish").status_code == 200
    return course


@case
def create_course(at: Stage) -> Any:
    return at.post("courses", title="First steps", **ABOUT)


@case
def update_course(at: Stage) -> Any:
    return at.patch(f"courses/{drafted(at)}", title="Reading aloud", pass_mark=70)


@case
def publish_course(at: Stage) -> Any:
    return at.me.post(f"/v1/courses/{with_module(at)[0]}/publish")


@case
def revise_course(at: Stage) -> Any:
    return at.me.post(f"/v1/courses/{offered(at)}/revise")


@case
def retire_course(at: Stage) -> Any:
    return at.me.post(f"/v1/courses/{offered(at)}/retire")


@case
def create_course_module(at: Stage) -> Any:
    return at.post(f"courses/{drafted(at)}/modules", kind="slides", title="Why read aloud")


@case
def update_course_module(at: Stage) -> Any:
    return at.patch(f"course-modules/{with_module(at)[1]}", title="How to read", minutes=25)


@case
def delete_course_module(at: Stage) -> Any:
    return at.delete(f"course-modules/{with_module(at)[1]}")


@case
def order_course_modules(at: Stage) -> Any:
    course, module = with_module(at)
    return at.post(f"courses/{course}/order-modules", module_ids=[module])


def taken(at: Stage) -> tuple[CourseEnrolment, dict[str, UUID]]:
    """An enrolment in a course of its own: of the caller, or of the supervisor's volunteer."""
    looks_after = at.me.role in (Role.COORDINATOR, Role.SUPERVISOR)
    learner = at.place.volunteer if looks_after else at.me
    with at.world.as_system(at.place) as db:
        course, (guide, quiz) = published(db, "A course", "volunteers", "teachers", "mediators", "educators")
        of = {"course_id": course.id, "user_id": learner.user_id, "version_id": course.current_id}
        row = db.put(CourseEnrolment(**of, title=course.title, modules=2, enrolled_at=clock.now()))
        db.commit()
        question = UUID(quiz.questions[0]["id"])
        return row, {"course": course.id, "guide": guide.id, "quiz": quiz.id, "question": question}


@case
def create_course_enrolment(at: Stage) -> Any:
    row, ids = taken(at)
    at.place.coordinator.post(f"/v1/course-enrolments/{row.id}/withdraw")
    return at.post("course-enrolments", course_id=str(ids["course"]), user_id=str(row.user_id))


@case
def finish_module_of_course_enrolment(at: Stage) -> Any:
    row, ids = taken(at)
    return at.post(f"course-enrolments/{row.id}/finish-module", module_id=str(ids["guide"]))


@case
def create_quiz_attempt(at: Stage) -> Any:
    row, ids = taken(at)
    answers = [{"question_id": str(ids["question"]), "truth": False}]
    return at.post(f"course-enrolments/{row.id}/attempts", module_id=str(ids["quiz"]), answers=answers)


@case
def give_another_try_at_course(at: Stage) -> Any:
    row, _ = taken(at)
    with at.world.as_system(at.place) as db:
        failed = db.find(CourseEnrolment, row.id)
        for move in ("begin", "fail"):
            failed.__lifecycle__.fire(failed, move)
            db.flush()
        assert failed.state is FAILED
        db.commit()
    return at.post(f"course-enrolments/{row.id}/give-another-try", reason="was ill")


@case
def withdraw_course_enrolment(at: Stage) -> Any:
    return at.me.post(f"/v1/course-enrolments/{taken(at)[0].id}/withdraw")


HELD = {"title": "First aid", "provider": "Red Cross", "purpose": "other", "held_on": "2026-10-01", "minutes": 120}


@case
def create_held_training(at: Stage) -> Any:
    return at.post("held-trainings", **HELD, user_ids=[str(at.place.volunteer.user_id)])


@case
def revoke_training_record(at: Stage) -> Any:
    held = at.id_of("held-trainings", by=at.place.coordinator, **HELD, user_ids=[str(at.place.volunteer.user_id)])
    record = at.me.get(f"/v1/training-records?held_training_id={held}").json()["items"][0]["id"]
    return at.post(f"training-records/{record}/revoke", reason="was not there")
