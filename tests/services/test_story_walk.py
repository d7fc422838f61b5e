"""Stories walked at random beside a model: never shown unapproved or without consent, and gone when taken back."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.problems import DomainError, IllegalTransition
from app.models import Story
from app.models.consent import ConsentMethod
from app.models.story import StoryApproval, StoryApprove, StoryNarrator, StoryState, StoryUpdate
from app.services.families.requiring_consent import ConsentMissing
from app.services.library import narrating, telling_stories
from tests.acting import acting
from tests.world import World

STATES = {
    "ask": {"draft": "narrator_review"},
    "approve": {"narrator_review": "approved"},
    "agree": {"narrator_review": "approved"},
    "witness": {"narrator_review": "approved"},
    "send_back": {"narrator_review": "draft"},
    "publish": {"approved": "published"},
    "revise": {"approved": "draft", "published": "draft"},
    "reword": {"draft": "draft"},
    "withdraw": dict.fromkeys(("draft", "narrator_review", "approved", "published"), "withdrawn"),
}
STEPS = st.lists(st.sampled_from(sorted(set(STATES) - {"withdraw"}) * 3 + ["withdraw"]), max_size=14)


def act(world: World, id: UUID, step: str, number: int) -> Any:
    place, writes = world.indigo, step in ("ask", "publish", "revise", "reword")
    who = place.mediator if step == "witness" else place.coordinator if writes else place.guardian
    assert world.database is not None
    with acting(world.database, who) as db:
        match step:
            case "ask":
                telling_stories.ask_narrator(db, id)
            case "publish":
                telling_stories.publish(db, id)
            case "revise":
                telling_stories.revise(db, id, "another end")
            case "reword":
                telling_stories.change(db, db.find(Story, id), StoryUpdate.model_validate({"text": f"Words {number}"}))
            case "send_back":
                narrating.send_back(db, id, "not so")
            case "withdraw":
                narrating.withdraw(db, id)
            case _:
                way = StoryApproval.WITNESSED_BY_PHONE if step == "witness" else None
                narrating.approve(db, id, StoryApprove(approval=way, consent=step == "agree"))
        db.commit()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_way_through_a_story_keeps_the_narrators_word(below: World, steps: list[str]) -> None:
    place = below.indigo
    with below.as_system(place) as db:
        row = Story(
            programme_id=place.programme, narrator=StoryNarrator.GUARDIAN, guardian_id=place.jelena, alias="Linden",
            language="sr", title="A way", text="Words", created_by=place.coordinator.user_id,
        )  # fmt: skip
        id = db.put(row).id
        db.commit()
    state, consent, words, approved = "draft", False, "Words", ""
    for number, step in enumerate(steps):
        expected = STATES[step].get(state)
        try:
            act(below, id, step, number)
            done: type[DomainError] | None = None
        except DomainError as error:
            done = type(error)
        if expected is None:
            assert done is IllegalTransition, (step, state)
        elif step == "publish" and not consent:
            assert done is ConsentMissing
        else:
            assert done is None, (step, state)
            state, consent = expected, consent or step == "agree"
            words = f"Words {number}" if step == "reword" else words
            approved = words if state == "approved" else approved
        with below.as_system(place) as db:
            story = db.find(Story, id)
            assert story.state == state
            assert state == "withdrawn" or (story.approved_at is not None) is (state in ("approved", "published"))
            if state in ("approved", "published"):
                assert story.text == approved
            if state == "published":
                assert story.consent_method in (ConsentMethod.DIGITAL, ConsentMethod.WITNESSED_VERBAL)
            if story.state is StoryState.WITHDRAWN:
                assert (story.alias, story.title, story.text, story.remark, story.files) == ("", "", "", "", [])
