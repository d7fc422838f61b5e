"""The library as one file for a phone without a network: the texts in its languages, and their files, within bounds.

The index is made of the database alone, so that an unchanged bundle is known before a single file is read.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import types
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.core.columns import instant_text
from app.core.files import FileLost, FileStore
from app.core.journal import get_logger
from app.core.json_text import json_text
from app.models import Attachment, Material, MaterialFile, MaterialTranslation
from app.models.attachment import AttachmentSize, AttachmentState
from app.models.library_bundle import BundleQuery
from app.models.material import Openness
from app.services.files import file_places
from app.services.files.file_places import FileAt
from app.services.files.showing_files import EXTENSIONS
from app.services.library.searching_library import Look

MOST_LOOKED_AT: Final = 5_000
MOST_MATERIALS: Final = 200
MOST_BYTES: Final = 50_000_000
# Earlier than a ZIP cannot tell; the same bytes come out each time.
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
log = get_logger()

PUBLISHED = Lookup(
    sa.select(*columns(Material, "id key kind audiences topics source_language updated_at"))
    .where(col(Material.openness) >= Openness.STAFF.value)
    .order_by(col(Material.id).desc())
    .limit(sa.bindparam("most", type_=types.Integer))
)
TEXTS = Lookup(
    sa.select(*columns(MaterialTranslation, "id material_id language state title summary sections published_at"))
    .where(among(MaterialTranslation.material_id, "ids"), col(MaterialTranslation.current).is_(True))
    .order_by(col(MaterialTranslation.language))
)
FILES = Lookup(
    sa.select(*columns(MaterialFile, "id translation_id attachment_id role label content_type size"))
    .where(among(MaterialFile.translation_id, "ids"))
    .order_by(col(MaterialFile.translation_id), col(MaterialFile.position), col(MaterialFile.id))
)
of_texts = sa.select(col(MaterialFile.attachment_id)).where(among(MaterialFile.id, "ids"))
PLACES = Lookup(
    sa.select(*columns(Attachment, file_places.COLUMNS)).where(col(Attachment.id).in_(of_texts)),
    beyond=(Attachment,),
    reason="a file of a material is read by those who read the material",
)


class Bundle(NamedTuple):
    """What `index.json` says, and the files beside it: path -> where its bytes are."""

    contents: bytes
    files: dict[str, FileAt]


async def bundle(look: Look, query: BundleQuery, languages: Sequence[str]) -> Bundle:
    """What a caller with these languages takes along."""
    wanted = tuple(query.languages or languages)
    found = [row for row in await look(PUBLISHED, most=MOST_LOOKED_AT) if is_for(row, query)]
    texts = chosen(found, await look(TEXTS, ids=[row.id for row in found]), wanted)
    found = [row for row in found if row.id in texts]
    kept = found[:MOST_MATERIALS]
    times = {text.id: max(text.published_at, row.updated_at) for row in kept for text in texts[row.id]}
    whole = {id for id, at in times.items() if query.since is None or at > query.since}
    files = await look(FILES, ids=[*times])
    paths = packed([file for file in files if file.translation_id in whole])
    places = {row.id: FileAt.of(row) for row in await look(PLACES, ids=sorted(paths, key=str))} if paths else {}
    at = {file.id: places[file.attachment_id] for file in files if file.attachment_id in places}
    paths = {id: path for id, path in paths.items() if id in at and at[id].state is AttachmentState.READY}
    parts = Parts(texts, files, paths, whole)
    index = {
        "languages": wanted,
        "position": instant_text(max(times.values())) if times else None,
        "complete": len(found) <= MOST_MATERIALS,
        "materials": [parts.material(row, wanted) for row in kept],
    }
    return Bundle(json_text(index), {path: at[id] for id, path in paths.items()})


def is_for(row: Any, query: BundleQuery) -> bool:
    return query.audience is None or bool({*query.audience} & {*row.audiences})


def chosen(materials: Sequence[Any], texts: Sequence[Any], languages: Sequence[str]) -> dict[UUID, list[Any]]:
    """Of each material that has texts those in these languages, and where there is none, the source or any."""
    of: dict[UUID, list[Any]] = {}
    for text in texts:
        of.setdefault(text.material_id, []).append(text)
    found = {}
    for material in materials:
        its = of.get(material.id, [])
        own = [text for text in its if text.language in languages]
        source = [text for text in its if text.language == material.source_language]
        if its:
            found[material.id] = own or source or its[:1]
    return found


def packed(files: Sequence[Any]) -> dict[UUID, str]:
    """Where each file lies in the bundle, as long as they fit."""
    paths, left = {}, MOST_BYTES
    for file in files:
        if file.size <= left:
            left -= file.size
            paths[file.id] = f"files/{file.id}.{EXTENSIONS[file.content_type]}"
    return paths


class Parts(NamedTuple):
    """What the index is made of."""

    texts: dict[UUID, list[Any]]
    files: Sequence[Any]
    paths: dict[UUID, str]
    whole: set[UUID]

    def material(self, row: Any, languages: Sequence[str]) -> dict[str, Any]:
        texts = self.texts[row.id]
        about = {name: getattr(row, name) for name in ("id", "key", "kind", "audiences", "topics")}
        fallback = all(text.language not in languages for text in texts)
        return {**about, "fallback": fallback, "texts": [self.text(text) for text in texts]}

    def text(self, row: Any) -> dict[str, Any]:
        about = {name: getattr(row, name) for name in ("language", "state", "title", "summary")}
        changed = row.id in self.whole
        files = [self.file(file) for file in self.files if file.translation_id == row.id]
        words = row.sections if changed else []
        return {"translation_id": row.id, **about, "changed": changed, "sections": words, "files": files}

    def file(self, row: Any) -> dict[str, Any]:
        about = {name: getattr(row, name) for name in ("id", "role", "label", "content_type", "size")}
        return {**about, "path": self.paths.get(row.id)}


class Outlet(io.RawIOBase):
    """Where the ZIP is written to: bytes that wait to be sent."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What has been written since."""
        data, self.waiting = b"".join(self.waiting), []
        return data


def pieces(store: FileStore, of: Bundle) -> Iterator[bytes]:
    """The ZIP, one file in memory at a time. A file whose bytes are lost is left out, and the log says so."""
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        archive.writestr(entry("index.json", zipfile.ZIP_DEFLATED), of.contents)
        yield outlet.taken()
        for path, file in of.files.items():
            try:
                archive.writestr(entry(path, zipfile.ZIP_STORED), file_places.read(store, file, AttachmentSize.FULL))
            except FileLost:
                log.warning("the bytes of an attachment are missing", attachment_id=file.id)
            yield outlet.taken()
    yield outlet.taken()


def entry(path: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, NO_TIME)
    info.compress_type = compression
    return info
