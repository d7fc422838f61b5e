"""Notices: to the volunteer and to Mila's mother in the matter of the programme, to the administrator in none."""

from typing import Any

from app.core import clock
from app.models import Notice
from app.models.notice import NoticeHindrance, NoticeKind, NoticeState


def notice(db: Any, kind: NoticeKind, **about: Any) -> Any:
    row = Notice(kind=kind, language="sr-Latn", due_at=clock.now(), recipient="somebody", **about)
    return db.put(row).id


def indigo(db: Any, place: Any) -> None:
    of_programme = {"programme_id": place.ids["programme"]}
    gone = {"state": NoticeState.SENT, "ended_at": clock.now()}
    volunteer, administrator = place.people["volunteer"].user_id, place.people["administrator"].user_id
    place.ids["volunteers_notice"] = notice(db, NoticeKind.THANKS, user_id=volunteer, **of_programme, **gone)
    place.ids["mothers_notice"] = notice(
        db, NoticeKind.ENGAGEMENT_INVITATION, guardian_id=place.ids["jelena"], **of_programme
    )
    held = {"state": NoticeState.SUPPRESSED, "hindrance": NoticeHindrance.NOT_WANTED, "ended_at": clock.now()}
    place.ids["administrators_notice"] = notice(db, NoticeKind.NEW_MESSAGE, user_id=administrator, **held)


def red_cross(db: Any, place: Any) -> None:
    place.ids["notice"] = notice(db, NoticeKind.THANKS, user_id=place.people["volunteer"].user_id)
