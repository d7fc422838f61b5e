"""Materials: information packs, guidance, training, practices, stories and recommendations."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.core.shapes import Line
from app.models import Material, MaterialTranslation, Transition
from app.models.material import (
    MaterialCreate,
    MaterialKind,
    MaterialRead,
    MaterialState,
    MaterialUpdate,
    MaterialWithdraw,
    ReadingLevel,
    Slug,
)
from app.models.material_translation import MaterialTranslationHead
from app.models.organisation import Country
from app.models.trail import TransitionRead
from app.services.library import keeping_library
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/materials", tag="library")

Year = Annotated[int, Field(ge=1, le=9999)]


class MaterialQuery(ListQuery):
    key: Annotated[Slug | None, Where(Material.key, "is")] = None
    kind: Annotated[list[MaterialKind] | None, Many, Where(Material.kind)] = None
    year: Annotated[list[Year] | None, Many, Where(Material.year)] = None
    country: Annotated[list[Country] | None, Many, Where(Material.country)] = None
    municipality: Annotated[Line | None, Where(Material.municipality, "is")] = None
    reading_level: Annotated[list[ReadingLevel] | None, Many, Where(Material.reading_level)] = None
    state: Annotated[list[MaterialState] | None, Many, Where(Material.state)] = None
    updated_from: Annotated[Moment | None, Where(Material.updated_at, "from")] = None


MATERIALS = Reads(
    MaterialRead,
    Material,
    MaterialQuery,
    sorts={"title": Material.search_key, "kind": Material.kind, "year": Material.year},
    includes={
        "translations": Include(MaterialTranslationHead, MaterialTranslation, MaterialTranslation.material_id),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)


@router.get("", Access(Material, "read"))
async def list_materials(reader: Reader, query: MaterialQuery) -> Answer[Page[MaterialRead]]:
    """List materials.

    Those who do not write the library find what is published, and guardians of it what is for guardians or everybody.
    """
    return await reader.page(MATERIALS, query)


@router.post("", Access(Material, "create"), 201)
def create_material(db: Db, new: MaterialCreate) -> Answer[MaterialRead]:
    """Add a material; its words come with its translations, of which the source is one."""
    return db.created(MATERIALS, keeping_library.create(db, new))


@router.get("/{id}", Access(Material, "read"))
async def read_material(reader: Reader, id: UUID, query: RowQuery) -> Answer[MaterialRead]:
    """Read what a material is about."""
    return await reader.one(MATERIALS, id, query)


@router.patch("/{id}", Access(Material, "update"))
def update_material(db: Db, id: UUID, changes: MaterialUpdate) -> Answer[MaterialRead]:
    """Change what a material is about; whom it is for takes effect at once."""
    return db.shown(MATERIALS, keeping_library.change(db, db.matching(MATERIALS, id), changes).id)


@router.post("/{id}/withdraw", Access(Material, "withdraw"))
def withdraw_material(db: Db, id: UUID, withdrawn: MaterialWithdraw) -> Answer[MaterialRead]:
    """Take a material out of use: readers find it no more, and it is not delivered."""
    return db.shown(MATERIALS, keeping_library.withdraw(db, id, withdrawn.reason).id)


@router.post("/{id}/restore", Access(Material, "restore"))
def restore_material(db: Db, id: UUID) -> Answer[MaterialRead]:
    """Take a withdrawn material back into use."""
    return db.shown(MATERIALS, keeping_library.restore(db, id).id)
