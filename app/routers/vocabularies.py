"""Vocabularies: every closed code list with labels in the caller's languages; public, since it holds words only."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app.core.entity_tags import etag
from app.core.json_text import json_text
from app.core.vocabularies import Label, vocabularies, vocabulary
from app.models.vocabulary import LabelRead
from app.web.answer import JSON, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.contract import IF_NONE_MATCH

router = Api("/v1/vocabularies", tag="vocabularies")

CACHED = ((b"cache-control", b"public, max-age=3600"), (b"vary", b"Accept-Language"))
ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "RFC 4647, for instance `sr-Latn, en;q=0.5`; scripts are told apart.",
}
HEADERS = {"parameters": [ACCEPT_LANGUAGE, IF_NONE_MATCH]}


@router.get("", PUBLIC, extra=HEADERS)
async def list_vocabularies(call: Call) -> Answer[dict[str, list[LabelRead]]]:
    """List every vocabulary with its labels.

    Codes may be added; a client shows one that it does not know by its `code`. `Accept-Language` chooses the labels,
    `Content-Language` names the languages that were given.
    """
    return shown(call, *everything(call.languages))


@router.get("/{name}", PUBLIC, extra=HEADERS)
async def read_vocabulary(call: Call, name: str) -> Answer[list[LabelRead]]:
    """Read one vocabulary."""
    labels = vocabulary(name, call.languages)
    return shown(call, json_text(labels), spoken(labels))


@lru_cache(maxsize=64)
def everything(preferred: tuple[str, ...]) -> tuple[bytes, bytes]:
    """All labels as bytes, and their languages."""
    found = vocabularies(preferred)
    return json_text(found), spoken(label for labels in found.values() for label in labels)


def spoken(labels: Iterable[Label]) -> bytes:
    """The languages of the labels, in the order of their first use."""
    return ", ".join(dict.fromkeys(label["language"] for label in labels)).encode()


def shown(call: Call, body: bytes, languages: bytes) -> Answer[Any]:
    tag = etag(body)
    headers = ((b"etag", tag), (b"content-language", languages), *CACHED)
    if tag == call.headers.get(b"if-none-match"):
        return Answer(b"", 304, headers)
    return Answer(body, 200, (JSON, *headers))
