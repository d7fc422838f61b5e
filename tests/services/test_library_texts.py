"""The texts of the demonstration library: whole, each in at least two languages, in the script that its tag says."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.core.languages import valid_tag

FOLDER = Path(__file__).parents[2] / "app" / "services" / "demonstration" / "library"
TEXTS: dict[str, Any] = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
SCRIPTS = {"ar": "ARABIC", "bg": "CYRILLIC", "sr-Cyrl": "CYRILLIC"}
KINDS = {"information_pack", "guidance", "training", "practice", "story", "policy_recommendation"}


def test_there_are_enough_of_every_kind_and_language() -> None:
    assert len(TEXTS) >= 30
    assert {one["kind"] for one in TEXTS.values()} == KINDS
    assert {text["language"] for one in TEXTS.values() for text in one["texts"]} >= {"en", "sr-Latn", "ar", "bg", "fi"}
    assert all(one["key"] == name for name, one in TEXTS.items())


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_says_the_same_parts_in_each_language(name: str) -> None:
    texts = TEXTS[name]["texts"]
    languages = [text["language"] for text in texts]
    assert languages[0] == TEXTS[name]["source_language"] == "en"
    assert len(languages) == len(set(languages)) >= 2
    for text in texts:
        assert valid_tag(text["language"]) == text["language"]
        assert text["reviewed"] is (text["language"] == "en")
        assert len(text["sections"]) == len(texts[0]["sections"]) >= 2
        said = [text["title"], text["summary"], *(part for one in text["sections"] for part in one.values())]
        assert all(said)
        letters = [unicodedata.name(letter).split()[0] for letter in "".join(said) if letter.isalpha()]
        script = SCRIPTS.get(text["language"], "LATIN")
        assert letters.count(script) / len(letters) > 0.95, text["language"]
