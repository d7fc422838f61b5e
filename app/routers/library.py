"""The library as readers turn its pages: searched, narrowed, in their own language, and taken along in one file."""

from functools import partial
from typing import Any, Final

from fastapi import Response

from app.auth.reader import Found
from app.core.entity_tags import etag, is_among
from app.core.json_text import json_text
from app.models import Material, Story
from app.models.library import LibraryPage, LibraryQuery
from app.models.library_bundle import BundleQuery
from app.services.library import bundling_library, reading_library
from app.web import resumable
from app.web.answer import PRIVATE, Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown
from app.web.streamed import Streamed

router = Api("/v1/library", tag="library")

ZIP: Final = {"description": "The bundle", "content": {"application/zip": resumable.BINARY}}
BUNDLE: Final[dict[str, Any]] = {"extra": {"responses": {"200": ZIP}}, "response_class": Response}
# Titles and aliases of stories.
PERSONAL: Final = [3]
SAVED: Final = {
    "content-type": "application/zip",
    "content-disposition": 'attachment; filename="library.zip"',
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@router.get("", Access(Material, "read"))
async def read_library(reader: Reader, query: LibraryQuery) -> Answer[LibraryPage]:
    """Search the library, or turn its pages.

    `q` finds words of titles, summaries and texts in any language and script, also without diacritics and mistyped; the
    best come first. Each material is shown in the first of your languages (Accept-Language) that it has. What can be
    narrowed by is counted over what you may see, with `facets=true`. Published stories are found by their titles and
    aliases.
    """
    await require_alive(reader)
    whose = reader.me.membership_id
    page = await reading_library.page(partial(look, reader), query, reader.call.languages, whose)
    if told := [str(item["story_id"]) for item in page["items"] if item["story_id"] is not None]:
        await reader.noted(Story.__resource__, Found(b"", told, PERSONAL))
    return shown(reader, json_text(page))


@router.get("/bundle", Access(Material, "read"), **BUNDLE)
async def read_library_bundle(reader: Reader, query: BundleQuery) -> Answer[None]:
    """Take the library along: one ZIP for a phone without a network.

    `index.json` names every text that the phone should have, in your languages: up to 200 materials, the newest, and
    what of their files fits into 50 MB. With `since` only what was published after it comes whole; a phone that asks
    in other languages than before leaves `since` out. An unchanged bundle is 304.
    """
    await require_alive(reader)
    found = await bundling_library.bundle(partial(look, reader), query, reader.call.languages)
    tag = etag(found.contents)
    if is_among(tag, reader.call.headers.get(b"if-none-match", b""), weak=True):
        return Answer(b"", 304, ((b"etag", tag), PRIVATE))
    told = (*resumable.encoded(SAVED), (b"etag", tag), PRIVATE)
    return Streamed(partial(bundling_library.pieces, reader.database.files, found), told)
