"""Versions of a course: as it stood when it was published, for good; the right answers apart from what is shown."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field, SQLModel

from app.core.columns import Id, coded, document, ref
from app.core.shapes import Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.course import CourseTranslation, ModuleKind, ModuleTranslation, QuestionKind
from app.models.training_purpose import TrainingPurpose


class VersionQuestionTranslation(BaseModel):
    language: str
    text: str
    options: list[str]


class VersionQuestion(BaseModel):
    """A question as a learner meets it."""

    id: UUID
    kind: QuestionKind
    text: str
    options: list[str]
    translations: list[VersionQuestionTranslation]


class VersionModule(BaseModel):
    """A module as it stood."""

    id: UUID
    kind: ModuleKind
    title: str
    text: str
    minutes: int
    translations: list[ModuleTranslation]
    attachment_ids: list[UUID]
    material_ids: list[UUID]
    questions: list[VersionQuestion]


class Explanation(BaseModel):
    language: str
    text: str


class RightAnswer(BaseModel):
    """What is right, and why."""

    module_id: UUID
    question_id: UUID
    kind: QuestionKind
    right_options: list[int]
    right_truth: bool | None
    right_number: float | None
    tolerance: float
    explanations: list[Explanation]


class CourseVersion(Row, table=True):
    """`number` counts from 1 in its course. Added and never changed, which the database guards."""

    __tablename__ = "course_version"
    __resource__: ClassVar[str] = "course-versions"
    __table_args__ = (index("course_id", "number", unique=True), index("number", "id"))

    course_id: UUID = ref("course")
    number: int
    purpose: TrainingPurpose = coded(TrainingPurpose)
    language: str
    title: str
    summary: str
    translations: list[Any] = document(list)
    pass_mark: int
    most_tries: int
    validity_days: int | None = None
    minutes: int
    modules: list[Any] = document(list)
    answer_key: list[Any] = document(list)


class CourseVersionFile(SQLModel, table=True):
    """A file that a version shows: who takes the version reads it, and nobody for the sake of the course."""

    __tablename__ = "course_version_file"
    __table_args__ = (index("attachment_id", "version_id"),)

    organisation_id: UUID = Field(default=None, sa_type=Id, primary_key=True)
    version_id: UUID = Field(sa_type=Id, primary_key=True, sa_column_kwargs={"info": {"ref": "course_version"}})
    attachment_id: UUID = Field(sa_type=Id, primary_key=True, sa_column_kwargs={"info": {"ref": "attachment"}})


class CourseVersionRead(Shown):
    course_id: Annotated[UUID, C2]
    number: Annotated[int, C2]
    purpose: Annotated[TrainingPurpose, C2]
    language: Annotated[str, C2]
    title: Annotated[str, C2]
    summary: Annotated[str, C2]
    translations: Annotated[list[CourseTranslation], C2]
    pass_mark: Annotated[int, C2] = Field(description="Percent of each quiz")
    most_tries: Annotated[int, C2] = Field(description="At each quiz")
    validity_days: Annotated[int | None, C2] = Field(description="How long a completion holds; null: for good")
    minutes: Annotated[int, C2] = Field(description="Of all modules")
    modules: Annotated[list[VersionModule], C2]
    answer_key: Annotated[list[RightAnswer], C2("answer_key")]
