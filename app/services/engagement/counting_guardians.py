"""The guardians that count: known, contactable, not excluded for safety.

Whoever invites guardians, counts them or looks for those who were left out asks here and nowhere else.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import Clause, Ids, ids, mine
from app.models import Guardian, Guardianship
from app.models.guardian import GuardianRelation

IS_COUNTED: Clause = sa.and_(col(Guardian.contactable).is_(True), col(Guardian.safety_excluded).is_(False))
IS_FATHER: Clause = col(Guardian.relation) == GuardianRelation.FATHER


def counted(*where: Clause) -> Ids:
    """The ids of the guardians that count."""
    return ids(Guardian, IS_COUNTED, *where)


def fathers_of(child_id: Any, of: Any) -> Ids:
    """The fathers of a child that count. `child_id` is a column of `of`, which a statement around this one selects."""
    return (
        sa.select(col(Guardianship.guardian_id))
        .where(
            mine(Guardianship),
            col(Guardianship.child_id) == child_id,
            col(Guardianship.guardian_id).in_(counted(IS_FATHER)),
        )
        .correlate(of)
    )


def is_counted(guardian: Guardian) -> bool:
    """The same of a row at hand."""
    return guardian.contactable and not guardian.safety_excluded
