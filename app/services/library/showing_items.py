"""The items of a page of the library: a material in the best language that the caller has, a story as it is told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.models import Material, MaterialFile, MaterialTranslation, Story
from app.models.material import MaterialKind
from app.models.material_translation import MaterialFileRole, TranslationState
from app.models.story import StoryState
from app.services.library.searching_library import Look

ABOUT = "id key kind audiences topics country municipality made_by year licence reading_level"
WORDING = "id material_id language title summary state"
MATERIALS = Lookup(sa.select(*columns(Material, ABOUT), col(Material.source_language)).where(among(Material.id, "ids")))
WORDINGS = Lookup(
    sa.select(*columns(MaterialTranslation, WORDING))
    .where(among(MaterialTranslation.material_id, "ids"))
    .where(sa.or_(col(MaterialTranslation.current).is_(True), col(MaterialTranslation.published_at).is_(None)))
    .order_by(col(MaterialTranslation.current).desc(), col(MaterialTranslation.language))
)
RECORDINGS = Lookup(
    sa.select(col(MaterialFile.translation_id)).where(
        among(MaterialFile.material_id, "ids"), col(MaterialFile.role) == MaterialFileRole.AUDIO
    )
)
STORIES = Lookup(
    sa.select(*columns(Story, "id alias language title files published_at")).where(
        among(Story.id, "ids"), col(Story.state) == StoryState.PUBLISHED
    ),
    beyond=(Story,),
    reason="a published story is shown to whom the index of the library shows it",
)
# What a material says of itself, and a story does not.
OF_NO_MATERIAL: dict[str, Any] = {
    "key": "",
    "audiences": [],
    "topics": [],
    "country": None,
    "municipality": "",
    "made_by": "",
    "licence": "",
    "reading_level": None,
    "translation_id": None,
    "summary": "",
    "state": TranslationState.PUBLISHED,
}


async def items(look: Look, ids: Sequence[UUID], languages: Sequence[str]) -> list[dict[str, Any]]:
    """What is shown of these, in this order; what was taken away since it was found is left out."""
    if not ids:
        return []
    found = await materials(look, ids, languages)
    if rest := [id for id in ids if id not in found]:
        found |= {row.id: story(row, languages) for row in await look(STORIES, ids=rest)}
    return [found[id] for id in ids if id in found]


async def materials(look: Look, ids: Sequence[UUID], languages: Sequence[str]) -> dict[UUID, dict[str, Any]]:
    """The materials among these."""
    heard = {row.translation_id for row in await look(RECORDINGS, ids=ids)}
    wordings: dict[UUID, list[Any]] = {}
    for row in await look(WORDINGS, ids=ids):
        wordings.setdefault(row.material_id, []).append(row)
    shown = {}
    for row in await look(MATERIALS, ids=ids):
        if row.id in wordings:
            about = row._asdict()
            chosen = best(wordings[row.id], (*languages, about.pop("source_language")))
            words = text(chosen, wordings[row.id], languages)
            shown[row.id] = {**about, **words, "audible": chosen.id in heard, "story_id": None, "told_by": ""}
    return shown


def best(wordings: Sequence[Any], languages: Sequence[str]) -> Any:
    """The wording in the first of the languages that there is; otherwise any."""
    order = {language: place for place, language in reversed(list(enumerate(languages)))}
    return min(wordings, key=lambda wording: order.get(wording.language, len(order)))


def text(chosen: Any, wordings: Sequence[Any], languages: Sequence[str]) -> dict[str, Any]:
    return {
        "translation_id": chosen.id,
        "language": chosen.language,
        "fallback": chosen.language != languages[0],
        "title": chosen.title,
        "summary": chosen.summary,
        "state": chosen.state,
        "languages": sorted({wording.language for wording in wordings}),
    }


def story(row: Any, languages: Sequence[str]) -> dict[str, Any]:
    """A story as an item: in its own words, by its narrator's alias."""
    return {
        **OF_NO_MATERIAL,
        "id": row.id,
        "story_id": row.id,
        "kind": MaterialKind.STORY,
        "title": row.title,
        "told_by": row.alias,
        "year": row.published_at.year,
        "language": row.language,
        "fallback": row.language != languages[0],
        "languages": [row.language],
        "audible": any(file["content_type"].startswith("audio/") for file in row.files),
    }
