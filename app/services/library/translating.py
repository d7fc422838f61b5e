"""The way of a text into a language: worded, checked by somebody else, published for good, overtaken by its source."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IllegalTransition, SecondPersonNeeded
from app.models import Attachment, Material, MaterialFile, MaterialTranslation
from app.models.material_translation import (
    MaterialTranslationCreate,
    MaterialTranslationUpdate,
    TranslationState,
)
from app.services import records
from app.services.files import keeping_files
from app.services.library.keeping_library import settle, versions_of


class VersionInWork(DomainError):
    """`language`: the one that is meant."""

    slug, title, status = "version-in-work", "A version in this language is being worked on", 409
    detail = "Finish the one in {language}, or take it away."


class SourceNotPublished(DomainError):
    slug, title, status = "source-not-published", "The source is not published yet", 409
    detail = "A translation follows a published source."


class NothingToRead(DomainError):
    slug, title, status = "nothing-to-read", "There is nothing in it yet", 409
    detail = "A version needs a text or a file before it is checked."


class WordsPublished(DomainError):
    slug, title, status = "words-published", "Published words are not changed", 409
    detail = "Make a new version in this language instead."


def begin(db: OwnedSession, new: MaterialTranslationCreate) -> MaterialTranslation:
    """A draft of the next version in a language: of the source, or of a translation of what the source now says."""
    if (known := records.already(db, MaterialTranslation, new)) is not None:
        return known
    material = db.find(Material, db.refer(Material, new.material_id, "material_id").id, lock=True)
    row = records.made(db, MaterialTranslation, new, **numbered(db, material, new.language))
    row.translated_by_id = db.principal.user_id
    row.authors = [str(row.translated_by_id)]
    db.put(row)
    settle(db, material.id)
    return row


def numbered(db: OwnedSession, material: Material, language: str) -> dict[str, int]:
    """The number of the next version in a language, and the edition it is of. Raises VersionInWork."""
    versions = versions_of(db, material.id)
    same = [version for version in versions if version.language == language]
    if any(version.published_at is None for version in same):
        raise VersionInWork(language=language)
    following = material.edition + 1 if language == material.source_language else max(material.edition, 1)
    return {"number": max((version.number for version in same), default=0) + 1, "source_edition": following}


def held(db: OwnedSession, id: UUID) -> tuple[Material, MaterialTranslation]:
    """A material and a version of it, locked in this order by all that changes them."""
    material = db.find(Material, db.find(MaterialTranslation, id).material_id, lock=True)
    return material, db.find(MaterialTranslation, id, lock=True)


def reword(
    db: OwnedSession, material: Material, row: MaterialTranslation, changes: MaterialTranslationUpdate
) -> MaterialTranslation:
    """Changes the words of a draft; who does is an author from then on. Raises WordsPublished."""
    require_draft(row)
    author = str(db.principal.user_id)
    if author not in row.authors:
        row.authors = [*row.authors, author]
    records.change(db, row, changes)
    settle(db, material.id)
    return row


def check(db: OwnedSession, id: UUID) -> MaterialTranslation:
    """Says that a draft is right. Raises SecondPersonNeeded for one of its authors, NothingToRead."""
    _, row = held(db, id)
    if str(db.principal.user_id) in row.authors:
        raise SecondPersonNeeded
    if not row.sections and not files_of(db, row):
        raise NothingToRead
    row.checked_by_id, row.checked_at = db.principal.user_id, db.at
    return records.move(db, row, "check")


def send_back(db: OwnedSession, id: UUID, reason: str) -> MaterialTranslation:
    """Gives a checked version back to be worded better."""
    _, row = held(db, id)
    row.checked_by_id = row.checked_at = None
    return records.move(db, row, "send_back", reason)


def publish(db: OwnedSession, id: UUID) -> MaterialTranslation:
    """Publishes a checked version for good. A new version of the source makes outdated what follows an older one."""
    material, row = held(db, id)
    MaterialTranslation.__lifecycle__.require(row, "publish")
    if row.language == material.source_language:
        material.edition = row.source_edition
    elif not material.edition:
        raise SourceNotPublished
    row.current, row.published_at = True, db.at
    records.move(db, row, "publish")
    with db.beyond_reach("a new version overtakes those before it") as wide:
        overtake(wide, row)
    settle(db, material.id)
    return row


def overtake(db: OwnedSession, new: MaterialTranslation) -> None:
    """What the new version leaves behind: the last one in its language, and all that follows an older source."""
    for version in versions_of(db, new.material_id):
        if version.id == new.id:
            continue
        same = version.language == new.language
        version.current = version.current and not same
        behind = version.source_edition < new.source_edition or (same and version.published_at is not None)
        if behind and version.state is not TranslationState.OUTDATED:
            records.move(db, version, "outdate")


def catch_up(db: OwnedSession, id: UUID) -> MaterialTranslation:
    """Takes a draft that the source has overtaken back to work, of the present edition. Raises WordsPublished."""
    material, row = held(db, id)
    if row.published_at is not None:
        raise WordsPublished
    row.source_edition = material.edition
    row.checked_by_id = row.checked_at = None
    return records.move(db, row, "catch_up")


def discard(db: OwnedSession, id: UUID) -> None:
    """Takes away a version that was never published, with its files. Raises WordsPublished."""
    material, row = held(db, id)
    if row.published_at is not None:
        raise WordsPublished
    with db.beyond_reach("files go with the draft that they were sent for") as wide:
        gone = files_of(wide, row)
        attachments = [wide.find(Attachment, file.attachment_id) for file in gone]
        for file in gone:
            wide.delete(file)
    keeping_files.erase(db, attachments)
    db.delete(row)
    settle(db, material.id)


def require_draft(row: MaterialTranslation) -> None:
    """Raises WordsPublished, or IllegalTransition for what is checked."""
    if row.published_at is not None:
        raise WordsPublished
    if row.state is not TranslationState.DRAFT:
        raise IllegalTransition(state=row.state, allowed=MaterialTranslation.__lifecycle__.open_from(row.state))


def files_of(db: OwnedSession, row: MaterialTranslation) -> list[MaterialFile]:
    """The files of a version, in their order."""
    found = sa.select(MaterialFile).where(col(MaterialFile.translation_id) == row.id)
    return list(db.execute(found.order_by(col(MaterialFile.position), col(MaterialFile.id))).scalars())
