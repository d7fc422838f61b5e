"""Reads what clients send, refusing whatever two parsers could read differently."""

import json
import re
import unicodedata
from collections.abc import Collection
from typing import Any, Final, LiteralString, NoReturn
from urllib.parse import parse_qsl

import orjson
from pydantic_core import PydanticCustomError

from app.core.problems import DomainError, InvalidJson

MOST_DEPTH = 32
MOST_KEYS = 1_000
MOST_FIELDS = 20

# Begins the type of validation errors whose message is ours.
OWN: Final = "own."

_LIMIT = 2**63
_LONGEST = len(str(-_LIMIT))
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class InvalidForm(DomainError):
    """For the endpoints that take a form instead of JSON."""

    slug, title, status = "invalid-form", "The form is not acceptable", 400
    detail = "Send application/x-www-form-urlencoded in UTF-8, each field once."


def parse(body: bytes) -> object:
    """The one JSON document (RFC 8259) in the body; integers fit 64 bits with sign, numbers are finite.

    Raises InvalidJson also for a byte order mark, another encoding than UTF-8, duplicate keys, unpaired surrogates,
    NUL characters, nesting deeper than 32 and objects of more than 1,000 keys.
    """
    try:
        document: object = orjson.loads(body)
    except ValueError:
        raise InvalidJson from None
    if b"\\u0000" in body and _ESCAPED_NUL.search(body):
        raise InvalidJson
    keys, colons, vast = _survey(document)
    # Outside strings a colon follows each key and nothing else. If none is left over, no key was dropped as a
    # duplicate; an escaped colon (\u003a) would upset the count, so such bodies are read again.
    if vast or body.count(b":") != keys + colons or b"\\u003" in body:
        _read_again(body)
    return document


def parse_form(body: bytes) -> dict[str, str]:
    """The fields of a form of at most 20; those without a value count as absent (RFC 6749, 3.2). Raises InvalidForm."""
    if _BROKEN_PERCENT.search(body):
        raise InvalidForm
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise InvalidForm from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\0" in name or "\0" in value for name, value in pairs):
        raise InvalidForm
    return {name: value for name, value in fields.items() if value}


def clean_text(value: str) -> str:
    """The text in NFC without outer white space; a pydantic AfterValidator, to stand before the bounds on length.

    Raises ValueError for control characters but line feed and tab, for unpaired surrogates, and for the characters
    that override the direction of what follows. Joiners and direction marks stay: Arabic and Persian need them.
    """
    if _REFUSED.search(value):
        raise refusal("bad_character", "A character in this text is not allowed.")
    return (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()


def refusal(code: LiteralString, sentence: LiteralString) -> PydanticCustomError:
    """The error (a ValueError) for a validator to raise when its words shall reach the client.

    `code` is snake_case. `sentence` is written in the source; no value may be put into it. The text of any other
    ValueError is withheld, because libraries quote the input.
    """
    return PydanticCustomError(OWN + code, sentence)


def _survey(document: object) -> tuple[int, int, bool]:
    """Keys in all objects, colons in all string values, whether a number may have been too long for an integer."""
    keys, colons, vast = 0, 0, False
    level: list[Any] = [[document]]
    for _ in range(MOST_DEPTH + 1):
        deeper: list[Any] = []
        for container in level:
            values = container
            if type(container) is dict:
                keys += len(container)
                values = _values(container)
            for value in values:
                kind = type(value)
                if kind is str:
                    colons += value.count(":")
                elif kind is int:
                    vast = vast or value >= _LIMIT
                elif kind is dict or kind is list:
                    deeper.append(value)
                elif kind is float:
                    vast = vast or not -_LIMIT < value < _LIMIT
        if not deeper:
            return keys, colons, vast
        level = deeper
    raise InvalidJson


def _values(members: dict[str, Any]) -> Collection[Any]:
    if len(members) > MOST_KEYS:
        raise InvalidJson
    return members.values()


def _read_again(body: bytes) -> None:
    """Slower and exact: whether a key comes twice or an integer is beyond 64 bits."""
    try:
        json.loads(body, object_pairs_hook=_unique, parse_int=_bounded)
    except ValueError:
        raise InvalidJson from None


def _unique(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        _refuse()


def _bounded(digits: str) -> int:
    if len(digits) > _LONGEST or not -_LIMIT <= int(digits) < _LIMIT:
        _refuse()
    return 0


def _refuse() -> NoReturn:
    raise InvalidJson
