"""Open interpretation requests by language, and which of them nobody can take."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.reading_languages import spoken
from app.models import InterpretationRequest
from app.models.interpretation_request import InterpretationState
from app.services.conversations.matching_interpreters import can_ever, speaks

MOST_OPEN = 2000
# The oldest first, in the caller's reach.
OPEN = Lookup(
    sa.select(*columns(InterpretationRequest, "id from_language to_language created_at starts_at"))
    .where(col(InterpretationRequest.state) == InterpretationState.REQUESTED)
    .order_by(col(InterpretationRequest.id))
    .limit(MOST_OPEN)
)


class Waiting(NamedTuple):
    """The requests between two languages."""

    languages: tuple[str, ...]
    requests: list[Any]


def by_language(requests: list[Any]) -> list[Waiting]:
    """Requests with the same two languages, whichever way: who speaks both speaks both ways."""
    found: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for request in requests:
        found[tuple(sorted({spoken(request.from_language), spoken(request.to_language)}))].append(request)
    return [Waiting(pair, rows) for pair, rows in found.items()]


def waiting(requests: list[Any], people: list[Any], now: datetime) -> list[dict[str, Any]]:
    """By language, those who have waited longest first, and how many interpreters there are for them."""
    able = [person for person in people if can_ever(person)]
    items = []
    for pair, rows in by_language(requests):
        since = min(row.created_at for row in rows)
        starts = [row.starts_at for row in rows if row.starts_at is not None]
        items.append(
            {
                "languages": list(pair),
                "open": len(rows),
                "waiting_since": since,
                "waiting_hours": int((now - since).total_seconds() // 3600),
                "next_starts_at": min(starts, default=None),
                "interpreters": sum(speaks(person, pair) for person in able),
            }
        )
    return sorted(items, key=lambda item: (item["waiting_since"], item["languages"]))
