"""Keeping the library: what a material is about, whether it is in use, and how far what it has is open."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Material, MaterialFile, MaterialTranslation
from app.models.material import MaterialCreate, MaterialState, MaterialUpdate, Openness
from app.services import records
from app.services.library import indexing_library


class KeyTaken(DomainError):
    slug, title, status = "key-taken", "Another material has this key", 409
    detail = "Keys are short names of their own; choose another one."


def create(db: OwnedSession, new: MaterialCreate) -> Material:
    """A material without words as yet. Raises KeyTaken."""
    if (known := records.already(db, Material, new)) is not None:
        return known
    require_free(db, new.key)
    return db.put(records.made(db, Material, new))


def change(db: OwnedSession, row: Material, changes: MaterialUpdate) -> Material:
    """Says otherwise what it is about; whom it is for decides who reads what is published."""
    if "key" in changes.model_fields_set and changes.key != row.key:
        require_free(db, changes.key)
    records.change(db, row, changes)
    settle(db, row.id)
    return row


def withdraw(db: OwnedSession, id: UUID, reason: str) -> Material:
    """Takes a material out of use: nobody but those who write finds it, and it is delivered no more."""
    row = db.find(Material, id, lock=True)
    records.move(db, row, "withdraw", reason)
    settle(db, row.id)
    return row


def restore(db: OwnedSession, id: UUID) -> Material:
    """Takes it back into use as it was."""
    row = db.find(Material, id, lock=True)
    records.move(db, row, "restore")
    settle(db, row.id)
    return row


def settle(db: OwnedSession, id: UUID) -> None:
    """Makes what follows from a material and its versions follow: the title, and how open each row is."""
    with db.beyond_reach("what follows from a material is kept with it") as wide:
        material, versions = wide.find(Material, id), versions_of(wide, id)
        open_to = Openness.of(material.audiences) if material.state is MaterialState.IN_USE else Openness.WRITERS
        for version in versions:
            version.openness = int(open_to) if version.current else int(Openness.WRITERS)
        opened = {version.id: version.openness for version in versions}
        for file in files_of(wide, id):
            file.openness = opened[file.translation_id]
        material.openness = max(opened.values(), default=0)
        source = [version for version in versions if version.language == material.source_language]
        shown = [version for version in source if version.current] or source[-1:]
        material.title = shown[0].title if shown else ""
        indexing_library.index(wide, material, versions)


def files_of(db: OwnedSession, material_id: UUID) -> list[MaterialFile]:
    """The files of every version."""
    found = sa.select(MaterialFile).where(col(MaterialFile.material_id) == material_id)
    return list(db.execute(found.order_by(col(MaterialFile.id))).scalars())


def versions_of(db: OwnedSession, material_id: UUID) -> list[MaterialTranslation]:
    """Every version in every language, the older first."""
    found = sa.select(MaterialTranslation).where(col(MaterialTranslation.material_id) == material_id)
    ordered = found.order_by(col(MaterialTranslation.language), col(MaterialTranslation.number))
    return list(db.execute(ordered).scalars())


def require_free(db: OwnedSession, key: str) -> None:
    if db.execute(sa.select(Material).where(col(Material.key) == key)).first() is not None:
        raise KeyTaken
