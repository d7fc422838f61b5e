"""Stories: what a guardian, a child through a guardian, or a volunteer tells under an alias, and may take back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, StringConstraints
from sqlmodel import Field

from app.core.columns import coded, day, document, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Name, Patch, Prose, Reason, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C2, C3, C4, C5
from app.models.base import Row, index
from app.models.consent import ConsentMethod


class StoryNarrator(StrEnum):
    GUARDIAN = "guardian"
    CHILD = "child"
    VOLUNTEER = "volunteer"


class StoryState(StrEnum):
    DRAFT = "draft"
    NARRATOR_REVIEW = "narrator_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class StoryApproval(StrEnum):
    """How the narrator said that the story may be told so."""

    SIGNED_IN = "signed_in"
    SECRET_LINK = "secret_link"  # noqa: S105 - a code
    WITNESSED_IN_PERSON = "witnessed_in_person"
    WITNESSED_BY_PHONE = "witnessed_by_phone"


DRAFT, REVIEW, APPROVED = StoryState.DRAFT, StoryState.NARRATOR_REVIEW, StoryState.APPROVED
PUBLISHED, WITHDRAWN = StoryState.PUBLISHED, StoryState.WITHDRAWN
StoryText = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=20_000)]


class StoryWords(Body):
    alias: Annotated[Name, C3] = Field(description="The name under which the narrator is shown, never the real one")
    language: Annotated[LanguageTag, C2]
    title: Annotated[Name, C3]
    text: Annotated[StoryText, C4] = sealed("")


class StoryConsent(Body):
    """That a grown narrator wants it told; a child's is a consent of its own, for the purpose `story`."""

    consent_method: Annotated[ConsentMethod | None, C2("narrator")] = coded(ConsentMethod, None)
    consent_on: Annotated[date | None, C2("narrator")] = day(None, description="When the narrator consented")


class StoryFields(StoryWords, StoryConsent):
    narrator: Annotated[StoryNarrator, C2] = coded(StoryNarrator)
    guardian_id: Annotated[UUID | None, C3("narrator")] = ref("guardian", nullable=True)
    child_id: Annotated[UUID | None, C3("narrator")] = ref("child", nullable=True)
    user_id: Annotated[UUID | None, C3("narrator")] = ref("user", nullable=True)


class Story(StoryFields, Row, table=True):
    """The words are here and nowhere else, so that with them the story is gone. `files` tells of its attachments,
    `remark` what the narrator wanted told otherwise.
    """

    __resource__: ClassVar[str] = "stories"
    __table_args__ = (
        index("programme_id", "id"),
        index("state", "id"),
        index("child_id", "id"),
        index("guardian_id", "id"),
        index("user_id", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "ask_narrator": Move((DRAFT,), REVIEW),
            "approve": Move((REVIEW,), APPROVED),
            "send_back": Move((REVIEW,), DRAFT),
            "publish": Move((APPROVED,), PUBLISHED),
            "revise": Move((APPROVED, PUBLISHED), DRAFT, needs_reason=True),
            "withdraw": Move((DRAFT, REVIEW, APPROVED, PUBLISHED), WITHDRAWN),
        },
    )

    programme_id: UUID = ref("programme")
    state: StoryState = coded(StoryState, DRAFT)
    approval: StoryApproval | None = coded(StoryApproval, None)
    approved_at: datetime | None = instant(None)
    approved_by_id: UUID | None = ref("user", nullable=True)
    published_at: datetime | None = instant(None)
    files: list[Any] = document(list)
    remark: str = sealed("")


class StoryCreate(Create, StoryFields):
    text: Annotated[StoryText, C4, MinLen(1)]
    programme_id: Annotated[UUID | None, C2] = Field(default=None, description="Of a volunteer's story; else given")


class StoryUpdate(Patch, StoryWords, StoryConsent):
    """Only of a draft: what was approved is never another text."""


class StoryFiles(Body):
    attachment_ids: Annotated[list[UUID], MinLen(1), MaxLen(10)] = Field(
        description="Files that you have sent for the purpose `material`, naming no child"
    )


class StoryApprove(Body):
    approval: StoryApproval | None = Field(
        default=None, description="Of a witness: how the narrator said yes; who narrates is signed in"
    )
    consent: bool = Field(default=False, description="A grown narrator also consents that the story is told")


class StoryReason(Body):
    reason: Reason


class StorySendBack(Body):
    remark: Annotated[Prose, MinLen(3)] = Field(description="What should be told otherwise")


class StoryWithdraw(Body):
    """Nobody needs to say why."""


class StoryFile(BaseModel):
    """A picture, recording or document of a story."""

    id: UUID
    content_type: str


class StoryRead(Shown, StoryFields):
    programme_id: Annotated[UUID, C2]
    alias: Annotated[str, C3] = Field(description="The name under which the narrator is shown; empty once withdrawn")
    title: Annotated[str, C3] = Field(description="Empty once withdrawn")
    state: Annotated[StoryState, C2]
    mine: Annotated[bool, C2] = Field(description="Whether you may approve it or take it back as its narrator")
    approval: Annotated[StoryApproval | None, C2("narrator")]
    approved_at: Annotated[datetime | None, C2]
    approved_by_id: Annotated[UUID | None, C2("narrator")] = Field(description="Who said yes, or witnessed it")
    published_at: Annotated[datetime | None, C2]
    files: Annotated[list[StoryFile], C2]
    remark: Annotated[str, C4("narrator")] = Field(description="What the narrator wanted told otherwise, at last")


class NarratorLink(BaseModel):
    """A link for the narrator, shown once."""

    path: Annotated[str, C5] = Field(description="Whoever knows it may approve the story or take it back")
    expires_at: Annotated[datetime, C2]


class NarratorsStory(BaseModel):
    """A story as the holder of its link sees it."""

    state: Annotated[StoryState, C2]
    alias: Annotated[str, C3]
    language: Annotated[str, C2]
    title: Annotated[str, C3]
    text: Annotated[str, C4]
