"""Practices: whose words they are, how their evidence grows, who has taken them up, what rests on them."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest
from app.models import Material, PolicyRecommendation, Practice, PracticeAdoption
from app.models.material import MaterialKind
from app.models.practice import (
    AdoptionCreate,
    AdoptionResult,
    AdoptionUpdate,
    PracticeCreate,
    RecommendationCreate,
)
from app.services import records


class NotReplicated(DomainError):
    slug, title, status = "not-replicated", "Nobody else has shown that it works", 409
    detail = "First record that another organisation took it up and that it worked there."


def describe(db: OwnedSession, new: PracticeCreate) -> Practice:
    """A practice for a material of this kind. Raises InvalidRequest for any other."""
    require_kind(db, new.material_id, MaterialKind.PRACTICE)
    return records.create(db, Practice, new)


def recommend(db: OwnedSession, new: RecommendationCreate) -> PolicyRecommendation:
    """A recommendation for a material of this kind. Raises InvalidRequest for any other."""
    require_kind(db, new.material_id, MaterialKind.POLICY_RECOMMENDATION)
    return records.create(db, PolicyRecommendation, new)


def require_kind(db: OwnedSession, material_id: UUID, kind: MaterialKind) -> None:
    if db.refer(Material, material_id, "material_id").kind is not kind:
        detail = "The material is of another kind."
        raise InvalidRequest(errors=[{"pointer": "/material_id", "code": "not_allowed", "detail": detail}])


def replicate(db: OwnedSession, id: UUID, reason: str) -> Practice:
    """Says that it works elsewhere too. Raises NotReplicated unless an adoption by others says that it worked."""
    practice = db.find(Practice, id, lock=True)
    Practice.__lifecycle__.require(practice, "replicate")
    worked = sa.select(PracticeAdoption).where(
        col(PracticeAdoption.practice_id) == id,
        col(PracticeAdoption.result) == AdoptionResult.WORKED,
        col(PracticeAdoption.organisation) != practice.organisation,
    )
    if db.execute(worked.limit(1)).scalars().first() is None:
        raise NotReplicated
    return records.move(db, practice, "replicate", reason)


def adopt(db: OwnedSession, new: AdoptionCreate) -> PracticeAdoption:
    """An organisation takes it up. Raises InvalidRequest for an end before the beginning."""
    require_order(new.from_on, new.to_on)
    return records.create(db, PracticeAdoption, new)


def change_adoption(db: OwnedSession, row: PracticeAdoption, changes: AdoptionUpdate) -> PracticeAdoption:
    """Says what came of it."""
    changed = records.change(db, row, changes)
    require_order(changed.from_on, changed.to_on)
    return changed


def require_order(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        detail = "The end lies before the beginning."
        raise InvalidRequest(errors=[{"pointer": "/to_on", "code": "out_of_range", "detail": detail}])
