"""The open desk of a library: heads counted at each session, and what was asked there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.models import DropInVisit, MentorGroup, Question, SupportSession
from app.models.mentor_group import GroupKind
from app.models.school_subject import SchoolSubject
from app.models.support_session import SessionState
from app.services.demonstration.stage import Stage

LANGUAGES = {"fi": 5, "so": 4, "ar": 4, "uk": 3, "sv": 2, "und": 1}
SUBJECTS = {
    SchoolSubject.MATHEMATICS: 6, SchoolSubject.HOST_LANGUAGE: 5, SchoolSubject.FOREIGN_LANGUAGE: 3,
    SchoolSubject.WORLD_AROUND_US: 2, SchoolSubject.SCIENCE: 1, SchoolSubject.OTHER: 1,
}  # fmt: skip


def open_desks(stage: Stage) -> None:
    """Writes the head count and the questions of every session of an open group that was held."""
    stage.dice.begin("open desks")
    held = (
        sa.select(SupportSession, MentorGroup)
        .join(MentorGroup, col(MentorGroup.id) == col(SupportSession.group_id))
        .where(col(MentorGroup.kind) == GroupKind.LIBRARY_DROP_IN, col(SupportSession.state) == SessionState.HELD)
        .order_by(col(SupportSession.starts_at), col(SupportSession.id))
    )
    found = [(session, group) for session, group in stage.db.execute(held)]
    stage.put([visit for session, group in found for visit in visits(stage, session, group)])
    stage.put([asked for session, group in found for asked in questions(stage, session, group)])


def visits(stage: Stage, session: SupportSession, group: MentorGroup) -> Iterator[DropInVisit]:
    dice, at = stage.dice, session.recorded_at or session.ends_at
    lines = {(dice.number(1, 6), dice.weighted(LANGUAGES)): dice.number(1, 4) for _ in range(dice.number(3, 6))}
    for (grade, language), count in lines.items():
        yield DropInVisit(
            id=dice.id(),
            session_id=session.id,
            group_id=group.id,
            programme_id=group.programme_id,
            site_id=session.site_id,
            month=month_of(stage, session.starts_at),
            grade=grade,
            language=language,
            count=count,
            recorded_at=at,
            created_at=at,
            updated_at=at,
            created_by=session.created_by,
        )


def questions(stage: Stage, session: SupportSession, group: MentorGroup) -> Iterator[Question]:
    dice = stage.dice
    for _ in range(dice.number(1, 4)):
        at = session.starts_at + timedelta(minutes=dice.number(5, 60))
        yield Question(
            id=dice.id(),
            group_id=group.id,
            programme_id=group.programme_id,
            site_id=session.site_id,
            month=month_of(stage, at),
            subject=dice.weighted(SUBJECTS),
            grade=dice.number(1, 6),
            minutes=dice.pick((5, 10, 10, 15, 20)),
            asked_at=at,
            recorded_at=at,
            created_at=at,
            updated_at=at,
            answered_by_id=stage.people["volunteer5"],
            created_by=stage.people["volunteer5"],
        )


def month_of(stage: Stage, at: datetime) -> date:
    return at.astimezone(ZoneInfo(stage.zone)).date().replace(day=1)
