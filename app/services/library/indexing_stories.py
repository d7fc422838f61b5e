"""Published stories on the shelves of the library: found by title and alias, and by nothing once they are taken back.

The text itself is sealed where it lies; an index of its words would say in clear what the seal keeps.
"""

from app.auth.session import OwnedSession
from app.models import Story
from app.models.material import MaterialKind, Openness
from app.models.story import PUBLISHED
from app.services.library.indexing_library import (
    EVERY,
    SUMMARY,
    TITLE,
    TOKEN,
    Facet,
    Standing,
    Standings,
    keep,
    token,
    weights,
)

# Whoever signs in reads published stories, families too.
OPEN = int(Openness.FAMILIES)


def shelve(db: OwnedSession, story: Story) -> None:
    """Makes the index say what the story says now: nothing unless it is published."""
    with db.beyond_reach("a story is found in the library as long as it is published") as wide:
        keep(wide, story.id, standings(story) if story.state is PUBLISHED else {})


def standings(story: Story) -> Standings:
    words = weights((SUMMARY, story.alias), (TITLE, story.title))
    found = {(word, story.language): Standing(weight, OPEN) for word, weight in words.items()}
    return found | {(word, ""): Standing(TOKEN, OPEN) for word in tokens(story)}


def tokens(story: Story) -> list[str]:
    told = [token(Facet.KIND, MaterialKind.STORY.value), token(Facet.LANGUAGE, story.language)]
    year = [] if story.published_at is None else [token(Facet.YEAR, story.published_at.year)]
    return [EVERY, *told, *year, token(Facet.ORGANISATION, "")]
