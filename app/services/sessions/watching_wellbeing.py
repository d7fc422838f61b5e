"""Trends in how a child is: the one place that says what counts as worrying, and from which numbers.

A child is compared with itself, the last four weeks with the eight before, so that a steady low level is no alarm:

- engagement fell: the mean on the scale of 1 to 5 is lower by at least 1.0, from at least three ratings in each
  stretch. This is rule E1 of the study of early warning ("mood notes fell by at least 1.0 on 1-5", level: watch);
  its stretches are those of rule A4, its least number of ratings is ours.
- hard states rose: the share of sad, anxious, angry or withdrawn among the observed states is higher by at least 30
  points, from at least three observations in each stretch. The 30 points are those of rule H1; that they are applied
  to states is ours, since states have no order that a mean could be taken of.

A sign says "look", never more: it is not a score, nobody is ranked by it, and no note is quoted. What is missing counts
for nothing: a state that was not observed is not a calm one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup
from app.core.columns import Instant
from app.models import ReportedChild
from app.models.session_report import EmotionalState
from app.models.wellbeing import WellbeingSign

RECENT, BEFORE = timedelta(weeks=4), timedelta(weeks=8)
LEAST, FALL, RISE = 3, 1.0, 0.3
HARD = (EmotionalState.SAD, EmotionalState.ANXIOUS, EmotionalState.ANGRY, EmotionalState.WITHDRAWN)

# What a draft says is nobody's business yet.
IS_REPORTED = col(ReportedChild.reported_at).is_not(None)


class Stretch(NamedTuple):
    """What the reports of some weeks add up to."""

    reports: int = 0
    rated: int = 0
    rating: int = 0
    observed: int = 0
    hard: int = 0
    support: int = 0

    @property
    def engagement(self) -> float | None:
        """The mean of the ratings."""
        return self.rating / self.rated if self.rated else None

    @property
    def hard_share(self) -> float | None:
        """The share of hard states among those observed."""
        return self.hard / self.observed if self.observed else None


class Trend(NamedTuple):
    """A child's two stretches."""

    child_id: UUID
    recent: Stretch
    before: Stretch


def stretches(now: datetime) -> dict[str, datetime]:
    """The instants between which the stretches lie, as `TRENDS` takes them."""
    return {"begins": now - RECENT - BEFORE, "turns": now - RECENT, "ends": now}


def counted(when: Any, recent: bool) -> list[Any]:
    """The columns of one stretch, in the order of `Stretch`."""
    line, state = ReportedChild, col(ReportedChild.emotional_state)
    each = (
        sa.literal(1),
        sa.case((col(line.engagement).is_not(None), 1), else_=0),
        sa.func.coalesce(col(line.engagement), 0),
        sa.case((state != EmotionalState.NOT_OBSERVED, 1), else_=0),
        sa.case((sa.or_(*(state == hard for hard in HARD)), 1), else_=0),
        sa.case((col(line.needs_support).is_(True), 1), else_=0),
    )
    name = "recent" if recent else "before"
    return [
        sa.func.sum(sa.case((when, value), else_=0), type_=sa.Integer()).label(f"{name}_{field}")
        for field, value in zip(Stretch._fields, each, strict=True)
    ]


turns = sa.bindparam("turns", type_=Instant)
# One row for each child in the caller's reach of whom something was reported in these twelve weeks.
TRENDS = Lookup(
    sa.select(
        col(ReportedChild.child_id),
        *counted(col(ReportedChild.at) >= turns, True),
        *counted(col(ReportedChild.at) < turns, False),
    )
    .where(
        IS_REPORTED,
        col(ReportedChild.at) >= sa.bindparam("begins", type_=Instant),
        col(ReportedChild.at) < sa.bindparam("ends", type_=Instant),
    )
    .group_by(col(ReportedChild.child_id))
)


def trends(rows: Iterable[Any]) -> list[Trend]:
    """What `TRENDS` found, by child."""
    size = len(Stretch._fields)
    return [Trend(row[0], Stretch(*row[1 : 1 + size]), Stretch(*row[1 + size :])) for row in rows]


def worrying(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The children of `TRENDS` who show a sign, by their ids, each with the numbers behind it."""
    found = [(trend, signs(trend.recent, trend.before)) for trend in trends(rows)]
    shown = [
        {"child_id": trend.child_id, "findings": signs_of_one, **numbers(trend)}
        for trend, signs_of_one in found
        if signs_of_one
    ]
    return sorted(shown, key=lambda one: str(one["child_id"]))


def signs(recent: Stretch, before: Stretch) -> list[dict[str, Any]]:
    """The signs that two stretches show, each with the two numbers that were compared."""
    found = []
    if min(recent.rated, before.rated) >= LEAST:
        was, now = before.rating / before.rated, recent.rating / recent.rated
        if was - now >= FALL:
            found.append(sign(WellbeingSign.ENGAGEMENT_FELL, was, now))
    if min(recent.observed, before.observed) >= LEAST:
        was, now = before.hard / before.observed, recent.hard / recent.observed
        if now - was >= RISE:
            found.append(sign(WellbeingSign.HARD_STATES_ROSE, was, now))
    return found


def sign(code: WellbeingSign, was: float, now: float) -> dict[str, Any]:
    return {"sign": code.value, "before": round(was, 2), "recent": round(now, 2)}


def numbers(trend: Trend) -> dict[str, Any]:
    """Both stretches as they are shown."""
    return {"recent": shown(trend.recent), "before": shown(trend.before)}


def shown(stretch: Stretch) -> dict[str, Any]:
    means = {"engagement": stretch.engagement, "hard_share": stretch.hard_share}
    rounded = {name: None if value is None else round(value, 2) for name, value in means.items()}
    counts = {"reports": stretch.reports, "rated": stretch.rated, "observed": stretch.observed, "hard": stretch.hard}
    return {**counts, "needs_support": stretch.support, **rounded}


def of_points(points: Iterable[dict[str, Any]], turns_at: datetime) -> dict[bool, Stretch]:
    """The stretches of single reports: those from the turn on (True), and those before it."""
    sums = {True: [0] * 6, False: [0] * 6}
    for point in points:
        state, engagement = point["emotional_state"], point["engagement"]
        more = (
            1, engagement is not None, engagement or 0, state != EmotionalState.NOT_OBSERVED, state in HARD,
            bool(point["needs_support"]),
        )  # fmt: skip
        into = sums[datetime.fromisoformat(point["at"]) >= turns_at]
        for place, number in enumerate(more):
            into[place] += number
    return {late: Stretch(*found) for late, found in sums.items()}
