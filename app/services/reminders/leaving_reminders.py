"""Leaving reminders: a letter for each matter of which none was left yet, in the transaction that keeps that it was.

Of two at once for the same matter the second meets a unique key and fails, to find the matter settled when it is tried
again. When the letter goes, it is asked anew whether the matter still stands (`matters`).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Reminder
from app.models.notice import NoticeKind
from app.services.notices import letter_values, notifying
from app.services.notices.letter_values import Value
from app.services.notices.notifying import NOTHING, To


class Matter(NamedTuple):
    """What a letter is about, and whom it is for; see `Reminder`."""

    kind: NoticeKind
    about_id: UUID
    whom_id: UUID
    step: int = 0


class Due(NamedTuple):
    """A letter that is due unless it was left already; `link` makes the link in it, once it is written."""

    matter: Matter
    to: To
    values: Mapping[str, Value] = NOTHING
    link: Callable[[OwnedSession], str] | None = None


def remind(db: OwnedSession, dues: Iterable[Due]) -> int:
    """Leaves a letter for each of these matters that none was left for yet; gives how many."""
    asked = {due.matter: due for due in dues}
    if not asked:
        return 0
    with db.beyond_reach("whom a letter was left for is kept by the system") as wide:
        new = sorted(asked.keys() - left(wide, asked))
        for matter in new:
            leave(wide, asked[matter])
        return len(new)


def left(wide: OwnedSession, matters: Iterable[Matter]) -> set[Matter]:
    """Those of the matters for which a letter was left."""
    about = {matter.about_id for matter in matters}
    rows = wide.execute(sa.select(Reminder).where(col(Reminder.about_id).in_(about))).scalars()
    return {Matter(row.kind, row.about_id, row.whom_id, row.step) for row in rows}


def leave(wide: OwnedSession, due: Due) -> None:
    reminder = wide.put(Reminder(**due.matter._asdict()))
    notice = notifying.addressed(wide, due.matter.kind, due.to)
    if notice is not None:
        notice.reminder_id = reminder.id
        values = due.values if due.link is None else {**due.values, "link": due.link(wide)}
        notifying.queued(wide, notice, letter_values.pack(due.matter.kind, values))
