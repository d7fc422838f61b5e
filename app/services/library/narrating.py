"""The narrator's word about a story: yes, not so, or take it back; signed in, by a secret link, or before a witness.

What is taken back is gone: words, also those of the library's index, and files in the same transaction, and the links
with them.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Principal
from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest, NotFound, SecondPersonNeeded
from app.models import Guardian, Story
from app.models.consent import ConsentMethod
from app.models.membership import Role
from app.models.secret_link import LinkPurpose
from app.models.story import WITHDRAWN, NarratorsStory, StoryApproval, StoryApprove
from app.services import records
from app.services.families import requiring_consent
from app.services.families.requiring_consent import Act
from app.services.files import keeping_files
from app.services.library import indexing_stories
from app.services.sign_in import linking

WITNESSED = (StoryApproval.WITNESSED_IN_PERSON, StoryApproval.WITNESSED_BY_PHONE)
BY_LINK = "a story is its narrator's, who holds a link to it"


def approve(db: OwnedSession, id: UUID, said: StoryApprove) -> Story:
    """The narrator's yes, signed in, or told by a witness, who is not the one who wrote it down.

    Raises SecondPersonNeeded, InvalidRequest where the way does not fit who says it.
    """
    story = db.find(Story, id, lock=True)
    witness = db.caller.role is Role.MEDIATOR
    if witness and story.created_by == db.caller.user_id:
        raise SecondPersonNeeded
    if witness is not (said.approval in WITNESSED) or said.approval is StoryApproval.SECRET_LINK:
        detail = "A witness says how; a narrator who is signed in does not."
        raise InvalidRequest(errors=[{"pointer": "/approval", "code": "not_allowed", "detail": detail}])
    return approved(db, story, said.approval or StoryApproval.SIGNED_IN, consent=said.consent)


def approved(db: OwnedSession, story: Story, way: StoryApproval, *, consent: bool) -> Story:
    Story.__lifecycle__.require(story, "approve")
    if story.child_id is not None:
        requiring_consent.require(db, story.child_id, Act.PUBLISH_STORY)
    elif consent:
        story.consent_method = ConsentMethod.WITNESSED_VERBAL if way in WITNESSED else ConsentMethod.DIGITAL
        story.consent_on = db.at.date()
    story.approval, story.approved_at = way, db.at
    story.approved_by_id = db.owner.user_id if isinstance(db.owner, Principal) else None
    return records.move(db, story, "approve")


def send_back(db: OwnedSession, id: UUID, remark: str) -> Story:
    """The narrator wants it otherwise."""
    return sent_back(db, db.find(Story, id, lock=True), remark)


def sent_back(db: OwnedSession, story: Story, remark: str) -> Story:
    """The remark stands in the story and not in its transition, since it goes when the story goes."""
    Story.__lifecycle__.require(story, "send_back")
    story.remark = remark
    return records.move(db, story, "send_back")


def withdraw(db: OwnedSession, id: UUID) -> Story:
    """Ends the story by whoever may: from this commit on its words are nowhere and its files cannot be read."""
    return end(db, db.find(Story, id, lock=True), "")


def end(db: OwnedSession, story: Story, reason: str) -> Story:
    Story.__lifecycle__.require(story, "withdraw")
    story.alias = story.title = story.text = story.remark = ""
    story.files, story.consent_method, story.consent_on = [], None, None
    records.move(db, story, "withdraw", reason)
    indexing_stories.shelve(db, story)
    with db.beyond_reach("the files of a story end with it") as wide:
        files = keeping_files.attached(wide, story)
    keeping_files.erase(db, files, "the story was withdrawn")
    linking.end_all(db, LinkPurpose.REVIEW_STORY, story.id)
    return story


def withdraw_stories_of_child(db: OwnedSession, child_id: UUID) -> None:
    """What the end of the consent `story` brings about. The session sees every row."""
    told = [col(Story.child_id) == child_id, col(Story.state) != WITHDRAWN]
    found = sa.select(Story).where(*told).order_by(col(Story.id)).with_for_update()
    for story in db.execute(found).scalars().all():
        end(db, story, "the consent has ended")


def read_by_link(db: OwnedSession, id: UUID) -> NarratorsStory:
    """What the narrator is asked about. Raises NotFound where the narrator is not to be reached any more."""
    with db.beyond_reach(BY_LINK) as wide:
        return shown(narrated(wide, id))


def approve_by_link(db: OwnedSession, id: UUID, *, consent: bool) -> NarratorsStory:
    """The narrator's yes by a link."""
    with db.beyond_reach(BY_LINK) as wide:
        return shown(approved(wide, narrated(wide, id), StoryApproval.SECRET_LINK, consent=consent))


def send_back_by_link(db: OwnedSession, id: UUID, remark: str) -> NarratorsStory:
    """The narrator wants it otherwise, by a link."""
    with db.beyond_reach(BY_LINK) as wide:
        return shown(sent_back(wide, narrated(wide, id), remark))


def withdraw_by_link(db: OwnedSession, id: UUID) -> NarratorsStory:
    """The narrator takes the story back by a link."""
    with db.beyond_reach(BY_LINK) as wide:
        return shown(end(wide, narrated(wide, id), ""))


def narrated(db: OwnedSession, id: UUID) -> Story:
    """The story, locked, while its guardian is not excluded for safety."""
    story = db.find(Story, id, lock=True)
    if story.guardian_id is not None and db.find(Guardian, story.guardian_id).safety_excluded:
        raise NotFound
    return story


def shown(story: Story) -> NarratorsStory:
    return NarratorsStory(
        state=story.state, alias=story.alias, language=story.language, title=story.title, text=story.text
    )
