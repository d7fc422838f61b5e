"""The documentation as bytes: the reference with its scripts and style sheets, and the guides. Nothing from outside.

Scripts and style sheets are served under names that hold their hash, so that a browser may keep them for good; the
pages name the present ones. The guides are Markdown files, also found under `openapi/guides`.
"""

import hashlib
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from markdown_it import MarkdownIt

from app.core.documents import Headers
from app.core.problems import NotFound

POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE: Final[Headers] = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY),
    (b"cache-control", b"no-cache"),
]
KINDS: Final = {".js": b"text/javascript; charset=utf-8", ".css": b"text/css; charset=utf-8"}

STATIC: Final = Path(__file__).with_name("static")
VENDORED: Final = STATIC / "swagger-ui-5.35.0"
ASSETS: Final = (
    VENDORED / "swagger-ui-bundle.js",
    VENDORED / "swagger-ui.css",
    STATIC / "reference.js",
    STATIC / "pages.css",
)
GUIDES: Final = {
    "front-ends": "For developers of front ends",
    "mobile": "For developers of mobile applications",
    "partners": "For partner organisations",
}


class Asset(NamedTuple):
    """A script or a style sheet; its name changes with its content."""

    name: str
    body: bytes
    headers: Headers


def asset(name: str) -> Asset:
    """The script or style sheet of this name; NotFound for any other, those of older releases included."""
    for known in assets().values():
        if known.name == name:
            return known
    raise NotFound


@lru_cache
def assets() -> dict[str, Asset]:
    """The scripts and style sheets by the name that pages use for them."""
    return {path.name: _asset(path) for path in ASSETS}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
    kept = (b"cache-control", b"public, max-age=31536000, immutable")
    return Asset(name, body, [(b"content-type", KINDS[path.suffix]), kept])


@lru_cache
def reference() -> bytes:
    """The page that shows the contract, where each operation can be tried after signing in."""
    return page("Learnbridge API", STATIC.joinpath("reference.html").read_text(encoding="utf-8"))


@lru_cache
def guides() -> bytes:
    """The page that lists the guides."""
    listed = "".join(f'<li><a href="/docs/guides/{slug}">{escape(title)}</a></li>' for slug, title in GUIDES.items())
    return page("Guides", f"<article><h1>Guides</h1><ul>{listed}</ul></article>")


@lru_cache
def guide(slug: str) -> bytes:
    """One guide as a page; NotFound where there is none of this name."""
    if slug not in GUIDES:
        raise NotFound
    text = source_of(slug).read_text(encoding="utf-8")
    written = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return page(GUIDES[slug], f"<article>{written}</article>")


def source_of(slug: str) -> Path:
    """The Markdown file of a guide."""
    return Path(__file__).with_name("guides") / f"{slug}.md"


def page(title: str, content: str) -> bytes:
    """A whole page around some content, in which `{{name}}` stands for a script's or style sheet's present address."""
    frame = STATIC.joinpath("frame.html").read_text(encoding="utf-8")
    text = frame.replace("{{title}}", escape(title)).replace("{{content}}", content)
    for name, known in assets().items():
        text = text.replace("{{" + name + "}}", f"/docs/static/{known.name}")
    return text.encode()
