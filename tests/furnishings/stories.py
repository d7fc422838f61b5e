"""Stories: Mila's told through her mother and published, the volunteer's with him, Luka's a draft."""

from typing import Any

from app.core import clock
from app.models import Story
from app.models.consent import ConsentMethod
from app.models.story import StoryApproval, StoryNarrator, StoryState


def story(db: Any, place: Any, narrator: StoryNarrator, state: StoryState, **who: Any) -> Any:
    row = Story(
        programme_id=place.ids["programme"], narrator=narrator, state=state, alias="Sunflower", language="sr-Latn",
        title="How we read", text="In the evening we read aloud.", **who,
    )  # fmt: skip
    return db.put(row).id


def indigo(db: Any, place: Any) -> None:
    ids, people = place.ids, place.people
    by_mother = {"guardian_id": ids["jelena"], "created_by": people["mediator"].user_id}
    said = {"approval": StoryApproval.SIGNED_IN, "approved_at": clock.now(), "published_at": clock.now()}
    ids["milas_story"] = story(
        db, place, StoryNarrator.CHILD, StoryState.PUBLISHED, child_id=ids["mila"], **by_mother, **said
    )
    ids["mothers_story"] = story(db, place, StoryNarrator.GUARDIAN, StoryState.DRAFT, **by_mother)
    of_volunteer = {"user_id": people["volunteer"].user_id, "consent_method": ConsentMethod.PAPER}
    ids["volunteers_story"] = story(
        db, place, StoryNarrator.VOLUNTEER, StoryState.NARRATOR_REVIEW, remark="Not my street", **of_volunteer
    )


def red_cross(db: Any, place: Any) -> None:
    who = {"user_id": place.people["volunteer"].user_id}
    place.ids["story"] = story(db, place, StoryNarrator.VOLUNTEER, StoryState.PUBLISHED, **who)
