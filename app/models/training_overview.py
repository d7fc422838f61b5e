"""Training at a glance: one's own page, a school, and who still lacks a course."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.listing import Many
from app.core.tiers import C2, C3
from app.models.course import CourseRead
from app.models.course_enrolment import CourseEnrolmentRead
from app.models.membership import Role
from app.models.training_purpose import TrainingPurpose
from app.models.training_record import TrainingRecordRead


class TrainingDue(StrEnum):
    TO_COMPLETE = "to_complete"
    OVERDUE = "overdue"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"


class DueTraining(BaseModel):
    """Something to do, and by when."""

    why: Annotated[TrainingDue, C2]
    on: Annotated[date | None, C2] = Field(description="The day by which, or the last day of what expires")
    title: Annotated[str, C2]
    course_id: Annotated[UUID | None, C2] = Field(description="Null: a training from outside")
    enrolment_id: Annotated[UUID | None, C2] = Field(description="What is to be completed")
    record_id: Annotated[UUID | None, C2] = Field(description="What expires")


class MyTraining(BaseModel):
    """Your own page; lists hold at most 200."""

    due: list[DueTraining] = Field(description="The earliest first")
    enrolments: list[CourseEnrolmentRead]
    records: list[TrainingRecordRead]
    offered: list[CourseRead] = Field(description="Courses for your role that you have neither begun nor completed")


class CourseAtSchool(BaseModel):
    """How many of a school's teachers have completed a course: `in_force` + `expired` + `never` = `teachers`."""

    course_id: Annotated[UUID, C2]
    title: Annotated[str, C2]
    purpose: Annotated[TrainingPurpose, C2]
    teachers: Annotated[int, C2]
    in_force: Annotated[int, C2]
    expired: Annotated[int, C2]
    never: Annotated[int, C2]


class TeacherTraining(BaseModel):
    """What a teacher has completed of the courses that are offered to teachers."""

    teacher_id: Annotated[UUID, C2]
    given_name: Annotated[str, C2]
    surname: Annotated[str, C2]
    in_force: Annotated[list[UUID], C2] = Field(description="Courses")
    expired: Annotated[list[UUID], C2] = Field(description="Courses")


class SchoolTraining(BaseModel):
    """The courses that are offered to teachers, and who of the school has completed which."""

    school_id: UUID
    courses: list[CourseAtSchool] = Field(description="By title")
    teachers: list[TeacherTraining] = Field(description="By name; at most 1000")


class CourseGapsQuery(BaseModel):
    """Which roles are asked for; the whole audience of the course when absent."""

    model_config = ConfigDict(extra="forbid")

    role: Annotated[list[Role] | None, Many] = Field(default=None, max_length=11)


class PersonLacking(BaseModel):
    """Somebody who has no record of the course that holds today."""

    user_id: Annotated[UUID, C2]
    given_name: Annotated[str, C2]
    surname: Annotated[str, C3]
    expired_on: Annotated[date | None, C2] = Field(description="The last day of the last record; null: there is none")


class CourseGaps(BaseModel):
    """Of the people with these roles whom you look after: how many there are, how many hold a record, who does not."""

    course_id: UUID
    title: str
    people: int
    in_force: int
    lacking: list[PersonLacking] = Field(description="By name; at most 1000")
