"""What people open in a browser: the reference, the guides, the pages of problem types, and the contract itself."""

import asyncio
from functools import lru_cache
from typing import Final

from app.core.documents import page_headers, problem_pages
from app.core.problems import NotFound
from app.routers import every_operation
from app.web import documentation
from app.web.answer import JSON, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.openapi import written

router = Api("", tag="pages")

HIDDEN: Final = {"include_in_schema": False}
REVALIDATED: Final = (b"cache-control", b"public, no-cache")


@router.get("/", PUBLIC, **HIDDEN)
async def read_start() -> Answer[None]:
    """Lead to the documentation."""
    return Answer(b"", 307, ((b"location", b"/docs"),))


@router.get("/openapi.json", PUBLIC, **HIDDEN)
async def read_contract(call: Call) -> Answer[str]:
    """The contract, OpenAPI 3.1."""
    body, tag = await asyncio.to_thread(written, call.scope["app"])
    headers = ((b"etag", tag), REVALIDATED)
    if tag == call.headers.get(b"if-none-match"):
        return Answer(b"", 304, headers)
    return Answer(body, 200, (JSON, *headers))


@router.get("/docs", PUBLIC, **HIDDEN)
@router.get("/docs/", PUBLIC, **HIDDEN)
async def read_reference() -> Answer[str]:
    """The reference, with try-it and sign-in."""
    return shown(documentation.reference())


@router.get("/docs/guides", PUBLIC, **HIDDEN)
@router.get("/docs/guides/", PUBLIC, **HIDDEN)
async def list_guides() -> Answer[str]:
    """The guides."""
    return shown(documentation.guides())


@router.get("/docs/guides/{slug}", PUBLIC, **HIDDEN)
async def read_guide(slug: str) -> Answer[str]:
    """One guide."""
    return shown(documentation.guide(slug))


@router.get("/docs/static/{name}", PUBLIC, **HIDDEN)
async def read_asset(name: str) -> Answer[str]:
    """A script or a style sheet."""
    found = documentation.asset(name)
    return Answer(found.body, 200, tuple(found.headers))


@router.get("/problems", PUBLIC, **HIDDEN)
@router.get("/problems/", PUBLIC, **HIDDEN)
async def list_problems() -> Answer[str]:
    """The problem types."""
    return await problem("")


@router.get("/problems/{slug}", PUBLIC, **HIDDEN)
async def read_problem(slug: str) -> Answer[str]:
    """What a problem type means and how to go on."""
    return await problem(slug)


async def problem(slug: str) -> Answer[str]:
    page = (await asyncio.to_thread(pages_of_problems)).get(slug)
    if page is None:
        raise NotFound
    return Answer(page, 200, tuple(page_headers()))


@lru_cache(maxsize=1)
def pages_of_problems() -> dict[str, bytes]:
    """By slug; a class of problem is known once the operations that raise it are loaded."""
    every_operation()
    return {slug: page.encode() for slug, page in problem_pages().items()}


def shown(page: bytes) -> Answer[str]:
    return Answer(page, 200, tuple(documentation.PAGE))
