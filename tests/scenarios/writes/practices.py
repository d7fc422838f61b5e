"""Practices and recommendations: one write that succeeds for each operation."""

from typing import Any

from app.core.ids import uuid7
from app.models import PolicyRecommendation, Practice
from app.models.material import Material, MaterialAudience, MaterialKind
from app.models.practice import Indicator, PolicyAddressee, PracticeEvidence
from tests.scenarios.stage import Stage, case

PRACTISED = {"organisation": "Bilingual school", "country": "SE"}


def material(at: Stage, kind: MaterialKind = MaterialKind.PRACTICE) -> Any:
    about = {"audiences": [MaterialAudience.PUBLIC], "year": 2026, "source_language": "en"}
    return at.arrange(Material(key=f"arranged-{uuid7().hex}", kind=kind, **about))


@case
def create_practice(at: Stage) -> Any:
    return at.post("practices", material_id=str(material(at)), **PRACTISED, principles=["Ask first"])


@case
def update_practice(at: Stage) -> Any:
    return at.patch(f"practices/{at.place.practice}", solutions=["The library", "The school"])


@case
def evaluate_practice(at: Stage) -> Any:
    id = at.arrange(Practice(material_id=material(at), **PRACTISED, evidence=PracticeEvidence.DESCRIBED))
    return at.post(f"practices/{id}/evaluate", reason="a study of the university")


@case
def replicate_practice(at: Stage) -> Any:
    return at.post(f"practices/{at.place.practice}/replicate", reason="it works in Niš as well")


@case
def create_practice_adoption(at: Stage) -> Any:
    return at.post("practice-adoptions", practice_id=str(at.place.practice), **PRACTISED, from_on="2026-02-01")


@case
def update_practice_adoption(at: Stage) -> Any:
    return at.patch(f"practice-adoptions/{at.place.adoption}", result="worked_partly", findings="In winter")


@case
def create_policy_recommendation(at: Stage) -> Any:
    of = material(at, MaterialKind.POLICY_RECOMMENDATION)
    return at.post("policy-recommendations", material_id=str(of), addressed_to="school", indicators=["attendance"])


@case
def update_policy_recommendation(at: Stage) -> Any:
    return at.patch(f"policy-recommendations/{at.place.recommendation}", indicators=["hours", "retention"])


def unlinked(at: Stage) -> str:
    of = material(at, MaterialKind.POLICY_RECOMMENDATION)
    asked = {"addressed_to": PolicyAddressee.SCHOOL, "indicators": [Indicator.HOURS]}
    return str(at.arrange(PolicyRecommendation(material_id=of, **asked)))


@case
def create_recommended_practice(at: Stage) -> Any:
    return at.post("recommended-practices", recommendation_id=unlinked(at), practice_id=str(at.place.practice))


@case
def delete_recommended_practice(at: Stage) -> Any:
    return at.delete(f"recommended-practices/{at.place.recommended_practice}")
