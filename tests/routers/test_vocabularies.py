"""Vocabularies: every enumeration has labels, served in the caller's languages to anyone."""

import importlib
import pkgutil
from enum import StrEnum

import pytest

from app import models
from app.core.vocabularies import check
from app.models.one_time_code import CodePurpose
from app.models.secret_link import LinkPurpose
from app.models.vocabulary import VOCABULARIES
from tests.world import World


def enumerations() -> set[type[StrEnum]]:
    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(models.__path__, "app.models.")]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return {value for value in found if issubclass(value, StrEnum) and value is not StrEnum}


def test_every_enumeration_of_the_models_is_a_vocabulary() -> None:
    nobody_meets = {CodePurpose, LinkPurpose}
    assert enumerations() - nobody_meets == set(VOCABULARIES.values())


def test_every_code_has_a_label() -> None:
    assert check(VOCABULARIES) == []


def test_anyone_may_ask_for_all_of_them(world: World) -> None:
    answer = world.client.get("/v1/vocabularies")
    assert answer.status_code == 200
    assert answer.json().keys() == VOCABULARIES.keys()
    for name, codes in VOCABULARIES.items():
        assert {label["code"] for label in answer.json()[name]} == set(codes)


@pytest.mark.parametrize(
    ("asked", "given", "library"),
    [
        ("sr-Latn", "sr-Latn", "Biblioteka"),
        ("sr", "sr-Cyrl", "Библиотека"),
        ("fi, en;q=0.5", "fi", "Kirjasto"),
        ("tlh", "en", "Library"),
    ],
)
def test_labels_come_in_the_callers_language(world: World, asked: str, given: str, library: str) -> None:
    answer = world.client.get("/v1/vocabularies/site_kind", headers={"accept-language": asked})
    labels = {label["code"]: label for label in answer.json()}
    assert (answer.headers["content-language"], labels["library"]["label"]) == (given, library)


def test_a_language_with_gaps_says_what_stands_in(world: World) -> None:
    answer = world.client.get("/v1/vocabularies/site_kind", headers={"accept-language": "rom, sr-Latn"})
    labels = {label["code"]: label for label in answer.json()}
    assert answer.headers["content-language"] == "rom, sr-Latn"
    assert (labels["school"]["translated"], labels["community_centre"]["translated"]) == (True, False)
    assert labels["community_centre"]["language"] == "sr-Latn"


@pytest.mark.parametrize("path", ["/v1/vocabularies", "/v1/vocabularies/role"])
def test_they_are_kept_by_caches_for_each_language(world: World, path: str) -> None:
    first = world.client.get(path, headers={"accept-language": "bg"})
    assert "Accept-Language" in first.headers["vary"]
    assert first.headers["cache-control"] == "public, max-age=3600"
    held = {"accept-language": "bg", "if-none-match": first.headers["etag"]}
    assert (world.client.get(path, headers=held).status_code, world.client.get(path, headers=held).content) == (
        304,
        b"",
    )
    assert world.client.get(path, headers={**held, "accept-language": "uk"}).status_code == 200


def test_an_unknown_one_is_not_found(world: World) -> None:
    answer = world.client.get("/v1/vocabularies/colours")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
