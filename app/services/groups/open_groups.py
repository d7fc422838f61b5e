"""What takes new children and leaders: a group that is open, in a programme that is."""

from typing import Any

import sqlalchemy as sa

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.core.problems import IllegalTransition
from app.models import MentorGroup, Programme
from app.models.mentor_group import GroupStatus
from app.models.programme import ProgrammeStatus


def require_open(row: MentorGroup | Programme) -> None:
    """Raises IllegalTransition where the group or the programme is closed; `resource` says which of both."""
    if row.status in (GroupStatus.CLOSED, ProgrammeStatus.CLOSED):
        raise wrong_state(row, row.status)


def wrong_state(row: Any, state: Any) -> IllegalTransition:
    """A refusal because of the state of another row than the one that was asked to move."""
    return IllegalTransition(resource=row.__resource__, state=state.value, allowed=row.__lifecycle__.open_from(state))


def locked(db: OwnedSession, model: type[Any], *where: Clause) -> list[Any]:
    """The rows, locked in the order of their ids and as they are after the wait."""
    statement = sa.select(model).where(*where).order_by(model.id).with_for_update(key_share=True)
    return list(db.execute(statement.execution_options(populate_existing=True)).scalars())
