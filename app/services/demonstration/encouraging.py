"""What encourages the demonstration's volunteers: milestones as the rule has them, and thanks from who leads."""

from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.lookups import look
from app.models import Milestone, Thanks, Volunteer
from app.services.demonstration.giving_hours import VERIFIED_AFTER
from app.services.demonstration.stage import Stage
from app.services.hours.reaching_milestones import VERIFIED, given, reached


class Said(NamedTuple):
    """Who thanks whom, by how they sign in, and in which words."""

    by: str
    to: str
    text: str


def encourage(stage: Stage, said: tuple[Said, ...]) -> None:
    """Writes the milestones that the verified hours reach, and the thanks."""
    hours = sorted(look(stage.db, VERIFIED, users=sorted(stage.people.values())), key=lambda row: row.user_id)
    when = stage.today - VERIFIED_AFTER
    stage.put(
        [
            Milestone(id=stage.dice.id(), user_id=row.user_id, code=code, reached_on=when)
            for row in hours
            for code in reached(given(row))
        ]
    )
    volunteers = {row.user_id: row.id for row in stage.db.execute(sa.select(Volunteer)).scalars()}
    stage.put([thanks(stage, one, volunteers) for one in said])


def thanks(stage: Stage, said: Said, volunteers: dict[UUID, UUID]) -> Thanks:
    to = stage.people[said.to]
    of: dict[str, Any] = {"volunteer_id": volunteers[to], "user_id": to, "created_by": stage.people[said.by]}
    return Thanks(id=stage.dice.id(), text=said.text, created_at=stage.now, **of)
