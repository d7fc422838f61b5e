"""Letters: every kind in every language, with the same places, the right direction, and values that stay values."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core import letters
from app.core.folding import fold
from app.core.languages import LANGUAGES
from app.core.letters import day_in, kinds_of, language_of, minutes_in, moment_in, places_of, written

TAGS = sorted(LANGUAGES.keys() - {"rom"})
FOLDER = Path(letters.__file__).with_name("notices")
VALUES = {"organisation": 'Crveni <krst> & "drugi"', "home": "https://a.example", "link": "https://a.example/x?a=1&b=2"}
VALUES |= {
    "code": "123456",
    "minutes": "10 min",
    "when": "then",
    "day": "that day",
    "what": "<b>this</b>",
    "count": "7",
}


def test_the_places_for_values_are_a_closed_set_without_people() -> None:
    places = {place for kind in kinds_of("en") for place in places_of(kind, "en")}
    assert places == {"organisation", "home", "link", "code", "minutes", "when", "day", "what", "count"}


@pytest.mark.parametrize("tag", TAGS)
def test_every_kind_is_written_with_the_same_places_and_the_right_direction(tag: str) -> None:
    assert kinds_of(tag) == kinds_of("en")
    content: dict[str, Any] = json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    assert (content["language"], content["reviewed"]) == (tag, tag == "en")
    for kind in kinds_of(tag):
        assert places_of(kind, tag) == places_of(kind, "en"), kind
        letter = written(kind, tag, VALUES)
        assert (letter.language, letter.direction) == (tag, content["direction"])
        assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in letter.html
        assert "{" not in letter.text + letter.subject and "{" not in letter.html.replace("{0}", "")
        assert "<krst>" not in letter.html and "<b>" not in letter.html and "<script" not in letter.html
        assert "\n" not in letter.subject and letter.subject.strip() == letter.subject
        assert VALUES["organisation"] in letter.text
        owed = written(kind, tag, VALUES, owed=True).text
        assert owed != letter.text and VALUES["organisation"] in owed and "{" not in owed
    # A code and a link stand alone on their lines, so that nothing of another direction touches them.
    assert "\n\n123456\n\n" in written("one_time_code", tag, VALUES).text
    assert "\n\nhttps://a.example/x?a=1&b=2\n\n" in written("story_review", tag, VALUES).text
    assert 'href="https://a.example/x?a=1&amp;b=2"' in written("story_review", tag, VALUES).html


def test_serbian_says_the_same_in_both_scripts() -> None:
    for kind in kinds_of("sr-Latn"):
        latin, cyrillic = written(kind, "sr-Latn", VALUES), written(kind, "sr-Cyrl", VALUES)
        assert fold(latin.text) == fold(cyrillic.text)
        assert fold(latin.subject) == fold(cyrillic.subject)


def test_days_and_lengths_of_time_read_as_people_write_them() -> None:
    moment = datetime(2026, 11, 26, 17, 5)
    assert moment_in("en", moment) == "Thursday, 2026-11-26, 17:05"
    assert moment_in("fi", moment) == "Torstai 26.11.2026 klo 17.05"
    assert moment_in("sr-Cyrl", moment) == "Четвртак, 26. 11. 2026. у 17:05"
    assert day_in("ar", date(2026, 11, 26)) == "الخميس 26/11/2026"
    assert [minutes_in("en", minutes) for minutes in (0, 10, 60, 150)] == ["0 min", "10 min", "1 h", "2 h 30 min"]


def test_the_first_language_that_letters_are_written_in_is_taken() -> None:
    assert language_of(["sr"]) == "sr-Cyrl"
    assert language_of(["rom", "bg"]) == "bg"
    assert language_of(["apc"]) == "ar"
    assert language_of(["rom"]) == language_of([]) == "en"
