"""The only place where an error becomes an RFC 9457 document, and where each problem type gets its page."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from inspect import cleandoc
from typing import Any, Literal

from app.core.journal import get_logger
from app.core.json_text import json_text
from app.core.problems import DomainError, InvalidRequest, MethodNotAllowed
from app.core.strict_json import OWN
from app.core.translations import translate

MOST_ERRORS = 50

Source = Literal["body", "query", "path", "header", "cookie"]
Headers = list[tuple[bytes, bytes]]

log = get_logger()


def document(error: DomainError, *, request_id: str, preferred: tuple[str, ...]) -> tuple[int, bytes, Headers]:
    """Status, body and headers that answer with this error, in the first of the `preferred` languages that we speak.

    Members named `retry_after` (seconds) and, of MethodNotAllowed, `allowed` (methods) become headers too.
    """
    title, detail, language = translate(error.slug, preferred, error.title, error.detail, error.members)
    head = {
        "type": f"/problems/{error.slug}",
        "title": title,
        "status": error.status,
        "detail": detail,
        "request_id": request_id,
    }
    try:
        # Once more at the end: a member must not replace what RFC 9457 defines.
        body = json_text({**head, **error.members, **head})
    except TypeError:
        log.error("a problem's members cannot be written as JSON", slug=error.slug)
        body = json_text(head)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-language", language.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    return error.status, body, headers + _headers(error)


def _headers(error: DomainError) -> Headers:
    named = {**error.headers, **error.carried}
    if "retry_after" in error.members:
        named["retry-after"] = str(error.members["retry_after"])
    if isinstance(error, MethodNotAllowed) and "allowed" in error.members:
        named["allow"] = ", ".join(error.members["allowed"])
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]


_SOURCES = frozenset({"body", "query", "path", "header", "cookie"})
# Unknown members and keys of maps are the client's words; only what could be a name of ours is repeated.
_SAFE_PART = re.compile(r"[A-Za-z0-9_-]{1,64}")

_SENTENCES = {
    "missing": "This is required.",
    "unknown": "There is no such member here.",
    "too_short": "This is too short.",
    "too_long": "This is too long.",
    "out_of_range": "This is outside the accepted range.",
    "wrong_type": "This is of another type than expected.",
    "wrong_format": "This is not in the expected format.",
    "not_allowed": "This is not one of the accepted values.",
}
_CODES = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "extra_forbidden": "unknown",
    "too_short": "too_short",
    "too_long": "too_long",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "multiple_of": "out_of_range",
    "finite_number": "out_of_range",
    "int_parsing_size": "out_of_range",
    "decimal_max_digits": "out_of_range",
    "decimal_max_places": "out_of_range",
    "decimal_whole_digits": "out_of_range",
    "date_past": "out_of_range",
    "date_future": "out_of_range",
    "datetime_past": "out_of_range",
    "datetime_future": "out_of_range",
    "none_required": "wrong_type",
    "int_from_float": "wrong_type",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "union_tag_invalid": "not_allowed",
    "frozen_field": "not_allowed",
}
_SUFFIXES = (("_too_short", "too_short"), ("_too_long", "too_long"), ("_type", "wrong_type"))
# Messages of pydantic that tell a bound or the accepted values and cannot hold a piece of the input.
_TELLING = frozenset(
    {kind for kind, code in _CODES.items() if code == "out_of_range"}
    | {"string_too_short", "string_too_long", "enum", "literal_error", "timezone_aware", "timezone_naive", "url_scheme"}
)


def from_validation(errors: Sequence[Mapping[str, Any]], source: Source | None = None) -> InvalidRequest:
    """Pydantic's `ValidationError.errors(...)` in our words: code and pointer of at most 50, never a submitted value.

    Without `source`, the first part of each location names it (`body`, `query` ...), as FastAPI does; give it for
    errors of a model that was validated by itself.
    """
    return InvalidRequest(errors=[_entry(error, source) for error in errors[:MOST_ERRORS]])


def _entry(error: Mapping[str, Any], source: Source | None) -> dict[str, str]:
    kind: str = error["type"]
    if kind.startswith(OWN):
        code, detail = kind.removeprefix(OWN), str(error["msg"])
    else:
        code = _code(kind)
        detail = str(error["msg"]) if kind in _TELLING else _SENTENCES[code]
    return {"pointer": _pointer(error["loc"], source), "code": code, "detail": detail}


def _code(kind: str) -> str:
    for suffix, code in _SUFFIXES:
        if kind.endswith(suffix):
            return code
    return _CODES.get(kind, "wrong_format")


def _pointer(location: Sequence[str | int], source: Source | None) -> str:
    parts = [str(part) for part in location]
    if source is None and parts and parts[0] in _SOURCES:
        source, parts = parts[0], parts[1:]  # type: ignore[assignment]  # membership was just checked
    pointer = "" if source in (None, "body") else str(source)
    for part in parts:
        if not _SAFE_PART.fullmatch(part):
            break
        pointer += f"/{part}"
    return pointer


_STYLE = (
    ":root{color-scheme:light dark;font:1.05rem/1.6 system-ui,sans-serif}"
    "body{max-width:42rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}dt{font-weight:600;margin-top:1rem}dd{margin:0}"
    "li{margin:.5rem 0}a{color:LinkText}code{font-size:.95em}"
)
_NAMED = re.compile(r"\{(\w+)\}|`(\w+)`")


def problem_pages() -> dict[str, str]:
    """A page of HTML for each problem type by its slug, and the index of them all by the empty slug."""
    kinds = sorted(_kinds(DomainError), key=lambda kind: (kind.status, kind.slug))
    pages = {kind.slug: _page(kind.title, _meaning(kind)) for kind in kinds}
    listed = "".join(f'<li>{k.status} <a href="/problems/{k.slug}">{escape(k.title)}</a></li>' for k in kinds)
    return {**pages, "": _page("Problems that this API answers with", f"<ul>{listed}</ul>")}


def page_headers() -> Headers:
    """The headers for the pages; the policy admits their one style sheet."""
    style = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'"
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", policy.encode()),
        (b"cache-control", b"public, max-age=3600"),
    ]


def _kinds(base: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in base.__subclasses__():
        if "slug" in vars(kind):
            yield kind
        yield from _kinds(kind)


def _meaning(kind: type[DomainError]) -> str:
    meaning = cleandoc(kind.__doc__ or "")
    members = dict.fromkeys(one or other for one, other in _NAMED.findall(f"{kind.detail} {meaning}"))
    told = {
        "Status": str(kind.status),
        "Type": f"<code>/problems/{kind.slug}</code>",
        "Detail": escape(kind.detail),
        "Meaning": re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(meaning)),
        "Members": ", ".join(f"<code>{name}</code>" for name in members),
    }
    terms = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in told.items() if text)
    return f'<dl>{terms}</dl><p><a href="/problems/">All problems</a></p>'


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>{content}</html>"
    )
