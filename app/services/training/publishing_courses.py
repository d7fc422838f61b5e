"""A course is published: looked through, refused where a quiz cannot be answered, and frozen as a version."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Course, CourseModule, CourseVersion, CourseVersionFile
from app.models.course import ModuleKind, QuestionKind
from app.services import records
from app.services.training.writing_courses import modules_of

Question = dict[str, Any]


class CourseNotReady(DomainError):
    """`errors`: what is missing, each with its place in the course: /modules/2/questions/0/right_options."""

    slug, title, status = "course-not-ready", "The course cannot be published yet", 409
    detail = "Something is missing; `errors` names each place."


class Fault(NamedTuple):
    """What stands against publishing, and where."""

    pointer: str
    code: str
    detail: str


def publish(db: OwnedSession, id: UUID) -> Course:
    """The working copy becomes the version that is taken from now on. Raises CourseNotReady."""
    course = db.find(Course, id, lock=True)
    Course.__lifecycle__.require(course, "publish")
    modules = modules_of(db, id)
    if found := list(faults(modules)):
        raise CourseNotReady(errors=[fault._asdict() for fault in found[:50]])
    with db.beyond_reach("what is published stays as it was for those who take it") as wide:
        version = wide.put(version_of(course, modules))
        wide.add_all(files_of(version))
    course.latest, course.current_id = version.number, version.id
    return records.move(db, course, "publish")


def faults(modules: list[CourseModule]) -> Iterator[Fault]:
    """Everything that stands against publishing these modules."""
    if not modules:
        yield Fault("/modules", "missing", "A course has at least one module.")
    for place, module in enumerate(modules):
        if module.kind is not ModuleKind.QUIZ:
            continue
        at = f"/modules/{place}/questions"
        if not module.questions:
            yield Fault(at, "missing", "A quiz has at least one question.")
        for number, question in enumerate(module.questions):
            yield from faults_of(question, f"{at}/{number}")


def faults_of(question: Question, at: str) -> Iterator[Fault]:
    """What a question lacks for being answered and scored."""
    match question["kind"]:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            yield from faults_of_choice(question, at)
        case QuestionKind.TRUE_FALSE:
            if question["right_truth"] is None:
                yield Fault(f"{at}/right_truth", "missing", "Say whether it is true.")
        case QuestionKind.NUMBER:
            if question["right_number"] is None:
                yield Fault(f"{at}/right_number", "missing", "Say which number is right.")
    for number, other in enumerate(question["translations"]):
        if len(other["options"]) != len(question["options"]):
            yield Fault(f"{at}/translations/{number}/options", "not_allowed", "As many options as in the original.")


def faults_of_choice(question: Question, at: str) -> Iterator[Fault]:
    options, right = question["options"], question["right_options"]
    if len(options) < 2:
        yield Fault(f"{at}/options", "missing", "Offer at least two answers.")
    if not right:
        yield Fault(f"{at}/right_options", "missing", "Say which answer is right.")
    elif max(right) >= len(options) or len(right) != len(set(right)):
        yield Fault(f"{at}/right_options", "out_of_range", "Name answers that are offered, each once.")
    elif question["kind"] == QuestionKind.SINGLE and len(right) > 1:
        yield Fault(f"{at}/right_options", "not_allowed", "Only one answer of these can be right.")


def version_of(course: Course, modules: list[CourseModule]) -> CourseVersion:
    """The course as it stands; what is right goes into the key and into nothing else."""
    taken = {name: getattr(course, name) for name in TAKEN_OVER}
    return CourseVersion(
        **taken,
        course_id=course.id,
        number=course.latest + 1,
        minutes=sum(module.minutes for module in modules),
        modules=[shown(module) for module in modules],
        answer_key=[right_answer(module, question) for module in modules for question in module.questions],
    )


def files_of(version: CourseVersion) -> list[CourseVersionFile]:
    """The files of all its modules, each once."""
    ids = {id for module in version.modules for id in module["attachment_ids"]}
    return [CourseVersionFile(version_id=version.id, attachment_id=UUID(id)) for id in sorted(ids)]


TAKEN_OVER = ("purpose", "language", "title", "summary", "translations", "pass_mark", "most_tries", "validity_days")


def shown(module: CourseModule) -> dict[str, Any]:
    """A module as learners see it."""
    plain = ("title", "text", "minutes", "translations", "attachment_ids", "material_ids")
    return {
        "id": str(module.id),
        "kind": module.kind.value,
        **{name: getattr(module, name) for name in plain},
        "questions": [asked(question) for question in module.questions],
    }


def asked(question: Question) -> Question:
    """A question without what is right, each member by name: nothing new slips out by itself."""
    kept = ("language", "text", "options")
    return {
        **{name: question[name] for name in ("id", "kind", "text", "options")},
        "translations": [{name: other[name] for name in kept} for other in question["translations"]],
    }


def right_answer(module: CourseModule, question: Question) -> dict[str, Any]:
    """What is right of a question, and why."""
    named = ("kind", "right_options", "right_truth", "right_number", "tolerance")
    own = [{"language": "", "text": question["explanation"]}] if question["explanation"] else []
    others = [
        {"language": other["language"], "text": other["explanation"]}
        for other in question["translations"]
        if other["explanation"]
    ]
    return {
        "module_id": str(module.id),
        "question_id": question["id"],
        **{name: question[name] for name in named},
        "explanations": own + others,
    }
