"""Supervision notes: what a supervisor or a coordinator writes about a volunteer, a child, a group or a report."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Prose, Reason, Shown
from app.core.tiers import C2, C4
from app.models.base import Row, index

ABOUT = ("volunteer_id", "child_id", "group_id", "report_id")


class SupervisionNoteKind(StrEnum):
    ADVICE = "advice"
    QUESTION = "question"
    APPRECIATION = "appreciation"
    CONCERN = "concern"
    DECISION = "decision"


class SupervisionVisibility(StrEnum):
    AUTHOR_AND_SUBJECT = "author_and_subject"
    SUPERVISORS = "supervisors"


class FollowUpState(StrEnum):
    NONE = "none"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class FollowUp(Body):
    """What is to be seen to after a note: by whom, until when."""

    follow_up_due_on: Annotated[date | None, C2] = day(None, description="Given with a new note: it has a follow-up")
    follow_up_by_id: Annotated[UUID | None, C2] = ref("user", nullable=True)


class SupervisionNoteText(FollowUp):
    # As sensitive as emotional states: what is advised or feared tells how a child or a volunteer fares.
    text: Annotated[Prose, C4] = sealed(..., min_length=1)
    kind: Annotated[SupervisionNoteKind, C2] = coded(SupervisionNoteKind)
    visibility: Annotated[SupervisionVisibility, C2] = coded(SupervisionVisibility)


class SupervisionNoteFields(SupervisionNoteText):
    volunteer_id: Annotated[UUID | None, C2] = ref("user", nullable=True)
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)
    group_id: Annotated[UUID | None, C2] = ref("mentor_group", nullable=True)
    report_id: Annotated[UUID | None, C2] = ref("session_report", nullable=True)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class SupervisionNote(SupervisionNoteFields, Row, table=True):
    """About exactly one. `follow_up`: how far what it asks for is; `programme_id`: absent when about a volunteer."""

    __resource__: ClassVar[str] = "supervision-notes"
    __table_args__ = (
        index("volunteer_id", "id"),
        index("child_id", "id"),
        index("group_id", "id"),
        index("report_id", "id"),
        index("programme_id", "id"),
        index("created_by", "id"),
        index("follow_up_by_id", "follow_up_due_on", "id", where="follow_up = 'open'"),
        sa.CheckConstraint(
            " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ABOUT) + " = 1", name="about_one"
        ),
        sa.CheckConstraint(
            "follow_up <> 'open' OR (follow_up_due_on IS NOT NULL AND follow_up_by_id IS NOT NULL)", name="follow_up"
        ),
    )
    __lifecycle__ = Lifecycle(
        "follow_up",
        {
            "open_follow_up": Move((FollowUpState.NONE, FollowUpState.DONE, FollowUpState.DROPPED), FollowUpState.OPEN),
            "finish_follow_up": Move((FollowUpState.OPEN,), FollowUpState.DONE),
            "drop_follow_up": Move((FollowUpState.OPEN,), FollowUpState.DROPPED, True),
        },
    )

    programme_id: UUID | None = ref("programme", nullable=True)
    follow_up: FollowUpState = coded(FollowUpState, FollowUpState.NONE)
    followed_up_by_id: UUID | None = ref("user", nullable=True)
    followed_up_at: datetime | None = instant(None)
    answered_at: datetime | None = instant(None)


class SupervisionNoteCreate(Create, SupervisionNoteFields):
    """About one of volunteer, child, group, report; `follow_up_by_id` is the author unless another is named."""


class SupervisionNoteUpdate(Patch, SupervisionNoteText):
    pass


class FollowUpOpen(Body):
    follow_up_due_on: date
    follow_up_by_id: UUID | None = Field(default=None, description="The caller unless another is named")


class FollowUpDrop(Body):
    reason: Reason


class SupervisionNoteRead(Shown, SupervisionNoteFields):
    created_by: Annotated[UUID | None, C2] = Field(description="The author")
    programme_id: Annotated[UUID | None, C2]
    follow_up: Annotated[FollowUpState, C2]
    followed_up_by_id: Annotated[UUID | None, C2] = Field(description="Who said that it was done or dropped")
    followed_up_at: Annotated[datetime | None, C2]
    answered_at: Annotated[datetime | None, C2] = Field(description="When a question was first answered")


class SupervisionAnswerFields(Body):
    text: Annotated[Prose, C4] = sealed(..., min_length=1)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class SupervisionAnswer(SupervisionAnswerFields, Row, table=True):
    """What somebody answers to a question; seen by whoever sees the question."""

    __resource__: ClassVar[str] = "supervision-answers"
    __table_args__ = (index("note_id", "id"),)

    note_id: UUID = ref("supervision_note")


class SupervisionAnswerCreate(Create, SupervisionAnswerFields):
    pass


class SupervisionAnswerRead(Shown, SupervisionAnswerFields):
    note_id: Annotated[UUID, C2]
    created_by: Annotated[UUID | None, C2] = Field(description="Who answered")
