"""Vocabularies: every code has a label, and each label is honest about its language."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core import vocabularies as module
from app.core.folding import fold
from app.core.languages import LANGUAGES
from app.core.problems import NotFound
from app.core.vocabularies import check, vocabularies, vocabulary

FOLDER = Path(module.__file__).with_name("labels")
PARTIAL = {"rom"}


def read(tag: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FOLDER.joinpath(f"{tag}.json").read_text(encoding="utf-8"))
    return content


def codes(tag: str) -> set[tuple[str, str]]:
    return {(name, code) for name, labels in read(tag)["vocabularies"].items() for code in labels}


def test_there_is_one_file_for_each_language() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == LANGUAGES.keys()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_header_states_language_direction_and_review(tag: str) -> None:
    content = read(tag)
    assert content["language"] == tag
    assert content["direction"] == LANGUAGES[tag].direction
    assert content["reviewed"] is (tag == "en")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_labels_are_trimmed_and_not_empty(tag: str) -> None:
    labels = [label for names in read(tag)["vocabularies"].values() for label in names.values()]
    assert labels
    assert all(label and label == label.strip() and "  " not in label and len(label) <= 60 for label in labels)


@pytest.mark.parametrize("tag", sorted(LANGUAGES.keys() - PARTIAL))
def test_every_code_has_a_label_in_every_language_but_romani(tag: str) -> None:
    assert codes(tag) == codes("en")


@pytest.mark.parametrize("tag", PARTIAL)
def test_a_partial_language_has_only_codes_that_exist(tag: str) -> None:
    assert codes(tag) < codes("en")


def test_labels_within_a_vocabulary_differ() -> None:
    for tag in LANGUAGES:
        for labels in read(tag)["vocabularies"].values():
            assert len(set(labels.values())) == len(labels)


def test_serbian_says_the_same_in_both_scripts() -> None:
    latin, cyrillic = read("sr-Latn")["vocabularies"], read("sr-Cyrl")["vocabularies"]
    for name, labels in latin.items():
        assert {code: fold(label) for code, label in labels.items()} == {
            code: fold(label) for code, label in cyrillic[name].items()
        }


def test_a_label_comes_in_the_first_preferred_language() -> None:
    assert vocabulary("gender", ("ar", "en"))[0] == {
        "code": "female",
        "label": "أنثى",
        "language": "ar",
        "direction": "rtl",
        "translated": True,
        "reviewed": False,
    }


def test_a_label_missing_there_comes_from_the_next_language_and_says_so() -> None:
    labels = {label["code"]: label for label in vocabulary("site_kind", ("rom", "sr-Latn", "en"))}
    assert (labels["school"]["language"], labels["school"]["translated"]) == ("rom", True)
    assert labels["community_centre"] == {
        "code": "community_centre",
        "label": "Društveni centar",
        "language": "sr-Latn",
        "direction": "ltr",
        "translated": False,
        "reviewed": False,
    }


@pytest.mark.parametrize("preferred", [(), ("en",), ("tlh",)])
def test_english_is_the_end_of_every_preference(preferred: tuple[str, ...]) -> None:
    label = vocabulary("weekday", preferred)[0]
    assert (label["label"], label["language"], label["reviewed"]) == ("Monday", "en", True)


def test_english_in_place_of_romani_is_not_called_translated() -> None:
    label = vocabulary("weekday", ("rom", "en"))[0]
    assert (label["language"], label["translated"], label["reviewed"]) == ("en", False, True)


def test_codes_keep_one_order_in_every_language() -> None:
    english = [label["code"] for label in vocabulary("weekday", ("en",))]
    assert english == ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    assert [label["code"] for label in vocabulary("weekday", ("uk",))] == english


def test_all_vocabularies_are_those_of_the_english_file() -> None:
    everything = vocabularies(("fi", "en"))
    assert everything.keys() == read("en")["vocabularies"].keys()
    assert everything["weekday"] == vocabulary("weekday", ("fi", "en"))


def test_an_unknown_vocabulary_is_not_found() -> None:
    with pytest.raises(NotFound):
        vocabulary("../problems", ("en",))


def test_check_is_silent_when_the_enumerations_agree() -> None:
    assert check({name: list(labels) for name, labels in read("en")["vocabularies"].items()}) == []


def test_check_names_what_is_missing_and_what_is_too_much() -> None:
    enums = {name: list(labels) for name, labels in read("en")["vocabularies"].items()}
    enums["gender"] = ["female", "male", "other", "unsaid"]
    del enums["weekday"]
    enums["colour"] = ["red"]
    assert check(enums) == [
        "colour: no labels",
        "gender: unknown is not in the enumeration",
        "gender: unsaid has no label",
        "weekday: no enumeration",
    ]
