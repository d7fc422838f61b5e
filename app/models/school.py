"""Schools, their classes and their teachers."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints
from sqlmodel import Field

from app.core.columns import coded, document, folded, ref
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Shown
from app.core.tiers import C1, C2, C3
from app.models.base import Row, index
from app.models.contact_point import ContactPoint


class SchoolKind(StrEnum):
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    PREPARATORY = "preparatory"
    PRESCHOOL = "preschool"


SchoolYear = Annotated[str, StringConstraints(pattern=r"^20\d\d/20\d\d$")]
Grade = Annotated[int, Field(ge=0, le=13)]


def school_year_of(day: date) -> str:
    """The school year that a day belongs to; years turn over on 1 August."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{first + 1}"


class SchoolFields(Body):
    name: Annotated[Name, C1]
    kind: Annotated[SchoolKind, C1] = coded(SchoolKind)
    municipality: Annotated[Line, C1] = ""
    languages: Annotated[list[LanguageTag], C1] = document(list)
    contact: Annotated[Line, C2] = Field(default="", description="The office: e-mail or phone")
    external_code: Annotated[Line, C1] = Field(default="", description="The authority's own number for the school")


class School(SchoolFields, Row, table=True):
    __resource__: ClassVar[str] = "schools"
    __folds__ = {"search_key": ("name", "municipality", "external_code")}
    __table_args__ = (index("search_key", "id"),)

    search_key: str = folded()


class SchoolCreate(Create, SchoolFields):
    pass


class SchoolUpdate(Patch, SchoolFields):
    pass


class SchoolRead(Shown, SchoolFields):
    pass


class TeacherFields(Body):
    school_id: Annotated[UUID, C2] = ref("school")
    user_id: Annotated[UUID | None, C2] = ref("user", nullable=True)
    given_name: Annotated[Name, C2]
    surname: Annotated[Line, C2] = ""
    subjects: Annotated[list[Name], C2] = document(list)
    contact_points: Annotated[list[ContactPoint], C3("contact")] = document(list)


class Teacher(TeacherFields, Row, table=True):
    __resource__: ClassVar[str] = "teachers"
    __folds__ = {"search_key": ("given_name", "surname")}
    __table_args__ = (index("school_id", "id"), index("user_id"), index("search_key", "id"))

    search_key: str = folded()


class TeacherCreate(Create, TeacherFields):
    pass


class TeacherUpdate(Patch, TeacherFields):
    pass


class TeacherRead(Shown, TeacherFields):
    pass


class SchoolClassFields(Body):
    school_id: Annotated[UUID, C2] = ref("school")
    school_year: Annotated[SchoolYear, C2] = Field(description="For instance 2026/2027")
    grade: Annotated[Grade, C2]
    label: Annotated[Name, C2] = Field(description="For instance III-2")
    teacher_id: Annotated[UUID | None, C2] = ref("teacher", nullable=True)


class SchoolClass(SchoolClassFields, Row, table=True):
    __resource__: ClassVar[str] = "school-classes"
    __table_args__ = (index("school_id", "school_year", "label", unique=True), index("teacher_id"))


class SchoolClassCreate(Create, SchoolClassFields):
    pass


class SchoolClassUpdate(Patch, Body):
    label: Annotated[Name, C2]
    teacher_id: Annotated[UUID | None, C2]


class SchoolClassRead(Shown, SchoolClassFields):
    pass
