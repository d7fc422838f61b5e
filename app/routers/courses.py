"""Courses: written, published, revised, retired; their modules and versions."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Course, CourseModule, CourseVersion, Transition
from app.models.course import (
    CourseCreate,
    CourseModuleCreate,
    CourseModuleRead,
    CourseModuleUpdate,
    CourseRead,
    CourseState,
    CourseUpdate,
    ModuleOrder,
)
from app.models.course_version import CourseVersionRead
from app.models.trail import TransitionRead
from app.models.training_purpose import TrainingPurpose
from app.services import records
from app.services.training import publishing_courses, writing_courses
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="training")


class CourseQuery(ListQuery):
    state: Annotated[list[CourseState] | None, Many, Where(Course.state)] = None
    purpose: Annotated[list[TrainingPurpose] | None, Many, Where(Course.purpose)] = None


class CourseVersionQuery(ListQuery):
    course_id: Annotated[UUID | None, Where(CourseVersion.course_id, "is")] = None


INCLUDES = {
    "modules": Include(CourseModuleRead, CourseModule, CourseModule.course_id, order=CourseModule.place),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
COURSES = Reads(CourseRead, Course, CourseQuery, sorts={"title": Course.title}, includes=INCLUDES)
MODULES = Reads(CourseModuleRead, CourseModule)
OF_COURSE = Reads(
    CourseModuleRead, CourseModule, sorts={"place": CourseModule.place}, parent=(Course, CourseModule.course_id)
)
VERSIONS = Reads(CourseVersionRead, CourseVersion, CourseVersionQuery, sorts={"number": CourseVersion.number})


@router.get("/courses", Access(Course, "read"))
async def list_courses(reader: Reader, query: CourseQuery) -> Answer[Page[CourseRead]]:
    """List courses: those who learn see the published ones that are made for them, and those that they have begun."""
    return await reader.page(COURSES, query)


@router.post("/courses", Access(Course, "create"), 201)
def create_course(db: Db, new: CourseCreate) -> Answer[CourseRead]:
    """Begin a course as a draft."""
    return db.created(COURSES, writing_courses.create(db, new))


@router.get("/courses/{id}", Access(Course, "read"))
async def read_course(reader: Reader, id: UUID, query: RowQuery) -> Answer[CourseRead]:
    """Read a course; what is taken now is its version `current_id`."""
    return await reader.one(COURSES, id, query)


@router.patch("/courses/{id}", Access(Course, "update"))
def update_course(db: Db, id: UUID, changes: CourseUpdate) -> Answer[CourseRead]:
    """Change what the catalogue says. The rules of passing change in a draft or a revision only."""
    return db.shown(COURSES, writing_courses.change(db, db.matching(COURSES, id), changes).id)


@router.post("/courses/{id}/publish", Access(Course, "publish"))
def publish_course(db: Db, id: UUID) -> Answer[CourseRead]:
    """Publish the working copy as the version that is taken from now on.

    Who has begun another version goes on with it. A quiz without questions, or a question without a right answer, is
    refused, each with its place in the course.
    """
    return db.shown(COURSES, publishing_courses.publish(db, id).id)


@router.post("/courses/{id}/revise", Access(Course, "revise"))
def revise_course(db: Db, id: UUID) -> Answer[CourseRead]:
    """Open the working copy for the next version; the published one is taken until then."""
    return db.shown(COURSES, records.move(db, db.find(Course, id, lock=True), "revise").id)


@router.post("/courses/{id}/retire", Access(Course, "retire"))
def retire_course(db: Db, id: UUID) -> Answer[CourseRead]:
    """Take the course out of the offer. Who has begun it may finish it, and records stay."""
    return db.shown(COURSES, records.move(db, db.find(Course, id, lock=True), "retire").id)


@router.post("/courses/{id}/order-modules", Access(CourseModule, "update"))
def order_course_modules(db: Db, id: UUID, order: ModuleOrder) -> Answer[CourseRead]:
    """Put the modules into another order."""
    return db.shown(COURSES, writing_courses.order_modules(db, id, order).id)


@router.get("/courses/{id}/modules", Access(CourseModule, "read"))
async def list_modules_of_course(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[CourseModuleRead]]:
    """List the modules of the working copy; sort them by `place`."""
    return await reader.page(OF_COURSE, query, parent=id)


@router.post("/courses/{id}/modules", Access(CourseModule, "create"), 201)
def create_course_module(db: Db, id: UUID, new: CourseModuleCreate) -> Answer[CourseModuleRead]:
    """Add a module at the end."""
    return db.created(MODULES, writing_courses.add_module(db, id, new))


@router.get("/course-modules/{id}", Access(CourseModule, "read"))
async def read_course_module(reader: Reader, id: UUID, query: RowQuery) -> Answer[CourseModuleRead]:
    """Read a module of the working copy, with the right answers of its questions."""
    return await reader.one(MODULES, id, query)


@router.patch("/course-modules/{id}", Access(CourseModule, "update"))
def update_course_module(db: Db, id: UUID, changes: CourseModuleUpdate) -> Answer[CourseModuleRead]:
    """Change a module of a draft or a revision."""
    return db.shown(MODULES, writing_courses.change_module(db, db.matching(MODULES, id), changes).id)


@router.delete("/course-modules/{id}", Access(CourseModule, "delete"))
def delete_course_module(db: Db, id: UUID) -> Answer[None]:
    """Take a module out of a draft or a revision; published versions keep it."""
    writing_courses.remove_module(db, id)
    return Answer.nothing()


@router.get("/course-versions", Access(CourseVersion, "read"))
async def list_course_versions(reader: Reader, query: CourseVersionQuery) -> Answer[Page[CourseVersionRead]]:
    """List versions: for those who learn, the ones that are taken now and those that they have begun."""
    return await reader.page(VERSIONS, query)


@router.get("/course-versions/{id}", Access(CourseVersion, "read"))
async def read_course_version(reader: Reader, id: UUID, query: RowQuery) -> Answer[CourseVersionRead]:
    """Read a course as it was published: its modules and questions, without what is right for those who learn."""
    return await reader.one(VERSIONS, id, query)
