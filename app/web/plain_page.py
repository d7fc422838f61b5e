"""A small page for people who follow a link from paper: no script, no cookie, nothing from elsewhere."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from app.core.documents import Headers

STYLE: Final = (
    ":root{color-scheme:light dark;font:1.05rem/1.6 system-ui,sans-serif}"
    "body{max-width:34rem;margin:0 auto;padding:1.5rem 1rem}h1{font-size:1.35rem;line-height:1.3}"
    ".sentence{padding:.7rem 1rem;border-radius:.4rem;font-weight:600;background:#0b5c74;color:#fff}"
    ".sentence.ended{background:#8a1f1f}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.35rem 1.2rem}dt{opacity:.75}dd{margin:0}"
)
DIGEST: Final = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Headers] = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept, accept-language"),
]


def or_page(*statuses: int) -> dict[str, Any]:
    """In the contract, for an operation's `extra`: answers with these statuses may be a page."""
    page = {"content": {"text/html": {"schema": {"type": "string"}}}}
    return {"responses": {str(status): page for status in statuses}}


def wants_page(accept: bytes) -> bool:
    """Whether a browser asks, and not a program."""
    return b"text/html" in accept.lower()


def plain_page(tag: str, rtl: bool, title: str, sentence: tuple[str, bool], rows: Iterable[Iterable[str]]) -> bytes:
    """The page: a title, a sentence and whether it is a good one, names with their values."""
    said, good = sentence
    listed = "".join(f"<dt>{escape(name)}</dt><dd><bdi>{escape(value)}</bdi></dd>" for name, value in rows)
    page = (
        f'<!doctype html><html lang="{escape(tag)}" dir="{"rtl" if rtl else "ltr"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head><body><main>'
        f'<h1>{escape(title)}</h1><p class="sentence{"" if good else " ended"}">{escape(said)}</p>'
        f"<dl>{listed}</dl></main></body></html>"
    )
    return page.encode()
