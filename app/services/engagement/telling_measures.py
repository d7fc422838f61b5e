"""The measures of engagement as they are told: how many of how many, small numbers withheld where they must be."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.auth.rights.engagements import TOLD_TOTALS
from app.core.problems import InvalidRequest
from app.models.engagement import EngagementKind
from app.models.engagement_measures import EngagementMeasuresQuery
from app.models.guardian import Gender, GuardianRelation
from app.models.membership import Role
from app.models.participation import ParticipationBarrier
from app.services.engagement.measuring_engagement import PARTS
from app.services.sessions.reviewing_conflicts import midnight
from app.services.withholding_small_numbers import Counted, Key, Numbers, withheld

MOST_DAYS = 366
THRESHOLDS: dict[Role, int] = {**dict.fromkeys(TOLD_TOTALS, 10), Role.MEDIATOR: 5}
# Leaders of groups know the families; what stood in whose way is not for them.
NOT_TOLD_OF_BARRIERS = frozenset({Role.VOLUNTEER})
ONLY = ""


class Found(NamedTuple):
    """What the lookups of `measures` have found."""

    people: list[Any]
    kinds: list[Any]
    barriers: list[Any]
    fathers: list[Any]


def period(query: EngagementMeasuresQuery, zone: str, role: Role) -> dict[str, datetime]:
    """The instants of the days asked for. Raises InvalidRequest unless they are 1 to 366, and whole months for totals.

    Months, because the totals of two periods that differ by a day tell of that day.
    """
    first, end = query.first_day, query.last_day + timedelta(days=1)
    if not timedelta(0) < end - first <= timedelta(days=MOST_DAYS):
        raise refusal("out_of_range", "From 1 to 366 days.")
    if role in TOLD_TOTALS and (first.day, end.day) != (1, 1):
        raise refusal("whole_months", "Whole months.")
    return {"begins": midnight(first, zone), "ends": midnight(end, zone)}


def refusal(code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "query/to", "code": code, "detail": detail}])


def numbers_of(found: Found) -> dict[Key, Counted]:
    """Every share by its key, those of codes that nobody has among them."""
    everybody = sum(row.guardians for row in found.people)
    numbers = {("all", ONLY, part): Counted(added(found.people, part), everybody) for part in PARTS}
    for name, codes in (("gender", Gender), ("relation", GuardianRelation)):
        for code in codes:
            rows = [row for row in found.people if getattr(row, name) is code]
            of = added(rows, "guardians")
            numbers.update({(name, code.value, part): Counted(added(rows, part), of) for part in PARTS})
    for kind in EngagementKind:
        rows = [row for row in found.kinds if row.kind is kind]
        numbers.update({("kind", kind.value, part): Counted(added(rows, part), everybody) for part in PARTS})
    for barrier in ParticipationBarrier:
        rows = [row for row in found.barriers if row.barrier is barrier]
        numbers["barrier", barrier.value, ONLY] = Counted(added(rows, "guardians"), everybody)
    numbers["fathers", ONLY, ONLY] = Counted(*found.fathers[0])
    return numbers


def added(rows: Iterable[Any], name: str) -> int:
    return sum(int(getattr(row, name)) for row in rows)


def told(numbers: Numbers, role: Role, wider: Numbers | None = None) -> dict[str, Any]:
    """The answer for a role. `wider`: the same without the school and the group that were asked for."""
    threshold = THRESHOLDS.get(role)
    hidden, hidden_wholes = (set(), set()) if threshold is None else withheld(numbers, threshold, wider)

    def share(*key: str) -> dict[str, int | None]:
        numerator, denominator = numbers[key]  # type: ignore[index]
        return {
            "numerator": None if key in hidden else numerator,
            "denominator": None if key in hidden_wholes else denominator,
        }

    def shares(name: str, code: str) -> dict[str, Any]:
        return {part: share(name, code, part) for part in PARTS}

    barriers = [{"barrier": code.value, **share("barrier", code.value, ONLY)} for code in ParticipationBarrier]
    return {
        "threshold": threshold,
        "guardians": shares("all", ONLY),
        "by_gender": [{"gender": code.value, **shares("gender", code.value)} for code in Gender],
        "by_relation": [{"relation": code.value, **shares("relation", code.value)} for code in GuardianRelation],
        "by_kind": [{"kind": code.value, **shares("kind", code.value)} for code in EngagementKind],
        "by_barrier": None if role in NOT_TOLD_OF_BARRIERS else barriers,
        "fathers": share("fathers", ONLY, ONLY),
    }
