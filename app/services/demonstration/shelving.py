"""The library of the demonstration: materials with their texts, shown as what they are.

The English texts are sources that somebody else than their author has checked. The others are published as well, so
that families have something to read; but nobody has checked them, and each says so to its readers.
"""

import json
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.models import Material, MaterialTranslation
from app.models.material import MaterialKind
from app.models.material_translation import TranslationState
from app.services.demonstration.stage import Stage
from app.services.library import keeping_library

FOLDER = Path(__file__).parent / "library"
UNREVIEWED = "Demonstration text, not reviewed by a native speaker"
ABOUT = ("key", "kind", "audiences", "topics", "country", "year", "licence", "reading_level", "source_language")
# What stands on the shelves: by the material's key, then by language.
Library = dict[str, dict[str, MaterialTranslation]]
Texts = dict[str, Any]


def fill(stage: Stage, languages: Collection[str], kinds: Collection[MaterialKind] = tuple(MaterialKind)) -> Library:
    """Puts the materials of these kinds on the shelves that there are in one of the languages beside English."""
    return {about["key"]: shelve(stage, about) for about in texts_in({"en", *languages}, kinds)}


def texts_in(languages: Collection[str], kinds: Collection[MaterialKind]) -> Iterator[Texts]:
    """What the files say, in these languages alone."""
    for path in sorted(FOLDER.glob("*.json")):
        about: Texts = json.loads(path.read_text(encoding="utf-8"))
        texts = [text for text in about["texts"] if text["language"] in languages]
        if len(texts) > 1 and about["kind"] in kinds:
            yield {**about, "texts": texts}


def shelve(stage: Stage, about: Texts) -> dict[str, MaterialTranslation]:
    """A material with its texts, by language; settled, so that it is found."""
    author = stage.people["mediator"]
    said = {name: about[name] for name in ABOUT}
    said["kind"] = MaterialKind(about["kind"])
    material = Material(id=stage.dice.id(), created_by=author, edition=1, **said)
    versions = [version(stage, material, text) for text in about["texts"]]
    stage.put([material])
    stage.put(versions)
    keeping_library.settle(stage.db, material.id)
    return {one.language: one for one in versions}


def version(stage: Stage, material: Material, text: Texts) -> MaterialTranslation:
    author, reviewed = stage.people["mediator"], text["reviewed"]
    words = {name: text[name] for name in ("language", "title", "summary", "sections")}
    return MaterialTranslation(
        id=stage.dice.id(), material_id=material.id, **words, number=1, source_edition=1, current=True,
        state=TranslationState.PUBLISHED, published_at=stage.begun + timedelta(days=2), translated_by_id=author,
        authors=[str(author)], checked_by_id=stage.people["coordinator"] if reviewed else None,
        checked_at=stage.begun + timedelta(days=1) if reviewed else None, translator="" if reviewed else UNREVIEWED,
        created_by=author,
    )  # fmt: skip
