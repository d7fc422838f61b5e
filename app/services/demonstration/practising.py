"""Practices of the library with who took them up, and the recommendations that rest on them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.models import PolicyRecommendation, Practice, PracticeAdoption, RecommendedPractice
from app.models.organisation import Country
from app.models.practice import AdoptionResult, Indicator, PolicyAddressee, PracticeEvidence
from app.services.demonstration.shelving import Library
from app.services.demonstration.stage import Stage


class Adopted(NamedTuple):
    """Who took a practice up, how many days ago, and what came of it."""

    organisation: str
    country: Country
    days: int
    result: AdoptionResult
    findings: str = ""


class Practised(NamedTuple):
    """What is told of the practice in a material."""

    key: str
    organisation: str
    country: Country
    principles: tuple[str, ...]
    challenges: tuple[str, ...]
    solutions: tuple[str, ...]
    evidence: PracticeEvidence
    adoptions: tuple[Adopted, ...] = ()


class Recommended(NamedTuple):
    """To whom the recommendation of a material goes, what would show its effect, and the practices it rests on."""

    key: str
    addressed_to: PolicyAddressee
    indicators: tuple[Indicator, ...]
    rests_on: tuple[str, ...]


def collect(
    stage: Stage, library: Library, practices: Sequence[Practised], recommendations: Sequence[Recommended]
) -> None:
    """Writes the practices with their adoptions, then what is recommended because of them."""
    described = {of.key: describe(stage, library, of) for of in practices}
    for of in recommendations:
        recommend(stage, library, of, described)


def describe(stage: Stage, library: Library, of: Practised) -> UUID:
    author = stage.people["coordinator"]
    points: dict[str, Any] = {name: list(getattr(of, name)) for name in ("principles", "challenges", "solutions")}
    practice = Practice(
        id=stage.dice.id(), material_id=library[of.key]["en"].material_id, organisation=of.organisation,
        country=of.country, evidence=of.evidence, created_by=author, **points,
    )  # fmt: skip
    adoptions = [
        PracticeAdoption(
            id=stage.dice.id(), practice_id=practice.id, organisation=by.organisation, country=by.country,
            from_on=stage.today - timedelta(days=by.days), result=by.result, findings=by.findings, created_by=author,
        )
        for by in of.adoptions
    ]  # fmt: skip
    stage.put([practice])
    stage.put(adoptions)
    return practice.id


def recommend(stage: Stage, library: Library, of: Recommended, described: dict[str, UUID]) -> None:
    author = stage.people["coordinator"]
    row = PolicyRecommendation(
        id=stage.dice.id(), material_id=library[of.key]["en"].material_id, addressed_to=of.addressed_to,
        indicators=list(of.indicators), created_by=author,
    )  # fmt: skip
    stage.put([row])
    stage.put(
        [
            RecommendedPractice(
                id=stage.dice.id(), recommendation_id=row.id, practice_id=described[key], created_by=author
            )
            for key in of.rests_on
        ]
    )
