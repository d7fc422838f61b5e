"""Writing stories down: for whom, with which consent, and published in no other words than the narrator approved."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.session import OwnedSession
from app.core.columns import Id
from app.core.problems import IllegalTransition, InvalidRequest
from app.models import Attachment, Child, Guardian, Guardianship, Programme, Story, User
from app.models.attachment import AttachmentPurpose
from app.models.consent_purpose import ConsentPurpose
from app.models.notice import NoticeKind
from app.models.secret_link import LinkPurpose
from app.models.story import DRAFT, WITHDRAWN, StoryCreate, StoryNarrator, StoryUpdate
from app.services import records
from app.services.families import requiring_consent
from app.services.families.requiring_consent import Act, ConsentMissing
from app.services.files import file_places, keeping_files
from app.services.library import indexing_stories
from app.services.notices import notifying
from app.services.notices.notifying import ToGuardian, ToUser
from app.services.sign_in import linking

LINK_LIFE = timedelta(days=60)
# The ids that say who narrates, by the kind of narrator.
NAMED: dict[StoryNarrator, set[str]] = {
    StoryNarrator.GUARDIAN: {"guardian_id"},
    StoryNarrator.CHILD: {"guardian_id", "child_id"},
    StoryNarrator.VOLUNTEER: {"user_id", "programme_id"},
}

# One that was withdrawn has no files any more, for nobody.
OF_STORY = sa.select(col(Story.id)).where(
    col(Story.id) == sa.bindparam("story", type_=Id), col(Story.state) != WITHDRAWN
)
# Where the bytes are of a file of a story that the caller reaches.
PLACE = Lookup(
    sa.select(*columns(Attachment, file_places.COLUMNS)).where(
        col(Attachment.id) == sa.bindparam("id", type_=Id), col(Attachment.used_by).in_(OF_STORY)
    ),
    beyond=(Attachment,),
    reason="a file of a story is seen by those who read the story",
)


def begin(db: OwnedSession, new: StoryCreate) -> Story:
    """A draft. Raises InvalidRequest where the narrator is not named as the kind asks, ConsentMissing for a child."""
    if (known := records.already(db, Story, new)) is not None:
        return known
    require_named(new)
    refuse_future(db, new.consent_on)
    programme_id = programme_of(db, new)
    if new.child_id is not None:
        requiring_consent.require(db, new.child_id, Act.PUBLISH_STORY)
    return db.put(records.made(db, Story, new, programme_id=programme_id))


def require_named(new: StoryCreate) -> None:
    wanted = NAMED[new.narrator]
    errors = []
    for name in ("guardian_id", "child_id", "user_id", "programme_id"):
        given = getattr(new, name) is not None
        if name in wanted and not given:
            errors.append({"pointer": f"/{name}", "code": "missing", "detail": "Say whose story it is."})
        if given and name not in wanted:
            errors.append({"pointer": f"/{name}", "code": "not_allowed", "detail": "This narrator has no such member."})
    if new.child_id is not None and (new.consent_method or new.consent_on):
        detail = "A child's consent is stated by itself, for the purpose `story`."
        errors.append({"pointer": "/consent_method", "code": "not_allowed", "detail": detail})
    if errors:
        raise InvalidRequest(errors=errors)


def programme_of(db: OwnedSession, new: StoryCreate) -> UUID:
    """The narrator's programme. Raises ReferenceNotFound, InvalidRequest for a guardian who cannot speak."""
    if new.guardian_id is None:
        db.refer(User, UUID(str(new.user_id)), "user_id")
        return db.refer(Programme, UUID(str(new.programme_id)), "programme_id").id
    guardian = db.refer(Guardian, new.guardian_id, "guardian_id")
    speaks = not guardian.safety_excluded
    if new.child_id is not None:
        db.refer(Child, new.child_id, "child_id")
        both = [col(Guardianship.child_id) == new.child_id, col(Guardianship.guardian_id) == guardian.id]
        link = db.execute(sa.select(Guardianship).where(*both)).scalar_one_or_none()
        speaks = speaks and link is not None and link.verified_at is not None
    if not speaks:
        detail = "This guardian cannot speak here."
        raise InvalidRequest(errors=[{"pointer": "/guardian_id", "code": "not_allowed", "detail": detail}])
    return guardian.programme_id


