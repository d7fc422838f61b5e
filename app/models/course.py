"""Courses: what is taught to whom, module by module, and the quiz questions with the answers that are right.

The rows here are the working copy, which only authors see. What learners take is a version (course_version.py), frozen
when the course is published.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field

from app.core.columns import ID, coded, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, ClientId, Create, LanguageTag, Name, Patch, Prose, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.membership import Role
from app.models.training_purpose import TrainingPurpose

MOST_MODULES, MOST_QUESTIONS, MOST_OPTIONS = 60, 60, 10


class CourseState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    # Published, while the next version is being written.
    IN_REVISION = "in_revision"
    RETIRED = "retired"


class CourseAudience(StrEnum):
    TEACHERS = "teachers"
    VOLUNTEERS = "volunteers"
    MEDIATORS = "mediators"
    EDUCATORS = "educators"


class ModuleKind(StrEnum):
    GUIDE = "guide"
    DAY = "day"
    SLIDES = "slides"
    HANDOUT = "handout"
    QUIZ = "quiz"
    PRACTICE = "practice"


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMBER = "number"


DRAFT, PUBLISHED, IN_REVISION = CourseState.DRAFT, CourseState.PUBLISHED, CourseState.IN_REVISION
OFFERED = (PUBLISHED, IN_REVISION)
# An assistant is a volunteer who helps.
AUDIENCE_OF: dict[Role, CourseAudience] = {
    Role.TEACHER: CourseAudience.TEACHERS,
    Role.VOLUNTEER: CourseAudience.VOLUNTEERS,
    Role.ASSISTANT: CourseAudience.VOLUNTEERS,
    Role.MEDIATOR: CourseAudience.MEDIATORS,
    Role.EDUCATOR: CourseAudience.EDUCATORS,
}

Text = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=20_000)]
Asked = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=1000)]
Options = Annotated[list[Asked], MaxLen(MOST_OPTIONS)]
Number = Annotated[float, Field(ge=-1e12, le=1e12)]
Ids = Annotated[list[UUID], MaxLen(20)]


class CourseTranslation(Body):
    language: LanguageTag
    title: Name
    summary: Prose = ""


class ModuleTranslation(Body):
    language: LanguageTag
    title: Name
    text: Text = ""


class QuestionTranslation(Body):
    """The same question in another language; its options in the same order."""

    language: LanguageTag
    text: Asked
    options: Options = []
    explanation: Prose = ""


class QuizQuestion(Body):
    """A question with its right answer; what is missing in a draft is asked for when the course is published."""

    id: ClientId
    kind: QuestionKind
    text: Asked
    options: Options = Field(default=[], description="Of single and multiple")
    right_options: Annotated[list[Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]], MaxLen(MOST_OPTIONS)] = Field(
        default=[], description="Places in `options`, from 0"
    )
    right_truth: bool | None = Field(default=None, description="Of true_false")
    right_number: Number | None = Field(default=None, description="Of number")
    tolerance: Annotated[float, Field(ge=0, le=1e12)] = Field(
        default=0, description="How far a number may be from the right one"
    )
    explanation: Prose = Field(default="", description="Shown to who answered wrongly")
    translations: Annotated[list[QuestionTranslation], MaxLen(12)] = []


class CourseText(Body):
    purpose: Annotated[TrainingPurpose, C2] = coded(TrainingPurpose)
    language: Annotated[LanguageTag, C2] = Field(description="Of title, summary, modules and questions")
    title: Annotated[Name, C2]
    summary: Annotated[Prose, C2] = ""
    translations: Annotated[list[CourseTranslation], C2, MaxLen(12)] = document(list)
    audience: Annotated[list[CourseAudience], C2, MinLen(1), MaxLen(4)] = document(list)


class CourseRules(Body):
    """What a version takes over when it is published."""

    pass_mark: Annotated[int, C2("draft")] = Field(default=80, ge=1, le=100, description="Percent of a quiz")
    most_tries: Annotated[int, C2("draft")] = Field(default=3, ge=1, le=20, description="At one quiz")
    validity_days: Annotated[int | None, C2("draft")] = Field(
        default=None, ge=1, le=3660, description="How long a completion holds; null: for good"
    )


class CourseFields(CourseText, CourseRules):
    pass


class Course(CourseFields, Row, table=True):
    """`latest` is the number of the last published version, `current_id` its id.

    `audience_codes` is the audience as one text, `|teachers|volunteers|`, for the reach of those who learn.
    """

    __resource__: ClassVar[str] = "courses"
    __table_args__ = (index("title", "id"), index("state", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "publish": Move((DRAFT, IN_REVISION), PUBLISHED),
            "revise": Move((PUBLISHED,), IN_REVISION),
            "retire": Move((DRAFT, PUBLISHED, IN_REVISION), CourseState.RETIRED),
        },
    )

    # What is read and written are the shapes above; the columns hold their JSON.
    translations: list[Any] = document(list)
    audience: list[Any] = document(list)
    audience_codes: str = ""
    state: CourseState = coded(CourseState, DRAFT)
    latest: int = 0
    current_id: UUID | None = Field(default=None, sa_type=ID)


class CourseCreate(Create, CourseFields):
    audience: Annotated[list[CourseAudience], C2, MinLen(1), MaxLen(4)]


class CourseUpdate(Patch, CourseFields):
    pass


class CourseRead(Shown, CourseFields):
    state: Annotated[CourseState, C2]
    latest: Annotated[int, C2] = Field(description="Number of the version that is taken now; 0 before the first")
    current_id: Annotated[UUID | None, C2] = Field(description="The version that is taken now")


class CourseModuleText(Body):
    kind: Annotated[ModuleKind, C2] = coded(ModuleKind)
    title: Annotated[Name, C2]
    text: Annotated[Text, C2] = ""
    minutes: Annotated[int, C2] = Field(default=0, ge=0, le=2400, description="How long it takes")
    translations: Annotated[list[ModuleTranslation], C2, MaxLen(12)] = document(list)
    attachment_ids: Annotated[Ids, C2] = document(list)
    material_ids: Annotated[Ids, C2] = document(list)
    questions: Annotated[list[QuizQuestion], C2, MaxLen(MOST_QUESTIONS)] = document(list)


class CourseModule(CourseModuleText, Row, table=True):
    """A part of the working copy, at its `place` from 1."""

    __resource__: ClassVar[str] = "course-modules"
    __table_args__ = (index("course_id", "place", "id"),)

    course_id: UUID = ref("course")
    place: int
    translations: list[Any] = document(list)
    attachment_ids: list[str] = document(list)  # type: ignore[assignment]
    material_ids: list[str] = document(list)  # type: ignore[assignment]
    questions: list[Any] = document(list)


class CourseModuleCreate(Create, CourseModuleText):
    """Added at the end."""

    attachment_ids: Annotated[Ids, C2] = Field(default=[], description="Files sent for this purpose: material")
    material_ids: Annotated[Ids, C2] = Field(default=[], description="Materials of the library")
    translations: Annotated[list[ModuleTranslation], C2, MaxLen(12)] = []
    questions: Annotated[list[QuizQuestion], C2, MaxLen(MOST_QUESTIONS)] = []


class CourseModuleUpdate(Patch, CourseModuleText):
    pass


class CourseModuleRead(Shown, CourseModuleText):
    course_id: Annotated[UUID, C2]
    place: Annotated[int, C2]


class ModuleOrder(Body):
    """All modules of the course, in their new order."""

    module_ids: Annotated[list[UUID], MinLen(1), MaxLen(MOST_MODULES)]
