"""Training records, and the trainings in person that they come from."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import HeldTraining, TrainingRecord, Transition
from app.models.trail import TransitionRead
from app.models.training_purpose import TrainingPurpose
from app.models.training_record import (
    HeldTrainingCreate,
    HeldTrainingRead,
    TrainingRecordRead,
    TrainingRecordRevoke,
    TrainingRecordState,
)
from app.services.training import recording_training
from app.services.training.recording_training import standing
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="training")


class TrainingRecordQuery(ListQuery):
    user_id: Annotated[list[UUID] | None, Many, Where(TrainingRecord.user_id)] = None
    teacher_id: Annotated[list[UUID] | None, Many, Where(TrainingRecord.teacher_id)] = None
    course_id: Annotated[UUID | None, Where(TrainingRecord.course_id, "is")] = None
    held_training_id: Annotated[UUID | None, Where(TrainingRecord.held_training_id, "is")] = None
    purpose: Annotated[list[TrainingPurpose] | None, Many, Where(TrainingRecord.purpose)] = None
    state: Annotated[list[TrainingRecordState] | None, Many, Where(standing())] = None
    completed_on_from: Annotated[date | None, Where(TrainingRecord.completed_on, "from")] = None
    completed_on_to: Annotated[date | None, Where(TrainingRecord.completed_on, "until")] = None
    valid_until_from: Annotated[date | None, Where(TrainingRecord.valid_until, "from")] = None
    valid_until_to: Annotated[date | None, Where(TrainingRecord.valid_until, "until")] = None


class HeldTrainingQuery(ListQuery):
    course_id: Annotated[UUID | None, Where(HeldTraining.course_id, "is")] = None
    held_on_from: Annotated[date | None, Where(HeldTraining.held_on, "from")] = None
    held_on_to: Annotated[date | None, Where(HeldTraining.held_on, "until")] = None


RECORDS = Reads(
    TrainingRecordRead,
    TrainingRecord,
    TrainingRecordQuery,
    sorts={"completed_on": TrainingRecord.completed_on},
    computed={"state": standing()},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)
HELD = Reads(HeldTrainingRead, HeldTraining, HeldTrainingQuery, sorts={"held_on": HeldTraining.held_on})


@router.get("/training-records", Access(TrainingRecord, "read"))
async def list_training_records(reader: Reader, query: TrainingRecordQuery) -> Answer[Page[TrainingRecordRead]]:
    """List what was completed. Who expires within some days: `state=completed&valid_until_to=` the day after them."""
    return await reader.page(RECORDS, query)


@router.get("/training-records/{id}", Access(TrainingRecord, "read"))
async def read_training_record(reader: Reader, id: UUID, query: RowQuery) -> Answer[TrainingRecordRead]:
    """Read a training record."""
    return await reader.one(RECORDS, id, query)


@router.post("/training-records/{id}/revoke", Access(TrainingRecord, "revoke"))
def revoke_training_record(db: Db, id: UUID, revoked: TrainingRecordRevoke) -> Answer[TrainingRecordRead]:
    """Take a record back, with the reason; it stays in the list."""
    return db.shown(RECORDS, recording_training.revoke(db, id, revoked).id)


@router.get("/held-trainings", Access(HeldTraining, "read"))
async def list_held_trainings(reader: Reader, query: HeldTrainingQuery) -> Answer[Page[HeldTrainingRead]]:
    """List trainings in person."""
    return await reader.page(HELD, query)


@router.post("/held-trainings", Access(HeldTraining, "create"), 201)
def create_held_training(db: Db, new: HeldTrainingCreate) -> Answer[HeldTrainingRead]:
    """Record a training in person for all who took part: of a course of yours, or from outside."""
    return db.created(HELD, recording_training.record_held(db, new))


@router.get("/held-trainings/{id}", Access(HeldTraining, "read"))
async def read_held_training(reader: Reader, id: UUID, query: RowQuery) -> Answer[HeldTrainingRead]:
    """Read a training in person; its records are those with its `held_training_id`."""
    return await reader.one(HELD, id, query)
