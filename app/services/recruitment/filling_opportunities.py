"""Filling opportunities: places taken and given back, and `filled` as long as none is left.

Whoever accepts an applicant calls `take_place` in the same transaction. The opportunity's row is locked before anything
is counted, so that two never both win the last place; the table checks the counter once more.
"""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import Application, Opportunity
from app.models.application import ACCEPTED
from app.models.opportunity import OpportunityState
from app.services import records

COUNTING = "the places of an opportunity are counted"
# Nobody new applies to one that is paused, but who has applied can be accepted.
TAKING = (OpportunityState.OPEN, OpportunityState.PAUSED, OpportunityState.FILLED)


class NoPlaceLeft(DomainError):
    """`limit`: places wanted; `present`: places taken."""

    slug, title, status = "no-place-left", "Every place is taken", 409
    detail = "{present} of {limit} places are taken."


class OpportunityNotOpen(DomainError):
    slug, title, status = "opportunity-not-open", "The opportunity is not open", 409
    detail = "Nobody can be taken on for it now."


def take_place(db: OwnedSession, opportunity_id: UUID) -> None:
    """Gives one place to somebody. Raises NoPlaceLeft, and OpportunityNotOpen for a draft or a closed one."""
    with db.beyond_reach(COUNTING) as wide:
        row = wide.find(Opportunity, opportunity_id, lock=True)
        if row.state not in TAKING:
            raise OpportunityNotOpen(state=row.state)
        if row.places_left == 0:
            raise NoPlaceLeft(limit=row.places_wanted, present=row.places_taken)
        row.places_taken += 1
        settle(wide, row)


def give_back(db: OwnedSession, opportunity_id: UUID) -> None:
    """Frees a place that somebody had; in whatever state, so that the count stays true."""
    with db.beyond_reach(COUNTING) as wide:
        row = wide.find(Opportunity, opportunity_id, lock=True)
        if row.places_taken == 0:
            raise ValueError("a place is given back that nobody took")
        row.places_taken -= 1
        settle(wide, row)


def held_places(db: OwnedSession, user_id: UUID) -> list[Application]:
    """The applications by which somebody has a place, each with its opportunity locked: before the person is."""
    theirs = [col(Application.user_id) == user_id, col(Application.state) == ACCEPTED]
    with db.beyond_reach(COUNTING) as wide:
        held = sa.select(Application).where(*theirs, col(Application.place_freed_at).is_(None))
        found = list(wide.execute(held.order_by(col(Application.opportunity_id))).scalars())
        for row in found:
            wide.find(Opportunity, row.opportunity_id, lock=True)
    return found


def free(db: OwnedSession, held: Iterable[Application]) -> None:
    """Gives back the places of somebody who has left, each once."""
    with db.beyond_reach(COUNTING) as wide:
        for row in held:
            wide.find(Application, row.id, lock=True).place_freed_at = wide.at
            give_back(wide, row.opportunity_id)


def follow(db: OwnedSession, opportunity_id: UUID) -> None:
    """Lets the state follow a change of the places that are wanted, or of the state itself."""
    with db.beyond_reach(COUNTING) as wide:
        settle(wide, wide.find(Opportunity, opportunity_id, lock=True))


def settle(db: OwnedSession, row: Opportunity) -> None:
    """An open opportunity without a place left is filled, a filled one with a place left is open."""
    if row.state is OpportunityState.OPEN and row.places_left == 0:
        records.move(db, row, "fill")
    elif row.state is OpportunityState.FILLED and row.places_left > 0:
        records.move(db, row, "refill")
    db.flush()
