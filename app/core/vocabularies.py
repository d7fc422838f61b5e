"""The closed code lists with their labels (`labels/<tag>.json`), each label saying in which language it is."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypedDict

from app.core.languages import DEFAULT, LANGUAGES, Direction
from app.core.problems import NotFound

_FOLDER: Final = Path(__file__).with_name("labels")


class Label(TypedDict):
    """One code in the best language there is. `translated`: in the language that was preferred most.

    `reviewed`: someone who speaks the language has checked it.
    """

    code: str
    label: str
    language: str
    direction: Direction
    translated: bool
    reviewed: bool


class _Catalogue(NamedTuple):
    reviewed: bool
    labels: dict[str, dict[str, str]]


def vocabulary(name: str, preferred: tuple[str, ...]) -> list[Label]:
    """The labels of one vocabulary in the order of its codes; NotFound where there is none of this name."""
    codes = _catalogue(DEFAULT).labels.get(name)
    if codes is None:
        raise NotFound()
    order = tuple(tag for tag in dict.fromkeys((*preferred, DEFAULT)) if tag in LANGUAGES)
    return [_label(name, code, order) for code in codes]


def vocabularies(preferred: tuple[str, ...]) -> dict[str, list[Label]]:
    """Every vocabulary by name."""
    return {name: vocabulary(name, preferred) for name in _catalogue(DEFAULT).labels}


def check(enums: Mapping[str, Iterable[str]]) -> list[str]:
    """What differs between the enumerations in the code and the English labels; empty when they agree."""
    labels = _catalogue(DEFAULT).labels
    findings = [f"{name}: no labels" for name in enums.keys() - labels.keys()]
    findings += [f"{name}: no enumeration" for name in labels.keys() - enums.keys()]
    for name in enums.keys() & labels.keys():
        codes = set(enums[name])
        findings += [f"{name}: {code} has no label" for code in codes - labels[name].keys()]
        findings += [f"{name}: {code} is not in the enumeration" for code in labels[name].keys() - codes]
    return sorted(findings)


def _label(name: str, code: str, order: tuple[str, ...]) -> Label:
    tag = next(tag for tag in order if code in _catalogue(tag).labels.get(name, ()))
    catalogue = _catalogue(tag)
    return Label(
        code=code,
        label=catalogue.labels[name][code],
        language=tag,
        direction=LANGUAGES[tag].direction,
        translated=tag == order[0],
        reviewed=catalogue.reviewed,
    )


@cache
def _catalogue(tag: str) -> _Catalogue:
    content = json.loads(_FOLDER.joinpath(f"{tag}.json").read_text(encoding="utf-8"))
    return _Catalogue(content["reviewed"], content["vocabularies"])
