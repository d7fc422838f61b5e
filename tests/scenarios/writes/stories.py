"""Stories: one write that succeeds for each operation, with one's own narrator where one narrates oneself."""

from typing import Any

from app.models import Attachment, Story
from app.models.attachment import AttachmentPurpose, AttachmentState
from app.models.consent import ConsentMethod
from app.models.membership import Role
from app.models.story import StoryNarrator, StoryState
from tests.scenarios.stage import Stage, case


def narrator(at: Stage) -> dict[str, Any]:
    """Mila's mother, or the volunteer who calls."""
    if at.me.role is Role.VOLUNTEER:
        return {"narrator": StoryNarrator.VOLUNTEER, "user_id": at.me.user_id}
    return {"narrator": StoryNarrator.GUARDIAN, "guardian_id": at.place.jelena}


def story(at: Stage, state: StoryState = StoryState.DRAFT) -> str:
    words = {"alias": "Linden", "language": "sr", "title": "A way to school", "text": "We walk together."}
    agreed = {"consent_method": ConsentMethod.PAPER, "programme_id": at.place.programme}
    row = Story(**narrator(at), **words, **agreed, state=state, created_by=at.place.coordinator.user_id)
    return f"stories/{at.arrange(row)}"


@case
def create_story(at: Stage) -> Any:
    words = {"alias": "Linden", "language": "sr", "title": "A way to school", "text": "We walk together."}
    return at.post("stories", narrator="guardian", guardian_id=str(at.place.jelena), **words)


@case
def update_story(at: Stage) -> Any:
    return at.patch(story(at), title="Two ways to school")


@case
def add_story_files(at: Stage) -> Any:
    sent = Attachment(
        purpose=AttachmentPurpose.MATERIAL, media_type="image/jpeg", content_type="image/jpeg", size=1000,
        state=AttachmentState.READY, created_by=at.me.user_id, place="0" * 32,
    )  # fmt: skip
    return at.post(f"{story(at)}/files", attachment_ids=[str(at.arrange(sent))])


@case
def ask_narrator_of_story(at: Stage) -> Any:
    return at.me.post(f"/v1/{story(at)}/ask-narrator")


@case
def make_narrator_link(at: Stage) -> Any:
    return at.me.post(f"/v1/{story(at, StoryState.PUBLISHED)}/narrator-link")


@case
def approve_story(at: Stage) -> Any:
    witnessed = {"approval": "witnessed_by_phone"} if at.me.role is Role.MEDIATOR else {}
    return at.post(f"{story(at, StoryState.NARRATOR_REVIEW)}/approve", consent=True, **witnessed)


@case
def send_back_story(at: Stage) -> Any:
    return at.post(f"{story(at, StoryState.NARRATOR_REVIEW)}/send-back", remark="It was winter then")


@case
def publish_story(at: Stage) -> Any:
    return at.me.post(f"/v1/{story(at, StoryState.APPROVED)}/publish")


@case
def revise_story(at: Stage) -> Any:
    return at.post(f"{story(at, StoryState.PUBLISHED)}/revise", reason="a new end")


@case
def withdraw_story(at: Stage) -> Any:
    return at.post(f"{story(at, StoryState.PUBLISHED)}/withdraw")
