"""A conversation as it is read: each message first in the reader's language, where a person has put it so."""

from typing import Any

from app.core.reading_languages import direction, first_read

NAMES = ("language", "text", "translator_id", "translator_name")


def in_language(message: dict[str, Any], accept_language: str) -> dict[str, Any]:
    """A message as it is shown, `translations` with it, and what is to be read first."""
    translations = message["translations"]
    texts = [*translations, message]
    at = first_read(accept_language, [text["language"] for text in texts])
    first = message if at is None else texts[at]
    others = [text for text in translations if text is not first]
    chosen = [] if first is message else [first]
    return {**message, "translations": [*chosen, *others], "reading": reading(first, first is not message)}


def reading(text: dict[str, Any], translated: bool) -> dict[str, Any]:
    return {
        "language": text["language"],
        "direction": direction(text["language"]),
        "text": text["text"],
        "translated": translated,
        "translator_id": text.get("translator_id"),
        "translator_name": text.get("translator_name", ""),
    }
