"""Titles and details of problem documents in the caller's language (`messages/<tag>.json`); classes have English."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from app.core.languages import DEFAULT, LANGUAGES

_FOLDER: Final = Path(__file__).with_name("messages")
# Not str.format: a template may name members only, never reach into them.
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def translate(
    slug: str, preferred: tuple[str, ...], title: str, detail: str, members: Mapping[str, object]
) -> tuple[str, str, str]:
    """Title, detail and their language: the first preferred one that knows the slug, else English as given.

    A placeholder whose member is missing is shown as "…".
    """
    for tag in preferred:
        if tag == DEFAULT:
            break
        message = _messages(tag).get(slug) if tag in LANGUAGES else None
        if message is not None:
            return _fill(message["title"], members), _fill(message["detail"], members), tag
    return _fill(title, members), _fill(detail, members), DEFAULT


def _fill(template: str, members: Mapping[str, object]) -> str:
    return _PLACEHOLDER.sub(lambda match: _shown(members.get(match[1])), template)


def _shown(value: object) -> str:
    if value is None:
        return "…"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(one) for one in value)
    return str(value)


@cache
def _messages(tag: str) -> dict[str, dict[str, str]]:
    messages: dict[str, dict[str, str]] = json.loads(_FOLDER.joinpath(f"{tag}.json").read_text(encoding="utf-8"))
    return messages
