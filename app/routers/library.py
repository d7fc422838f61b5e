"""The library as readers turn its pages: searched, narrowed, in their own language."""

from functools import partial

import orjson

from app.models import Material
from app.models.library import LibraryPage, LibraryQuery
from app.services import reading_library
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/library", tag="library")


@router.get("", Access(Material, "read"))
async def read_library(reader: Reader, query: LibraryQuery) -> Answer[LibraryPage]:
    """Search the library, or turn its pages.

    `q` finds words of titles, summaries and texts in any language and script, also without diacritics and mistyped; the
    best come first. Each material is shown in the first of your languages (Accept-Language) that it has. What can be
    narrowed by is counted over what you may see, with `facets=true`.
    """
    await require_alive(reader)
    whose = reader.me.membership_id
    page = await reading_library.page(partial(look, reader), query, reader.call.languages, whose)
    return shown(reader, orjson.dumps(page))