def change(db: OwnedSession, story: Story, changes: StoryUpdate) -> Story:
    """Other words for a draft. Raises IllegalTransition once the narrator has been asked."""
    require_draft(story)
    refuse_future(db, changes.consent_on)
    return records.change(db, story, changes)


def refuse_future(db: OwnedSession, consent_on: date | None) -> None:
    if consent_on is not None and consent_on > db.at.date():
        detail = "Nobody consents in the future."
        raise InvalidRequest(errors=[{"pointer": "/consent_on", "code": "out_of_range", "detail": detail}])


def require_draft(story: Story) -> None:
    if story.state is not DRAFT:
        raise IllegalTransition(state=story.state, allowed=Story.__lifecycle__.open_from(story.state))


def add_files(db: OwnedSession, id: UUID, attachment_ids: list[UUID]) -> Story:
    """Files for a draft, beside those that it has. Raises what `attach` raises."""
    story = db.find(Story, id, lock=True)
    require_draft(story)
    new = keeping_files.attach(db, attachment_ids, AttachmentPurpose.MATERIAL, None, story)
    there = {file["id"] for file in story.files}
    told = [{"id": str(one.id), "content_type": one.content_type} for one in new if str(one.id) not in there]
    story.files = [*story.files, *told]
    db.flush()
    return story


def ask_narrator(db: OwnedSession, id: UUID) -> Story:
    """Hands the draft to its narrator, who gets a link by e-mail where there is an address."""
    story = db.find(Story, id, lock=True)
    require_consent_of_child(db, story)
    records.move(db, story, "ask_narrator")
    if story.guardian_id is not None:
        to: ToGuardian | ToUser = ToGuardian(story.guardian_id)
    else:
        to = ToUser(UUID(str(story.user_id)), story.programme_id)
    notifying.notify(db, NoticeKind.STORY_REVIEW, to, {"link": link_for(db, story)})
    return story


def new_link(db: OwnedSession, id: UUID) -> str:
    """The path of a new link for the narrator: to be sent by hand, at any time until the story is withdrawn.

    Raises IllegalTransition for a story that is a draft or withdrawn.
    """
    story = db.find(Story, id, lock=True)
    if story.state in (DRAFT, WITHDRAWN):
        raise IllegalTransition(state=story.state, allowed=Story.__lifecycle__.open_from(story.state))
    return link_for(db, story)


def link_for(db: OwnedSession, story: Story) -> str:
    until = db.at + LINK_LIFE
    return f"/v1/narrator-links/{linking.make(db, LinkPurpose.REVIEW_STORY, story.id, until)}"


def publish(db: OwnedSession, id: UUID) -> Story:
    """Shows it to everybody here. Raises IllegalTransition before the narrator's approval, ConsentMissing."""
    story = db.find(Story, id, lock=True)
    Story.__lifecycle__.require(story, "publish")
    require_consent(db, story)
    story.published_at = db.at
    records.move(db, story, "publish")
    indexing_stories.shelve(db, story)
    return story


def revise(db: OwnedSession, id: UUID, reason: str) -> Story:
    """Takes it back into draft: from now on nobody else reads it, and the narrator is asked anew."""
    story = db.find(Story, id, lock=True)
    story.approval = story.approved_at = story.approved_by_id = story.published_at = None
    records.move(db, story, "revise", reason)
    indexing_stories.shelve(db, story)
    return story


def require_consent(db: OwnedSession, story: Story) -> None:
    """Raises ConsentMissing, naming the purpose, unless the narrator consents that the story is told."""
    require_consent_of_child(db, story)
    if story.child_id is None and story.consent_method is None:
        raise ConsentMissing(purposes=[ConsentPurpose.STORY.value])


def require_consent_of_child(db: OwnedSession, story: Story) -> None:
    if story.child_id is not None:
        requiring_consent.require(db, story.child_id, Act.PUBLISH_STORY)
