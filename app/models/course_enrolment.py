"""Taking a course: an enrolment in one of its versions, the modules that are done, the attempts at its quizzes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import ID, coded, day, document, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.course import MOST_OPTIONS, MOST_QUESTIONS, Number
from app.models.course_version import Explanation


class CourseEnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


ENROLLED, IN_PROGRESS = CourseEnrolmentState.ENROLLED, CourseEnrolmentState.IN_PROGRESS
COMPLETED, FAILED = CourseEnrolmentState.COMPLETED, CourseEnrolmentState.FAILED
# Of one person in one course there is one of these at most.
IS_OPEN = "state IN ('enrolled', 'in_progress', 'failed')"


class CourseEnrolmentFields(Body):
    course_id: Annotated[UUID, C2] = ref("course")
    user_id: Annotated[UUID, C2] = ref("user")
    due_on: Annotated[date | None, C2] = day(None, description="By when it is to be completed")


class CourseEnrolment(CourseEnrolmentFields, Row, table=True):
    """Stays with the version that was begun. Its state follows from what was done; nobody sets it."""

    __tablename__ = "course_enrolment"
    __resource__: ClassVar[str] = "course-enrolments"
    __table_args__ = (
        index("user_id", "id"),
        index("course_id", "user_id", "id"),
        index("enrolled_at", "id"),
        index("course_id", "user_id", unique=True, where=IS_OPEN),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "begin": Move((ENROLLED,), IN_PROGRESS, by_system=True),
            "complete": Move((IN_PROGRESS,), COMPLETED, by_system=True),
            "fail": Move((IN_PROGRESS,), FAILED, by_system=True),
            "give_another_try": Move((FAILED,), IN_PROGRESS, needs_reason=True),
            "withdraw": Move((ENROLLED, IN_PROGRESS, FAILED), CourseEnrolmentState.WITHDRAWN),
        },
    )

    version_id: UUID = ref("course_version")
    title: str
    state: CourseEnrolmentState = coded(CourseEnrolmentState, ENROLLED)
    enrolled_at: datetime = instant()
    modules: int
    modules_done: int = 0
    extra_tries: int = 0
    score: int | None = None
    completed_on: date | None = day(None)


class CourseEnrolmentCreate(Create, Body):
    course_id: Annotated[UUID, C2] = ref("course")
    user_id: Annotated[UUID | None, C2] = Field(default=None, description="Yourself unless another is named")
    due_on: Annotated[date | None, C2] = day(None, description="By when it is to be completed")


class CourseEnrolmentTry(Body):
    reason: Reason


class CourseEnrolmentRead(Shown, CourseEnrolmentFields):
    version_id: Annotated[UUID, C2] = Field(description="What is to be taken: the version that was begun")
    title: Annotated[str, C2] = Field(description="Of the course, in its own language")
    state: Annotated[CourseEnrolmentState, C2]
    enrolled_at: Annotated[datetime, C2]
    modules: Annotated[int, C2] = Field(description="How many there are")
    modules_done: Annotated[int, C2] = Field(description="How many of them are done")
    extra_tries: Annotated[int, C2] = Field(description="Given at each quiz beyond those of the version")
    score: Annotated[int | None, C3] = Field(description="Percent of all questions, each by the best attempt")
    completed_on: Annotated[date | None, C2]


class ModuleDone(Row, table=True):
    """A module of the enrolment's version that is done; `module_id` stands in the version."""

    __tablename__ = "module_done"
    __resource__: ClassVar[str] = "modules-done"
    __table_args__ = (index("enrolment_id", "module_id", unique=True), index("user_id", "id"))

    enrolment_id: UUID = ref("course_enrolment")
    user_id: UUID = ref("user")
    module_id: UUID = Field(sa_type=ID)
    done_at: datetime = instant()


class ModuleDoneRead(Shown):
    enrolment_id: Annotated[UUID, C2]
    module_id: Annotated[UUID, C2]
    done_at: Annotated[datetime, C2]


class ModuleFinish(Body):
    module_id: UUID = Field(description="Of the version; a quiz is finished by passing it")


class QuizAnswer(Body):
    """The answer to one question: `options`, `truth` or `number`, as its kind asks."""

    question_id: UUID
    options: Annotated[list[Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]], MaxLen(MOST_OPTIONS)] | None = None
    truth: bool | None = None
    number: Number | None = None


class Solution(BaseModel):
    """What was right."""

    options: list[int]
    truth: bool | None
    number: float | None


class Finding(BaseModel):
    """What became of one question: the explanation where the answer was wrong, the solution once the quiz is passed."""

    question_id: UUID
    correct: bool
    explanations: list[Explanation]
    solution: Solution | None


class QuizAttempt(Row, table=True):
    """One attempt, scored as it was sent. `number` counts from 1 in its enrolment and module."""

    __tablename__ = "quiz_attempt"
    __resource__: ClassVar[str] = "quiz-attempts"
    __table_args__ = (
        index("enrolment_id", "module_id", "number", unique=True),
        index("user_id", "id"),
        index("course_id", "id"),
    )

    enrolment_id: UUID = ref("course_enrolment")
    course_id: UUID = ref("course")
    user_id: UUID = ref("user")
    module_id: UUID = Field(sa_type=ID)
    number: int
    answers: list[Any] = document(list)
    points: int
    most_points: int
    passed: bool
    findings: list[Any] = document(list)


class QuizAttemptCreate(Create, Body):
    module_id: UUID = Field(sa_type=ID)
    answers: Annotated[list[QuizAnswer], MinLen(1), MaxLen(MOST_QUESTIONS)] = Field(
        description="A question that is not answered counts as wrong"
    )


class QuizAttemptRead(Shown):
    enrolment_id: Annotated[UUID, C2]
    course_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]
    module_id: Annotated[UUID, C2]
    number: Annotated[int, C2]
    answers: Annotated[list[QuizAnswer], C3]
    points: Annotated[int, C3]
    most_points: Annotated[int, C3]
    passed: Annotated[bool, C3]
    findings: Annotated[list[Finding], C3]
