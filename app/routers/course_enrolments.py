"""Taking courses: enrolments, modules that are done, attempts at quizzes."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import CourseEnrolment, ModuleDone, QuizAttempt, Transition
from app.models.course_enrolment import (
    CourseEnrolmentCreate,
    CourseEnrolmentRead,
    CourseEnrolmentState,
    CourseEnrolmentTry,
    ModuleDoneRead,
    ModuleFinish,
    QuizAttemptCreate,
    QuizAttemptRead,
)
from app.models.trail import TransitionRead
from app.services.training import enrolling_in_courses, taking_courses
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="training")


class CourseEnrolmentQuery(ListQuery):
    course_id: Annotated[UUID | None, Where(CourseEnrolment.course_id, "is")] = None
    user_id: Annotated[list[UUID] | None, Many, Where(CourseEnrolment.user_id)] = None
    state: Annotated[list[CourseEnrolmentState] | None, Many, Where(CourseEnrolment.state)] = None
    due_on_to: Annotated[date | None, Where(CourseEnrolment.due_on, "until")] = None


class QuizAttemptQuery(ListQuery):
    enrolment_id: Annotated[UUID | None, Where(QuizAttempt.enrolment_id, "is")] = None
    course_id: Annotated[UUID | None, Where(QuizAttempt.course_id, "is")] = None
    user_id: Annotated[UUID | None, Where(QuizAttempt.user_id, "is")] = None
    passed: Annotated[bool | None, Where(QuizAttempt.passed, "is")] = None


INCLUDES = {
    "done": Include(ModuleDoneRead, ModuleDone, ModuleDone.enrolment_id),
    "attempts": Include(QuizAttemptRead, QuizAttempt, QuizAttempt.enrolment_id),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
ENROLMENTS = Reads(
    CourseEnrolmentRead,
    CourseEnrolment,
    CourseEnrolmentQuery,
    sorts={"enrolled_at": CourseEnrolment.enrolled_at},
    includes=INCLUDES,
)
MODULES_DONE = Reads(ModuleDoneRead, ModuleDone, parent=(CourseEnrolment, ModuleDone.enrolment_id))
ATTEMPTS = Reads(QuizAttemptRead, QuizAttempt, QuizAttemptQuery)


@router.get("/course-enrolments", Access(CourseEnrolment, "read"))
async def list_course_enrolments(reader: Reader, query: CourseEnrolmentQuery) -> Answer[Page[CourseEnrolmentRead]]:
    """List who takes which course, and how far they have come."""
    return await reader.page(ENROLMENTS, query)


@router.post("/course-enrolments", Access(CourseEnrolment, "create"), 201)
def create_course_enrolment(db: Db, new: CourseEnrolmentCreate) -> Answer[CourseEnrolmentRead]:
    """Enrol yourself, or somebody whom you look after, in a published course."""
    return db.created(ENROLMENTS, enrolling_in_courses.enrol(db, new))


@router.get("/course-enrolments/{id}", Access(CourseEnrolment, "read"))
async def read_course_enrolment(reader: Reader, id: UUID, query: RowQuery) -> Answer[CourseEnrolmentRead]:
    """Read an enrolment."""
    return await reader.one(ENROLMENTS, id, query)


@router.post("/course-enrolments/{id}/finish-module", Access(CourseEnrolment, "finish_module"))
def finish_module_of_course_enrolment(db: Db, id: UUID, finished: ModuleFinish) -> Answer[CourseEnrolmentRead]:
    """Say that you are done with a module. The course is completed with its last one."""
    return db.shown(ENROLMENTS, taking_courses.finish_module(db, id, finished).id)


@router.post("/course-enrolments/{id}/attempts", Access(CourseEnrolment, "try_quiz"), 201)
def create_quiz_attempt(db: Db, id: UUID, new: QuizAttemptCreate) -> Answer[QuizAttemptRead]:
    """Answer a quiz. It is scored at once; what was wrong is explained, what is right is shown once it is passed."""
    return db.created(ATTEMPTS, taking_courses.try_quiz(db, id, new))


@router.post("/course-enrolments/{id}/give-another-try", Access(CourseEnrolment, "give_another_try"))
def give_another_try_at_course(db: Db, id: UUID, given: CourseEnrolmentTry) -> Answer[CourseEnrolmentRead]:
    """Give somebody who failed one more try at each quiz."""
    return db.shown(ENROLMENTS, taking_courses.give_another_try(db, id, given).id)


@router.post("/course-enrolments/{id}/withdraw", Access(CourseEnrolment, "withdraw"))
def withdraw_course_enrolment(db: Db, id: UUID) -> Answer[CourseEnrolmentRead]:
    """Give up the course; it may be begun anew."""
    return db.shown(ENROLMENTS, taking_courses.withdraw(db, id).id)


@router.get("/course-enrolments/{id}/modules-done", Access(ModuleDone, "read"))
async def list_modules_done(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[ModuleDoneRead]]:
    """List the modules that are done."""
    return await reader.page(MODULES_DONE, query, parent=id)


@router.get("/quiz-attempts", Access(QuizAttempt, "read"))
async def list_quiz_attempts(reader: Reader, query: QuizAttemptQuery) -> Answer[Page[QuizAttemptRead]]:
    """List attempts at quizzes."""
    return await reader.page(ATTEMPTS, query)


@router.get("/quiz-attempts/{id}", Access(QuizAttempt, "read"))
async def read_quiz_attempt(reader: Reader, id: UUID, query: RowQuery) -> Answer[QuizAttemptRead]:
    """Read an attempt."""
    return await reader.one(ATTEMPTS, id, query)
