"""Practices: one that is published for everybody and was taken up, one of a draft, and a recommendation on both."""

from datetime import date
from typing import Any

from app.models import Material, PolicyRecommendation, Practice, PracticeAdoption, RecommendedPractice
from app.models.material import MaterialAudience, MaterialKind, Openness
from app.models.practice import AdoptionResult, Indicator, PolicyAddressee, PracticeEvidence


def material(db: Any, key: str, kind: MaterialKind, openness: Openness = Openness.EVERYBODY) -> Any:
    about = {"audiences": [MaterialAudience.PUBLIC], "year": 2026, "source_language": "en"}
    return db.put(Material(key=key, kind=kind, title=key, openness=openness.value, edition=1, **about)).id


def practice(db: Any, key: str, openness: Openness, evidence: PracticeEvidence = PracticeEvidence.DESCRIBED) -> Any:
    points = {"principles": ["Children help children"], "challenges": ["Few rooms"], "solutions": ["The library"]}
    of = {"material_id": material(db, key, MaterialKind.PRACTICE, openness), "country": "FI"}
    return db.put(Practice(**of, organisation="Red Cross", evidence=evidence, **points)).id


def indigo(db: Any, place: Any) -> None:
    ids = place.ids
    ids["practice"] = practice(db, "homework-club", Openness.EVERYBODY, PracticeEvidence.EVALUATED)
    ids["hidden_practice"] = practice(db, "drafted-club", Openness.WRITERS)
    adopted = {"organisation": "INDIGO", "country": "RS", "from_on": date(2026, 1, 10)}
    row = PracticeAdoption(practice_id=ids["practice"], result=AdoptionResult.WORKED, **adopted)
    ids["adoption"] = db.put(row).id
    asked = {"addressed_to": PolicyAddressee.MUNICIPALITY, "indicators": [Indicator.ATTENDANCE]}
    of = material(db, "rooms-for-clubs", MaterialKind.POLICY_RECOMMENDATION)
    ids["recommendation"] = db.put(PolicyRecommendation(material_id=of, **asked)).id
    for name in ("practice", "hidden_practice"):
        link = RecommendedPractice(recommendation_id=ids["recommendation"], practice_id=ids[name])
        ids[f"recommended_{name}"] = db.put(link).id


def red_cross(db: Any, place: Any) -> None:
    indigo(db, place)
