"""The words of materials in each language, version by version."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.shapes import LanguageTag
from app.models import MaterialFile, MaterialTranslation, Transition
from app.models.material_translation import (
    MaterialFileRead,
    MaterialTranslationCreate,
    MaterialTranslationRead,
    MaterialTranslationUpdate,
    TranslationSendBack,
    TranslationState,
)
from app.models.trail import TransitionRead
from app.services.library import translating
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/material-translations", tag="library")


class MaterialTranslationQuery(ListQuery):
    material_id: Annotated[UUID | None, Where(MaterialTranslation.material_id, "is")] = None
    language: Annotated[list[LanguageTag] | None, Many, Where(MaterialTranslation.language)] = None
    state: Annotated[list[TranslationState] | None, Many, Where(MaterialTranslation.state)] = None
    current: Annotated[bool | None, Where(MaterialTranslation.current, "is")] = None


TRANSLATIONS = Reads(
    MaterialTranslationRead,
    MaterialTranslation,
    MaterialTranslationQuery,
    includes={
        "files": Include(MaterialFileRead, MaterialFile, MaterialFile.translation_id, order=MaterialFile.position),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)


@router.get("", Access(MaterialTranslation, "read"))
async def list_material_translations(
    reader: Reader, query: MaterialTranslationQuery
) -> Answer[Page[MaterialTranslationRead]]:
    """List the words of materials.

    Readers find the latest published version in each language; one that the source has overtaken says `outdated`.
    """
    return await reader.page(TRANSLATIONS, query)


@router.post("", Access(MaterialTranslation, "create"), 201)
def create_material_translation(db: Db, new: MaterialTranslationCreate) -> Answer[MaterialTranslationRead]:
    """Begin the next version in a language: of the source itself, or a translation of it."""
    return db.created(TRANSLATIONS, translating.begin(db, new))


@router.get("/{id}", Access(MaterialTranslation, "read"))
async def read_material_translation(reader: Reader, id: UUID, query: RowQuery) -> Answer[MaterialTranslationRead]:
    """Read a material in a language."""
    return await reader.one(TRANSLATIONS, id, query)


@router.patch("/{id}", Access(MaterialTranslation, "update"))
def update_material_translation(
    db: Db, id: UUID, changes: MaterialTranslationUpdate
) -> Answer[MaterialTranslationRead]:
    """Change the words of a draft. `sections` is the whole list."""
    material, _ = translating.held(db, id)
    row = db.matching(TRANSLATIONS, id)
    return db.shown(TRANSLATIONS, translating.reword(db, material, row, changes).id)


@router.delete("/{id}", Access(MaterialTranslation, "delete"))
def delete_material_translation(db: Db, id: UUID) -> Answer[None]:
    """Take away a version that was never published."""
    translating.discard(db, id)
    return Answer.nothing()


@router.post("/{id}/check", Access(MaterialTranslation, "check"))
def check_material_translation(db: Db, id: UUID) -> Answer[MaterialTranslationRead]:
    """Say that a draft is right; nobody who has worded it can."""
    return db.shown(TRANSLATIONS, translating.check(db, id).id)


@router.post("/{id}/send-back", Access(MaterialTranslation, "send_back"))
def send_back_material_translation(db: Db, id: UUID, back: TranslationSendBack) -> Answer[MaterialTranslationRead]:
    """Give a checked version back to be worded better."""
    return db.shown(TRANSLATIONS, translating.send_back(db, id, back.reason).id)


@router.post("/{id}/publish", Access(MaterialTranslation, "publish"))
def publish_material_translation(db: Db, id: UUID) -> Answer[MaterialTranslationRead]:
    """Publish a checked version; its words stay as they are from now on.

    A new version of the source makes every version outdated that follows an older one.
    """
    return db.shown(TRANSLATIONS, translating.publish(db, id).id)


@router.post("/{id}/catch-up", Access(MaterialTranslation, "catch_up"))
def catch_up_material_translation(db: Db, id: UUID) -> Answer[MaterialTranslationRead]:
    """Go on with a draft that the source has overtaken, as a translation of what the source says now."""
    return db.shown(TRANSLATIONS, translating.catch_up(db, id).id)
