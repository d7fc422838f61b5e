"""What becomes of a submitted homework: its checks, its handover to the teacher and the teacher's response."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Prose, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index


class CheckOutcome(StrEnum):
    READY = "ready"
    NEEDS_REVISION = "needs_revision"
    NOT_READABLE = "not_readable"


class NotPresentReason(StrEnum):
    """Why a homework was checked without the child."""

    NOT_REACHED = "not_reached"
    NO_DEVICE = "no_device"
    NO_CONNECTIVITY = "no_connectivity"
    ILL = "ill"
    FAMILY_OBLIGATION = "family_obligation"
    DUE_BEFORE_SESSION = "due_before_session"
    PHOTO_NOT_READABLE = "photo_not_readable"
    AGREED_WITH_CHILD = "agreed_with_child"
    OTHER = "other"


class HandoverChannel(StrEnum):
    AT_SCHOOL = "at_school"
    SCHOOL_PLATFORM = "school_platform"
    HERE = "here"
    E_MAIL = "e_mail"
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    OTHER = "other"


class HandedOverBy(StrEnum):
    CHILD = "child"
    GUARDIAN = "guardian"
    LEADER = "leader"
    ASSISTANT = "assistant"


class TeacherResult(StrEnum):
    ACCEPTED = "accepted"
    CORRECTION_ASKED = "correction_asked"
    GRADED = "graded"
    NONE = "none"


class Recorded(Body):
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class CheckFields(Recorded):
    child_present: Annotated[bool, C2]
    not_present_reason: Annotated[NotPresentReason | None, C2] = coded(NotPresentReason, None)
    outcome: Annotated[CheckOutcome, C2] = coded(CheckOutcome)
    observations: Annotated[Prose, C3] = Field(default="", description="What the child can do, what is hard; no marks")


class Step(Row):
    """Child, programme and group are copied from the homework for reach and for measuring; `waited_minutes` is how
    long the step before had waited for this one (null where that is not known)."""

    homework_id: UUID = ref("homework")
    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    group_id: UUID | None = ref("mentor_group", nullable=True)
    at: datetime = instant()
    waited_minutes: int | None = None


class Check(CheckFields, Step, table=True):
    """The check of a round."""

    __tablename__ = "homework_check"
    __resource__: ClassVar[str] = "homework-checks"
    __table_args__ = (
        index("homework_id", "round", unique=True), index("child_id", "id"), index("programme_id", "at", "id"),
    )  # fmt: skip

    submission_id: UUID = ref("homework_submission")
    round: int


class HomeworkCheck(Create, CheckFields):
    """The check of the round that was sent last."""


class StepRead(Shown):
    homework_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
    at: Annotated[datetime, C2]
    waited_minutes: Annotated[int | None, C2] = Field(description="How long the step before had waited for this one")
    created_by: Annotated[UUID | None, C2]


class CheckRead(StepRead, CheckFields):
    submission_id: Annotated[UUID, C2]
    round: Annotated[int, C2]


class HandoverFields(Recorded):
    teacher_id: Annotated[UUID | None, C2] = ref("teacher", nullable=True)
    teacher_name: Annotated[Line, C2] = Field(default="", description="Of a teacher who is not on record")
    channel: Annotated[HandoverChannel, C2] = coded(HandoverChannel)
    handed_over_by: Annotated[HandedOverBy, C2] = coded(HandedOverBy, HandedOverBy.CHILD)
    reason: Annotated[Line, C3] = Field(default="", description="Needed when no check has said that it is ready")


class Handover(HandoverFields, Step, table=True):
    __tablename__ = "homework_handover"
    __resource__: ClassVar[str] = "homework-handovers"
    __table_args__ = (index("homework_id", unique=True), index("child_id", "id"), index("programme_id", "at", "id"))


class HomeworkHandOver(Create, HandoverFields):
    """To the homework's teacher, or the teacher of the child's class, when none is named."""


class HandoverRead(StepRead, HandoverFields):
    pass


class TeacherResponseFields(Recorded):
    result: Annotated[TeacherResult, C2] = coded(TeacherResult)
    note: Annotated[Prose, C3] = ""


class TeacherResponse(TeacherResponseFields, Step, table=True):
    __tablename__ = "homework_response"
    __resource__: ClassVar[str] = "homework-responses"
    __table_args__ = (index("homework_id", unique=True), index("child_id", "id"), index("programme_id", "at", "id"))


class HomeworkRespond(Create, TeacherResponseFields):
    """What the teacher answered; `none` when no answer is to be expected any more."""


class TeacherResponseRead(StepRead, TeacherResponseFields):
    pass
