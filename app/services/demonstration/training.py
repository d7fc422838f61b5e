"""Courses with what people have taken of them: completed and on record, half way, failed at the quiz."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.models import (
    Course,
    CourseEnrolment,
    CourseModule,
    CourseVersion,
    HeldTraining,
    ModuleDone,
    QuizAttempt,
    TrainingRecord,
)
from app.models.course import CourseAudience, CourseState, ModuleKind, QuestionKind, QuizQuestion
from app.models.course_enrolment import COMPLETED, FAILED, IN_PROGRESS, QuizAnswer
from app.models.training_purpose import TrainingPurpose
from app.services.demonstration.shelving import Library
from app.services.demonstration.stage import Stage
from app.services.training.completing_courses import record_of, score_of
from app.services.training.publishing_courses import version_of
from app.services.training.scoring_quizzes import score
from app.services.training.writing_courses import codes_of

RIGHT = 1


class Teaching(NamedTuple):
    """A course: the material that it is read from, its quiz, and who takes it.

    The second answer to each question is right. `quiz`: question, two answers, why.
    """

    key: str
    purpose: TrainingPurpose
    audience: tuple[CourseAudience, ...]
    quiz: tuple[tuple[str, str, str, str], ...]
    completed: tuple[str, ...]
    begun: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def teach(stage: Stage, library: Library, courses: tuple[Teaching, ...]) -> None:
    """Writes the courses and what people have done in them, and one training that was held in person."""
    stage.dice.begin("courses")
    for of in courses:
        version = publish(stage, library, of)
        for names, until in ((of.completed, COMPLETED), (of.begun, IN_PROGRESS), (of.failed, FAILED)):
            for name in names:
                take(stage, version, name, until)
    hold(stage)


def publish(stage: Stage, library: Library, of: Teaching) -> CourseVersion:
    """A guide to read and a quiz about it; published, it is frozen as a version."""
    text, author = library[of.key]["en"], stage.people["coordinator"]
    course = Course(
        id=stage.dice.id(), purpose=of.purpose, language="en", title=text.title, summary=text.summary,
        audience=list(of.audience), audience_codes=codes_of(list(of.audience)), validity_days=730, most_tries=2,
        state=CourseState.PUBLISHED, latest=0, created_by=author,
    )  # fmt: skip
    guide = CourseModule(
        id=stage.dice.id(), course_id=course.id, place=1, kind=ModuleKind.GUIDE, title=text.title, minutes=20,
        text="\n\n".join(section["text"] for section in text.sections), material_ids=[str(text.material_id)],
        created_by=author,
    )  # fmt: skip
    questions = [question(stage, *asked) for asked in of.quiz]
    quiz = CourseModule(
        id=stage.dice.id(), course_id=course.id, place=2, kind=ModuleKind.QUIZ, title="Quiz", minutes=5,
        questions=questions, created_by=author,
    )  # fmt: skip
    version = version_of(course, [guide, quiz])
    version.id, version.created_by = stage.dice.id(), author
    course.latest, course.current_id = version.number, version.id
    for rows in ([course], [guide, quiz], [version]):
        stage.put(rows)
    return version


def question(stage: Stage, text: str, wrong: str, right: str, why: str) -> dict[str, Any]:
    asked = QuizQuestion(
        id=stage.dice.id(), kind=QuestionKind.SINGLE, text=text, options=[wrong, right], right_options=[RIGHT],
        explanation=why,
    )  # fmt: skip
    return asked.model_dump(mode="json")


def take(stage: Stage, version: CourseVersion, name: str, until: Any) -> None:
    """Somebody begins the course and comes as far as this state."""
    days = timedelta(days=stage.dice.number(10, 60))
    guide, quiz = (UUID(module["id"]) for module in version.modules)
    row = CourseEnrolment(
        id=stage.dice.id(), course_id=version.course_id, user_id=stage.people[name], version_id=version.id,
        title=version.title, state=until, enrolled_at=stage.now - days, modules=2, modules_done=1,
        due_on=stage.today + timedelta(days=20), created_by=stage.people[name],
    )  # fmt: skip
    chosen = {COMPLETED: (RIGHT,), FAILED: (1 - RIGHT,) * version.most_tries}.get(until, ())
    attempts = [attempt(stage, row, version, number, option) for number, option in enumerate(chosen, start=1)]
    done = [finished(stage, row, guide)]
    if until is COMPLETED:
        done.append(finished(stage, row, quiz))
        row.modules_done, row.completed_on = 2, row.enrolled_at.date() + timedelta(days=2)
        row.score = score_of(attempts)
    for rows in ([row], done, attempts):
        stage.put(rows)
    if until is COMPLETED:
        record = record_of(row, version)
        record.id, record.created_by = stage.dice.id(), row.user_id
        stage.put([record])


def finished(stage: Stage, row: CourseEnrolment, module_id: UUID) -> ModuleDone:
    of: dict[str, Any] = {"enrolment_id": row.id, "user_id": row.user_id, "created_by": row.user_id}
    return ModuleDone(id=stage.dice.id(), module_id=module_id, done_at=row.enrolled_at + timedelta(hours=2), **of)


def attempt(stage: Stage, row: CourseEnrolment, version: CourseVersion, number: int, option: int) -> QuizAttempt:
    """An attempt that gives the same answer to every question, scored as anybody's."""
    answers = [QuizAnswer(question_id=UUID(entry["question_id"]), options=[option]) for entry in version.answer_key]
    quiz = UUID(version.answer_key[0]["module_id"])
    found = score(version.answer_key, answers, version.pass_mark)._asdict()
    return QuizAttempt(
        id=stage.dice.id(), enrolment_id=row.id, course_id=row.course_id, user_id=row.user_id, module_id=quiz,
        number=number, answers=[answer.model_dump(mode="json") for answer in answers], created_by=row.user_id, **found,
    )  # fmt: skip


def hold(stage: Stage) -> None:
    """First aid, from outside, in person: it expires soon."""
    names = ("volunteer", "volunteer2", "educator")
    said: dict[str, Any] = {"title": "First aid for children", "provider": "Red Cross", "minutes": 360}
    said |= {"purpose": TrainingPurpose.OTHER, "valid_until": stage.today + timedelta(days=25)}
    said["created_by"] = stage.people["coordinator"]
    on = stage.today - timedelta(days=340)
    held = HeldTraining(id=stage.dice.id(), held_on=on, people=len(names), **said)
    stage.put([held])
    of: dict[str, Any] = {**said, "held_training_id": held.id, "completed_on": on}
    stage.put([TrainingRecord(id=stage.dice.id(), user_id=stage.people[name], **of) for name in names])
