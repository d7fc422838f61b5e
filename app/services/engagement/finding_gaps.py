"""Who was left out: children whose father nobody ever invited, guardians whom nobody reached; who can be invited."""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import Clause, mine
from app.core import clock
from app.core.listing import Readable
from app.models import Child, Engagement, Guardian, Participation
from app.services.engagement.counting_guardians import fathers_of
from app.services.engagement.measuring_engagement import takes_part_now

QUIET = timedelta(days=60)

fathers_here = fathers_of(col(Child.id), Child)
FATHER_NEVER_INVITED = sa.and_(
    takes_part_now,
    sa.exists(fathers_here),
    ~sa.exists().where(
        mine(Participation),
        col(Participation.guardian_id).in_(fathers_here),
        col(Participation.invited_at).is_not(None),
    ),
)


def not_reached(lately: Clause, readable: Readable) -> Clause:
    """Nobody at all has spoken with the guardian lately, whoever may read of it."""
    return ~sa.exists().where(mine(Participation), col(Participation.guardian_id) == col(Guardian.id), lately)


def can_be_invited(this: Clause, readable: Readable) -> Clause:
    """Of the engagement's programme, and not invited to it yet; nobody for an engagement out of reach."""
    invited = (
        sa.exists()
        .where(
            mine(Participation),
            col(Participation.engagement_id) == col(Engagement.id),
            col(Participation.guardian_id) == col(Guardian.id),
            col(Participation.invited_at).is_not(None),
        )
        .correlate(Engagement, Guardian)
    )
    same_programme = col(Engagement.programme_id) == col(Guardian.programme_id)
    return sa.exists().where(readable(Engagement), this, same_programme, ~invited)


def a_while_ago() -> datetime:
    """Sixty days before today began."""
    return datetime.combine(clock.today(), time(), UTC) - QUIET
