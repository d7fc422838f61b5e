"""Practices and recommendations: read by whoever reads the material with their words, kept by those who write it."""

from sqlmodel import SQLModel, col

from app.auth.relations import ids
from app.auth.rights import library
from app.auth.rights.grammar import Facet, Reach
from app.models import Material, PolicyRecommendation, Practice, PracticeAdoption, RecommendedPractice
from app.models.membership import Role

KEEPING: dict[type, str] = {
    Practice: "read create update evaluate replicate",
    PracticeAdoption: "read create update",
    PolicyRecommendation: "read create update",
    RecommendedPractice: "read create delete",
}

MAY: dict[Role, dict[type, str]] = {
    role: dict(KEEPING) if role in library.WRITERS else dict.fromkeys(KEEPING, "read") for role in Role
}

MATERIALS = {role: ids(Material, reach.read) for role, reach in library.ROWS[Material].items()}
PRACTICES = {role: ids(Practice, col(Practice.material_id).in_(these)) for role, these in MATERIALS.items()}
RECOMMENDATIONS = {
    role: ids(PolicyRecommendation, col(PolicyRecommendation.material_id).in_(these))
    for role, these in MATERIALS.items()
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Practice: {role: Reach(col(Practice.material_id).in_(these)) for role, these in MATERIALS.items()},
    PolicyRecommendation: {
        role: Reach(col(PolicyRecommendation.material_id).in_(these)) for role, these in MATERIALS.items()
    },
    PracticeAdoption: {role: Reach(col(PracticeAdoption.practice_id).in_(these)) for role, these in PRACTICES.items()},
    # Both sides must be in reach: a link would betray the other one.
    RecommendedPractice: {
        role: Reach(
            col(RecommendedPractice.practice_id).in_(PRACTICES[role])
            & col(RecommendedPractice.recommendation_id).in_(RECOMMENDATIONS[role])
        )
        for role in MATERIALS
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
