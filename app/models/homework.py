"""Homework: one task set by the school, and the rounds in which the child sends what it has done."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from annotated_types import MaxLen
from sqlmodel import Field

from app.core.columns import DOCUMENT, coded, day, document, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.making import made_by
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Name, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.school_subject import SchoolSubject


class HomeworkState(StrEnum):
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    IN_CHECK = "in_check"
    NEEDS_REVISION = "needs_revision"
    CHECKED = "checked"
    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    NOT_DONE = "not_done"
    WITHDRAWN = "withdrawn"


class WaitsFor(StrEnum):
    """Whose turn it is."""

    CHILD = "child"
    CHECK = "check"
    HANDOVER = "handover"
    TEACHER = "teacher"
    NOBODY = "nobody"


class HomeworkSetter(StrEnum):
    TEACHER = "teacher"
    LEADER = "leader"
    GUARDIAN = "guardian"
    UNKNOWN = "unknown"


class NotDoneReason(StrEnum):
    NOT_UNDERSTOOD = "not_understood"
    TOO_MUCH = "too_much"
    FORGOTTEN = "forgotten"
    NO_MATERIALS = "no_materials"
    NO_DEVICE = "no_device"
    NO_CONNECTIVITY = "no_connectivity"
    ILL = "ill"
    FAMILY_OBLIGATION = "family_obligation"
    DID_NOT_WANT = "did_not_want"
    UNKNOWN = "unknown"


class SubmittedBy(StrEnum):
    CHILD = "child"
    GUARDIAN = "guardian"
    ASSISTANT = "assistant"


# Of one round, or of the instructions.
MOST_PHOTOS = 10
Photos = Annotated[list[UUID], MaxLen(MOST_PHOTOS)]

ASSIGNED, SUBMITTED, IN_CHECK = HomeworkState.ASSIGNED, HomeworkState.SUBMITTED, HomeworkState.IN_CHECK
NEEDS_REVISION, CHECKED = HomeworkState.NEEDS_REVISION, HomeworkState.CHECKED
HANDED_OVER, ACKNOWLEDGED = HomeworkState.HANDED_OVER, HomeworkState.ACKNOWLEDGED

WAITS_FOR: dict[HomeworkState, WaitsFor] = {
    ASSIGNED: WaitsFor.CHILD,
    SUBMITTED: WaitsFor.CHECK,
    IN_CHECK: WaitsFor.CHECK,
    NEEDS_REVISION: WaitsFor.CHILD,
    CHECKED: WaitsFor.HANDOVER,
    HANDED_OVER: WaitsFor.TEACHER,
    ACKNOWLEDGED: WaitsFor.NOBODY,
    HomeworkState.NOT_DONE: WaitsFor.NOBODY,
    HomeworkState.WITHDRAWN: WaitsFor.NOBODY,
}


class HomeworkTask(Body):
    subject: Annotated[SchoolSubject, C2("task")] = coded(SchoolSubject)
    title: Annotated[Name, C3("task")]
    instructions: Annotated[Prose, C3("task")] = ""
    set_by: Annotated[HomeworkSetter, C2("task")] = coded(HomeworkSetter, HomeworkSetter.TEACHER)
    platform: Annotated[Line, C2("task")] = Field(
        default="", description="Where the task was given: an application, the school's platform, on paper"
    )
    due_on: Annotated[date | None, C2] = day(None)


class HomeworkFields(HomeworkTask):
    child_id: Annotated[UUID, C2] = ref("child")
    teacher_id: Annotated[UUID | None, C2("task")] = ref("teacher", nullable=True)


class Homework(HomeworkFields, Row, table=True):
    """`group_id`: the child's group when the task was set. `since`: when the present waiting began; a check that was
    started does not begin it anew. `round` counts the submissions, `checker_id` has started the check."""

    __resource__: ClassVar[str] = "homework"
    __table_args__ = (
        index("child_id", "id"),
        index("programme_id", "id"),
        index("group_id", "id"),
        index("since", "id"),
        index("waits_for", "since", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "submit": Move((ASSIGNED, NEEDS_REVISION), SUBMITTED),
            "start_check": Move((SUBMITTED,), IN_CHECK),
            "check": Move((IN_CHECK,), CHECKED, others=(NEEDS_REVISION,)),
            "hand_over": Move((CHECKED, SUBMITTED, IN_CHECK, NEEDS_REVISION), HANDED_OVER),
            "respond": Move((HANDED_OVER,), ACKNOWLEDGED),
            "not_done": Move((ASSIGNED,), HomeworkState.NOT_DONE),
            "withdraw": Move(
                (ASSIGNED, SUBMITTED, IN_CHECK, NEEDS_REVISION, CHECKED), HomeworkState.WITHDRAWN, needs_reason=True
            ),
        },
    )

    programme_id: UUID = ref("programme")
    group_id: UUID | None = ref("mentor_group", nullable=True)
    state: HomeworkState = coded(HomeworkState, HomeworkState.ASSIGNED)
    waits_for: WaitsFor = coded(WaitsFor, WaitsFor.CHILD)
    since: datetime = instant()
    round: int = 0
    checker_id: UUID | None = ref("user", nullable=True)
    not_done_reason: NotDoneReason | None = coded(NotDoneReason, None)
    attachment_ids: list[str] = Field(
        default_factory=made_by(list), sa_type=DOCUMENT, nullable=False, sa_column_kwargs={"server_default": "[]"}
    )


class HomeworkCreate(Create, HomeworkFields):
    attachment_ids: Annotated[Photos, C3("task")] = Field(
        default_factory=list, description="The task as it was given: photos of a page, sent for this child"
    )


class HomeworkUpdate(Patch, HomeworkTask):
    pass


class HomeworkNotDone(Body):
    reason: NotDoneReason


class HomeworkWithdraw(Body):
    reason: Reason


class HomeworkRead(Shown, HomeworkFields):
    programme_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2] = Field(description="The child's group when the task was set")
    state: Annotated[HomeworkState, C2]
    waits_for: Annotated[WaitsFor, C2] = Field(description="Whose turn it is")
    since: Annotated[datetime, C2] = Field(description="When this waiting began: set, sent, checked, handed over")
    round: Annotated[int, C2] = Field(description="How often the child has sent it")
    checker_id: Annotated[UUID | None, C2] = Field(description="Who has started the check of this round")
    not_done_reason: Annotated[NotDoneReason | None, C3("task")]
    attachment_ids: Annotated[list[UUID], C3("task")] = Field(description="The task as it was given")


class SubmissionFields(Body):
    submitted_by: Annotated[SubmittedBy, C2] = coded(SubmittedBy, SubmittedBy.CHILD)
    comment: Annotated[Prose, C3] = ""
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class Submission(SubmissionFields, Row, table=True):
    """What was sent in a round; `photos` counts its attachments."""

    __tablename__ = "homework_submission"
    __resource__: ClassVar[str] = "homework-submissions"
    __table_args__ = (index("homework_id", "round", unique=True), index("child_id", "id"), index("programme_id", "id"))

    homework_id: UUID = ref("homework")
    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    round: int
    attachment_ids: list[str] = document(list)
    photos: int = 0
    submitted_at: datetime = instant()


class HomeworkSubmit(Create, SubmissionFields):
    """The next round of a homework."""

    attachment_ids: Annotated[Photos, C3] = Field(
        default_factory=list, description="Photos of what was done, sent for this child, ready, and in no other use"
    )


class SubmissionRead(Shown, SubmissionFields):
    homework_id: Annotated[UUID, C2]
    child_id: Annotated[UUID, C2]
    round: Annotated[int, C2]
    photos: Annotated[int, C2] = Field(description="How many photos were sent")
    attachment_ids: Annotated[list[UUID], C3("photos")]
    submitted_at: Annotated[datetime, C2]
    created_by: Annotated[UUID | None, C2]
