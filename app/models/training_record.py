"""Training records: what a person has completed and until when it holds; trainings that were held in person."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from annotated_types import MaxLen
from sqlmodel import Field

from app.core.columns import coded, day, document, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, Line, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.training_purpose import TrainingPurpose

MOST_PEOPLE = 200


class TrainingRecordState(StrEnum):
    COMPLETED = "completed"
    # Never stored: what was completed is expired from the day after `valid_until` on.
    EXPIRED = "expired"
    REVOKED = "revoked"


class HeldTrainingFields(Body):
    """Of a published course, or from outside: then with a title and a purpose."""

    course_id: Annotated[UUID | None, C2] = ref("course", nullable=True)
    title: Annotated[Line, C2] = ""
    provider: Annotated[Line, C2] = ""
    purpose: Annotated[TrainingPurpose | None, C2] = coded(TrainingPurpose, None)
    held_on: Annotated[date, C2] = day(description="The last day of it")
    minutes: Annotated[int, C2] = Field(ge=10, le=60_000)
    valid_until: Annotated[date | None, C2] = day(None, description="Of a training from outside; a course says itself")


class HeldTraining(HeldTrainingFields, Row, table=True):
    """A training in person, recorded for all who took part: one record each."""

    __tablename__ = "held_training"
    __resource__: ClassVar[str] = "held-trainings"
    __table_args__ = (index("held_on", "id"), index("course_id", "id"), index("created_by", "id"))

    purpose: TrainingPurpose = coded(TrainingPurpose)
    attachment_ids: list[str] = document(list)
    people: int


class HeldTrainingCreate(Create, HeldTrainingFields):
    attachment_ids: Annotated[list[UUID], C2, MaxLen(20)] = Field(
        default=[], description="Evidence: files sent for the purpose meeting_evidence"
    )
    user_ids: Annotated[list[UUID], MaxLen(MOST_PEOPLE)] = Field(default=[], description="Who took part")
    teacher_ids: Annotated[list[UUID], MaxLen(MOST_PEOPLE)] = Field(
        default=[], description="Teachers who took part, with or without a sign-in"
    )


class HeldTrainingRead(Shown, HeldTrainingFields):
    purpose: Annotated[TrainingPurpose, C2]
    attachment_ids: Annotated[list[UUID], C2]
    people: Annotated[int, C2] = Field(description="How many took part")
    created_by: Annotated[UUID | None, C2]


class TrainingRecord(Row, table=True):
    """Of a user, or of a teacher; either from a course that was taken or from a training that was held."""

    __tablename__ = "training_record"
    __resource__: ClassVar[str] = "training-records"
    __table_args__ = (
        index("user_id", "id"),
        index("teacher_id", "id"),
        index("course_id", "id"),
        index("completed_on", "id"),
        index("valid_until", "id"),
        index("held_training_id", "id"),
        index("enrolment_id", unique=True, where="enrolment_id IS NOT NULL"),
        sa.CheckConstraint("(user_id IS NULL) <> (teacher_id IS NULL)", name="of_one"),
    )
    __lifecycle__ = Lifecycle(
        "state", {"revoke": Move((TrainingRecordState.COMPLETED,), TrainingRecordState.REVOKED, needs_reason=True)}
    )

    user_id: UUID | None = ref("user", nullable=True)
    teacher_id: UUID | None = ref("teacher", nullable=True)
    course_id: UUID | None = ref("course", nullable=True)
    version_id: UUID | None = ref("course_version", nullable=True)
    enrolment_id: UUID | None = ref("course_enrolment", nullable=True)
    held_training_id: UUID | None = ref("held_training", nullable=True)
    title: str
    provider: str = ""
    purpose: TrainingPurpose = coded(TrainingPurpose)
    completed_on: date = day()
    valid_until: date | None = day(None)
    minutes: int
    score: int | None = None
    state: TrainingRecordState = coded(TrainingRecordState, TrainingRecordState.COMPLETED)
    revoked_because: str = ""


class TrainingRecordRevoke(Body):
    reason: Reason


class TrainingRecordRead(Shown):
    user_id: Annotated[UUID | None, C2]
    teacher_id: Annotated[UUID | None, C2]
    course_id: Annotated[UUID | None, C2] = Field(description="Null: a training from outside")
    version_id: Annotated[UUID | None, C2] = Field(description="The version that was completed")
    enrolment_id: Annotated[UUID | None, C2] = Field(description="Null: taken in person")
    held_training_id: Annotated[UUID | None, C2]
    title: Annotated[str, C2]
    provider: Annotated[str, C2]
    purpose: Annotated[TrainingPurpose, C2]
    completed_on: Annotated[date, C2]
    valid_until: Annotated[date | None, C2] = Field(description="The last day; null: for good")
    minutes: Annotated[int, C2]
    score: Annotated[int | None, C3] = Field(description="Percent; null where nothing was asked")
    state: Annotated[TrainingRecordState, C2] = Field(description="As it is today")
    revoked_because: Annotated[str, C3]
