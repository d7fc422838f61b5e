"""A narrator's link to a story: to read it, to say yes or not so, to take it back; without a sign-in."""

from app.auth.links import link_of
from app.core.shapes import Body
from app.models.secret_link import LinkPurpose
from app.models.story import NarratorsStory, StorySendBack, StoryWithdraw
from app.services.library import narrating
from app.web.answer import Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.visiting import Way, visit

router = Api("/v1/narrator-links", tag="stories")


class OwnApproval(Body):
    consent: bool = False


def way(link: str) -> Way:
    return Way(link_of(link), LinkPurpose.REVIEW_STORY)


@router.get("/{link}", PUBLIC)
async def read_narrated_story(call: Call, link: str) -> Answer[NarratorsStory]:
    """Read the story that a link is for."""
    return await visit(call, way(link), lambda db: db.tell(narrating.read_by_link(db, db.visitor.subject_id)))


@router.post("/{link}/approve", PUBLIC)
async def approve_narrated_story(call: Call, link: str, body: OwnApproval) -> Answer[NarratorsStory]:
    """Say that the story may be told so; with `consent` also that you want it told."""
    return await visit(
        call,
        way(link),
        lambda db: db.tell(narrating.approve_by_link(db, db.visitor.subject_id, consent=body.consent)),
        body,
    )


@router.post("/{link}/send-back", PUBLIC)
async def send_back_narrated_story(call: Call, link: str, body: StorySendBack) -> Answer[NarratorsStory]:
    """Say what should be told otherwise."""
    return await visit(
        call, way(link), lambda db: db.tell(narrating.send_back_by_link(db, db.visitor.subject_id, body.remark)), body
    )


@router.post("/{link}/withdraw", PUBLIC)
async def withdraw_narrated_story(call: Call, link: str, body: StoryWithdraw) -> Answer[NarratorsStory]:
    """Take the story back for good."""
    return await visit(call, way(link), lambda db: db.tell(narrating.withdraw_by_link(db, db.visitor.subject_id)), body)
