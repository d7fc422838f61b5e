"""Policy recommendations, the practices that they rest on, and the indicators that would show whether they help."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import PolicyRecommendation, RecommendedPractice
from app.models.practice import (
    PolicyAddressee,
    RecommendationCreate,
    RecommendationRead,
    RecommendationUpdate,
    RecommendedPracticeCreate,
    RecommendedPracticeRead,
)
from app.services import records
from app.services.library import keeping_practices
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="practices")


class RecommendationQuery(ListQuery):
    material_id: Annotated[list[UUID] | None, Many, Where(PolicyRecommendation.material_id)] = None
    addressed_to: Annotated[list[PolicyAddressee] | None, Many, Where(PolicyRecommendation.addressed_to)] = None


class RecommendedPracticeQuery(ListQuery):
    recommendation_id: Annotated[list[UUID] | None, Many, Where(RecommendedPractice.recommendation_id)] = None
    practice_id: Annotated[list[UUID] | None, Many, Where(RecommendedPractice.practice_id)] = None


RECOMMENDATIONS = Reads(
    RecommendationRead,
    PolicyRecommendation,
    RecommendationQuery,
    includes={
        "practices": Include(RecommendedPracticeRead, RecommendedPractice, RecommendedPractice.recommendation_id)
    },
)
RECOMMENDED = Reads(RecommendedPracticeRead, RecommendedPractice, RecommendedPracticeQuery)


@router.get("/policy-recommendations", Access(PolicyRecommendation, "read"))
async def list_policy_recommendations(reader: Reader, query: RecommendationQuery) -> Answer[Page[RecommendationRead]]:
    """List policy recommendations: those whose material you read."""
    return await reader.page(RECOMMENDATIONS, query)


@router.post("/policy-recommendations", Access(PolicyRecommendation, "create"), 201)
def create_policy_recommendation(db: Db, new: RecommendationCreate) -> Answer[RecommendationRead]:
    """Make a recommendation; its words stand in a material of the kind `policy_recommendation`."""
    return db.created(RECOMMENDATIONS, keeping_practices.recommend(db, new))


@router.get("/policy-recommendations/{id}", Access(PolicyRecommendation, "read"))
async def read_policy_recommendation(reader: Reader, id: UUID, query: RowQuery) -> Answer[RecommendationRead]:
    """Read a policy recommendation."""
    return await reader.one(RECOMMENDATIONS, id, query)


@router.patch("/policy-recommendations/{id}", Access(PolicyRecommendation, "update"))
def update_policy_recommendation(db: Db, id: UUID, changes: RecommendationUpdate) -> Answer[RecommendationRead]:
    """Change whom a recommendation is for, or which indicators would show its effect."""
    return db.shown(RECOMMENDATIONS, records.change(db, db.matching(RECOMMENDATIONS, id), changes).id)


@router.get("/recommended-practices", Access(RecommendedPractice, "read"))
async def list_recommended_practices(
    reader: Reader, query: RecommendedPracticeQuery
) -> Answer[Page[RecommendedPracticeRead]]:
    """List which recommendations rest on which practices."""
    return await reader.page(RECOMMENDED, query)


@router.post("/recommended-practices", Access(RecommendedPractice, "create"), 201)
def create_recommended_practice(db: Db, new: RecommendedPracticeCreate) -> Answer[RecommendedPracticeRead]:
    """Link a recommendation to a practice that it rests on."""
    return db.created(RECOMMENDED, records.create(db, RecommendedPractice, new))


@router.get("/recommended-practices/{id}", Access(RecommendedPractice, "read"))
async def read_recommended_practice(reader: Reader, id: UUID, query: RowQuery) -> Answer[RecommendedPracticeRead]:
    """Read one such link."""
    return await reader.one(RECOMMENDED, id, query)


@router.delete("/recommended-practices/{id}", Access(RecommendedPractice, "delete"))
def delete_recommended_practice(db: Db, id: UUID) -> Answer[None]:
    """Take such a link away."""
    records.remove(db, RecommendedPractice, id)
    return Answer.nothing()
