"""From where applicants come and how far they get: by campaign, by partner, altogether, with the days in between."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.columns import Id, Instant
from app.models import Application, Campaign, OutreachPartner, Volunteer
from app.models.application import ACCEPTED, REJECTED, WAITING_LIST, WITHDRAWN
from app.models.volunteer import VolunteerState

A_DAY = timedelta(days=1)
SERVING = (VolunteerState.ACTIVE, VolunteerState.PAUSED)

_programme, _opportunity = sa.bindparam("programme", type_=Id), sa.bindparam("opportunity", type_=Id)
IN_PERIOD = sa.and_(
    col(Application.submitted_at) >= sa.bindparam("begins", type_=Instant),
    col(Application.submitted_at) < sa.bindparam("ends", type_=Instant),
    sa.or_(_programme.is_(None), col(Application.programme_id) == _programme),
    sa.or_(_opportunity.is_(None), col(Application.opportunity_id) == _opportunity),
)
COLUMNS = "campaign_id state submitted_at screening_at interview_at decided_at user_id"
APPLICATIONS = Lookup(sa.select(*columns(Application, COLUMNS)).where(IN_PERIOD))
CAMPAIGNS = Lookup(sa.select(*columns(Campaign, "id name partner_id")).order_by(col(Campaign.id)))
PARTNERS = Lookup(sa.select(*columns(OutreachPartner, "id name")).order_by(col(OutreachPartner.id)))
ACTIVE = Lookup(
    sa.select(col(Volunteer.user_id)).where(
        sa.or_(*(col(Volunteer.state) == state for state in SERVING)),
        col(Volunteer.user_id).in_(sa.select(col(Application.user_id)).where(IN_PERIOD)),
    )
)


def funnel(
    applications: list[Any], campaigns: Iterable[Any], partners: Iterable[Any], active: set[UUID]
) -> dict[str, Any]:
    """The whole answer; sources through which nobody came in the period are left out."""
    known = {row.id: row for row in campaigns}
    names = {row.id: row.name for row in partners}

    def campaign(row: Any) -> Any:
        return row.campaign_id

    def partner(row: Any) -> Any:
        return known[row.campaign_id].partner_id if row.campaign_id in known else None

    return {
        "campaigns": [
            {"campaign_id": id, **about(known.get(id)), **counts(rows, active)}
            for id, rows in by(applications, campaign)
        ],
        "partners": [
            {"partner_id": id, "name": names.get(id, ""), **counts(rows, active)}
            for id, rows in by(applications, partner)
        ],
        "total": counts(applications, active),
    }


def about(campaign: Any) -> dict[str, Any]:
    return {"name": getattr(campaign, "name", ""), "partner_id": getattr(campaign, "partner_id", None)}


def by(rows: list[Any], key: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """The rows of each source, in the order of the ids; those without one last."""
    sources: dict[Any, list[Any]] = {}
    for row in rows:
        sources.setdefault(key(row), []).append(row)
    return sorted(sources.items(), key=lambda one: (one[0] is None, str(one[0])))


def counts(rows: list[Any], active: set[UUID]) -> dict[str, Any]:
    """Each application in every state that it has reached, and the medians."""
    accepted = [row for row in rows if row.state == ACCEPTED]
    return {
        "submitted": len(rows),
        "screening": sum(row.screening_at is not None for row in rows),
        "interview": sum(row.interview_at is not None for row in rows),
        "waiting_list": sum(row.state == WAITING_LIST for row in rows),
        "accepted": len(accepted),
        "active": sum(row.user_id in active for row in accepted),
        "rejected": sum(row.state == REJECTED for row in rows),
        "withdrawn": sum(row.state == WITHDRAWN for row in rows),
        "days_to_screening": days([(row.submitted_at, row.screening_at) for row in rows]),
        "days_to_interview": days([(row.submitted_at, row.interview_at) for row in rows]),
        "days_to_acceptance": days([(row.submitted_at, row.decided_at) for row in accepted]),
    }


def days(spans: list[tuple[datetime, datetime | None]]) -> float | None:
    """The median in days, to a tenth; None where nothing was reached."""
    found = [(end - start) / A_DAY for start, end in spans if end is not None]
    return round(median(found), 1) if found else None
