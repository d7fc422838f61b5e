"""Courses in the making: what a course is for, and its modules in order.

The modules are changed in a draft or in a revision only; what was published stays as it was in its version. The
course's row is locked first, so that two authors number and publish one after the other.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IllegalTransition, InvalidRequest
from app.models import Course, CourseModule, Material
from app.models.attachment import AttachmentPurpose
from app.models.course import (
    DRAFT,
    IN_REVISION,
    MOST_MODULES,
    OFFERED,
    CourseAudience,
    CourseCreate,
    CourseModuleCreate,
    CourseModuleUpdate,
    CourseState,
    CourseUpdate,
    ModuleKind,
    ModuleOrder,
)
from app.services import records
from app.services.files.keeping_files import attach

IS_OFFERED = sa.or_(*(col(Course.state) == state for state in OFFERED))
RULES = frozenset({"pass_mark", "most_tries", "validity_days"})


class CourseFull(DomainError):
    """`limit`: how many modules a course may have."""

    slug, title, status = "course-full", "The course has as many modules as it may have", 409
    detail = "At most {limit} modules; begin another course."


def create(db: OwnedSession, new: CourseCreate) -> Course:
    """A draft."""
    if (known := records.already(db, Course, new)) is not None:
        return known
    return db.put(records.made(db, Course, new, audience_codes=codes_of(new.audience)))


def change(db: OwnedSession, course: Course, changes: CourseUpdate) -> Course:
    """What the catalogue says may change until the course is retired; the rules of passing like the modules."""
    if changes.model_fields_set & RULES or course.state is CourseState.RETIRED:
        require_open(course)
    if "audience" in changes.model_fields_set:
        course.audience_codes = codes_of(changes.audience)
    return records.change(db, course, changes)


def codes_of(audience: list[CourseAudience]) -> str:
    """The audience as one text, each code between bars."""
    return "|" + "".join(f"{code}|" for code in sorted(set(audience)))


def require_open(course: Course) -> None:
    if course.state not in (DRAFT, IN_REVISION):
        raise IllegalTransition(state=course.state, allowed=Course.__lifecycle__.open_from(course.state))


def open_course(db: OwnedSession, id: UUID) -> Course:
    """The course, locked, if its modules may be changed."""
    course = db.find(Course, id, lock=True)
    require_open(course)
    return course


def modules_of(db: OwnedSession, course_id: UUID) -> list[CourseModule]:
    """The modules of the working copy, in order."""
    own = sa.select(CourseModule).where(col(CourseModule.course_id) == course_id)
    return list(db.execute(own.order_by(col(CourseModule.place), col(CourseModule.id))).scalars())


def add_module(db: OwnedSession, course_id: UUID, new: CourseModuleCreate) -> CourseModule:
    """A module at the end of the course."""
    course = db.find(Course, course_id, lock=True)
    if (known := records.already(db, CourseModule, new)) is not None:
        return known
    require_open(course)
    present = modules_of(db, course_id)
    if len(present) >= MOST_MODULES:
        raise CourseFull(limit=MOST_MODULES, present=len(present))
    place = present[-1].place + 1 if present else 1
    module = records.made(db, CourseModule, new, course_id=course_id, place=place)
    return kept(db, course, db.put(module))


def change_module(db: OwnedSession, module: CourseModule, changes: CourseModuleUpdate) -> CourseModule:
    """Another text, other files or questions."""
    course = open_course(db, module.course_id)
    return kept(db, course, records.change(db, module, changes))


def kept(db: OwnedSession, course: Course, module: CourseModule) -> CourseModule:
    """The module, if its parts fit together; its files are held by the course, whose versions go on showing them."""
    if module.questions and module.kind is not ModuleKind.QUIZ:
        detail = "Only a quiz has questions."
        raise InvalidRequest(errors=[{"pointer": "/questions", "code": "not_allowed", "detail": detail}])
    asked = [question["id"] for question in module.questions]
    if len(asked) != len(set(asked)):
        detail = "Each question once."
        raise InvalidRequest(errors=[{"pointer": "/questions", "code": "not_allowed", "detail": detail}])
    for id in module.material_ids:
        db.refer(Material, UUID(id), "material_ids")
    attach(db, [UUID(id) for id in module.attachment_ids], AttachmentPurpose.MATERIAL, None, course)
    return module


def remove_module(db: OwnedSession, id: UUID) -> None:
    """Takes a module out of the working copy; versions that have it keep it."""
    module = db.find(CourseModule, id)
    open_course(db, module.course_id)
    records.remove(db, CourseModule, id)


def order_modules(db: OwnedSession, course_id: UUID, order: ModuleOrder) -> Course:
    """Puts the modules into another order. All of them are named, each once."""
    course = open_course(db, course_id)
    modules = {module.id: module for module in modules_of(db, course_id)}
    if len(order.module_ids) != len(modules) or set(order.module_ids) != modules.keys():
        detail = "Name every module of the course once."
        raise InvalidRequest(errors=[{"pointer": "/module_ids", "code": "not_allowed", "detail": detail}])
    for place, id in enumerate(order.module_ids, 1):
        modules[id].place = place
    db.flush()
    return course
