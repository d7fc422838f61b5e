"""Problem documents in the caller's language."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import problems, translations
from app.core.folding import fold
from app.core.languages import LANGUAGES
from app.core.problems import DomainError
from app.core.translations import translate

FOLDER = Path(translations.__file__).with_name("messages")
TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
WHOLE = sorted(LANGUAGES.keys() - {"en", "rom"})
Messages = dict[str, dict[str, str]]


def read(tag: str) -> Messages:
    messages: Messages = json.loads(FOLDER.joinpath(f"{tag}.json").read_text(encoding="utf-8"))
    return messages


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text)) | set(re.findall(r"`[^`]+`", text))


def errors(base: type[DomainError] = DomainError) -> list[type[DomainError]]:
    return [found for child in base.__subclasses__() for found in (child, *errors(child))]


def test_there_is_a_file_for_each_language_but_english() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(TRANSLATED)


@pytest.mark.parametrize("tag", WHOLE)
def test_every_shared_problem_is_translated(tag: str) -> None:
    shared = {error.slug for error in errors() if error.__module__ == problems.__name__}
    assert shared <= read(tag).keys()


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_message_names_the_same_members_as_the_english_one(tag: str) -> None:
    english = {error.slug: error for error in errors()}
    for slug, message in read(tag).items():
        assert message.keys() == {"title", "detail"}
        if slug in english:
            assert placeholders(message["title"]) == placeholders(english[slug].title), slug
            assert placeholders(message["detail"]) == placeholders(english[slug].detail), slug


def test_all_languages_name_the_same_members() -> None:
    first = read(WHOLE[0])
    for tag in WHOLE[1:]:
        messages = read(tag)
        assert messages.keys() == first.keys()
        for slug, message in messages.items():
            assert placeholders(message["detail"]) == placeholders(first[slug]["detail"]), (tag, slug)


def test_serbian_says_the_same_in_both_scripts() -> None:
    cyrillic = read("sr-Cyrl")
    for slug, message in read("sr-Latn").items():
        for part, text in message.items():
            assert fold(text) == fold(cyrillic[slug][part])


def test_the_first_language_that_knows_the_problem_is_used() -> None:
    title, detail, language = translate("too-large", ("rom", "fi", "sv", "en"), "Too large", "{limit}", {"limit": 9})
    assert (title, detail, language) == ("Pyyntö on liian suuri", "Suurin sallittu koko tavuina: 9.", "fi")


@pytest.mark.parametrize("preferred", [("en", "fi"), ("rom", "en"), ("tlh",), ()])
def test_english_is_used_as_given_where_it_is_preferred_or_nothing_else_fits(preferred: tuple[str, ...]) -> None:
    answer = translate("too-large", preferred, "Too large", "At most {limit} bytes.", {"limit": 9})
    assert answer == ("Too large", "At most 9 bytes.", "en")


def test_an_unknown_problem_is_told_in_english() -> None:
    assert translate("new-problem", ("fi", "en"), "New", "Thing", {}) == ("New", "Thing", "en")


def test_a_missing_member_shows_as_an_ellipsis() -> None:
    assert translate("x", (), "T", "{present} of {limit}", {"present": 0, "limit": None})[1] == "0 of …"


def test_lists_are_shown_with_commas() -> None:
    assert translate("x", (), "T", "Send {accepted}.", {"accepted": ["a/b", "c/d"]})[1] == "Send a/b, c/d."


def test_a_template_cannot_reach_into_a_member() -> None:
    template = "{a.__class__} {a[0]} {{a}} {0} {"
    assert translate("x", (), "T", template, {"a": "A"})[1] == "{a.__class__} {a[0]} {A} … {"


@given(st.text(), st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.text() | st.lists(st.text())))
def test_no_template_and_no_members_break_it(template: str, members: dict[str, object]) -> None:
    assert translate("x", ("en",), template, template, members)[2] == "en"
