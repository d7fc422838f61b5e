"""Training in the world: a published course on visits with a quiz, a draft, who takes and who has completed what."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.ids import uuid7
from app.models import (
    Course,
    CourseEnrolment,
    CourseModule,
    HeldTraining,
    ModuleDone,
    QuizAttempt,
    TrainingRecord,
)
from app.models.course import PUBLISHED, CourseAudience, ModuleKind
from app.models.course_enrolment import IN_PROGRESS
from app.models.training_purpose import TrainingPurpose
from app.services.training.publishing_courses import version_of

TRUE_FALSE = {"kind": "true_false", "text": "May you visit alone?", "options": [], "right_options": []}
ALONE = {**TRUE_FALSE, "right_truth": False, "right_number": None, "tolerance": 0, "explanation": "Never alone"}
VOLUNTEERS, TEACHERS = CourseAudience.VOLUNTEERS, CourseAudience.TEACHERS


def course(db: Any, title: str, *audience: CourseAudience) -> tuple[Course, list[CourseModule]]:
    """A draft of a guide and a quiz."""
    codes = "|" + "".join(f"{code}|" for code in sorted(audience))
    of = {"purpose": TrainingPurpose.HOME_VISITING, "language": "en", "audience": list(audience)}
    row = db.put(Course(title=title, **of, audience_codes=codes, validity_days=365))
    question = {"id": str(uuid7()), **ALONE, "translations": []}
    guide = db.put(CourseModule(course_id=row.id, place=1, kind=ModuleKind.GUIDE, title="How to visit", minutes=30))
    quiz = CourseModule(course_id=row.id, place=2, kind=ModuleKind.QUIZ, title="Quiz", questions=[question])
    return row, [guide, db.put(quiz)]


def published(db: Any, title: str, *audience: CourseAudience) -> tuple[Course, list[CourseModule]]:
    row, modules = course(db, title, *audience)
    version = db.put(version_of(row, modules))
    row.latest, row.current_id = version.number, version.id
    row.__lifecycle__.fire(row, "publish")
    db.flush()
    assert row.state is PUBLISHED
    return row, modules


def indigo(db: Any, place: Any) -> None:
    """The volunteer and volunteer2 are half way; the supervisor's volunteer and the teacher Vesna hold a record."""
    ids, people = place.ids, {name: person.user_id for name, person in place.people.items()}
    visiting, modules = published(db, "Visiting families", *CourseAudience)
    ids["visiting"], ids["visiting_guide"], ids["visiting_quiz"] = visiting.id, *(module.id for module in modules)
    ids["for_teachers"] = published(db, "Welcoming parents", TEACHERS)[0].id
    ids["drafted_course"] = course(db, "Reading together", VOLUNTEERS)[0].id
    for name in ("volunteer", "volunteer2", "teacher", "assistant", "mediator", "educator"):
        ids[f"visiting_{name}"] = begun(db, visiting, modules, people[name]).id
    held = HeldTraining(
        course_id=visiting.id, title=visiting.title, purpose=visiting.purpose, held_on=clock.today(), minutes=180,
        people=3, created_by=people["supervisor"],
    )  # fmt: skip
    ids["held_training"] = db.put(held).id
    for name in ("volunteer", "mediator", "educator", "assistant"):
        ids[f"record_of_{name}"] = db.put(record(held, user_id=people[name])).id
    ids["record_of_vesna"] = db.put(record(held, teacher_id=ids["vesna"])).id


def red_cross(db: Any, place: Any) -> None:
    """A course of the other organisation, which its volunteer takes."""
    row, modules = published(db, "Homework helpers", VOLUNTEERS)
    user_id = place.people["volunteer"].user_id
    begun(db, row, modules, user_id)
    held = HeldTraining(title="First aid", purpose=TrainingPurpose.OTHER, held_on=clock.today(), minutes=60, people=1)
    db.put(record(db.put(held), user_id=user_id))


def begun(db: Any, course: Course, modules: list[CourseModule], user_id: Any) -> CourseEnrolment:
    """Who has read the guide and failed the quiz once."""
    row = db.put(
        CourseEnrolment(
            course_id=course.id, user_id=user_id, version_id=course.current_id, title=course.title, modules=2,
            modules_done=1, enrolled_at=clock.now() - timedelta(days=2), state=IN_PROGRESS,
        )
    )  # fmt: skip
    of = {"enrolment_id": row.id, "user_id": user_id}
    db.put(ModuleDone(**of, module_id=modules[0].id, done_at=clock.now()))
    answers = [{"question_id": modules[1].questions[0]["id"], "options": None, "truth": True, "number": None}]
    finding = {"question_id": answers[0]["question_id"], "correct": False, "explanations": [], "solution": None}
    db.put(
        QuizAttempt(
            **of, course_id=course.id, module_id=modules[1].id, number=1, answers=answers, points=0, most_points=1,
            passed=False, findings=[finding],
        )
    )  # fmt: skip
    return row


def record(held: HeldTraining, **of: Any) -> TrainingRecord:
    return TrainingRecord(
        **of, course_id=held.course_id, held_training_id=held.id, title=held.title, purpose=held.purpose,
        completed_on=held.held_on, minutes=held.minutes, valid_until=held.held_on + timedelta(days=365),
    )  # fmt: skip
