"""A report that a phone sends several times at once: one row, handed in once, counted once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.problems import DomainError
from app.models import MentorGroup, ReportedChild, SessionReport, SupportSession
from app.models.session_report import SessionReportPut
from app.models.support_session import SessionState
from app.services.sessions import reporting_sessions
from app.web.refusals import translated
from tests.acting import acting, as_system
from tests.world import World, session


@pytest.fixture
def held(below: World) -> UUID:
    with as_system(below.database, below.indigo) as db:
        group = db.find(MentorGroup, below.indigo.owls)
        id: UUID = db.put(session(group, clock.now() - timedelta(hours=5), SessionState.HELD)).id
        db.commit()
    return id


def send(world: World, session_id: UUID, person: str, number: int) -> str:
    """Puts a report and hands it in; gives what came of that."""
    place = world.indigo
    new = SessionReportPut.model_validate(
        {"children": [{"child_id": place.mila, "engagement": number % 5 + 1}]}, strict=False
    )
    try:
        with translated(), acting(world.database, place.people[person]) as db:
            id = reporting_sessions.put(db, session_id, new).id
            db.commit()
        with translated(), acting(world.database, place.people[person]) as db:
            reporting_sessions.submit(db, id)
            db.commit()
    except DomainError as error:
        return error.slug
    return "submitted"


def test_requests_at_once_make_one_report_of_each_author(below: World, held: UUID) -> None:
    authors = ["volunteer", "educator"]
    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(send, below, held, authors[n % 2], n) for n in range(12)]
        came = [turn.result() for turn in turns]
    assert came.count("submitted") == 2, came
    assert set(came) == {"submitted", "illegal-transition"}, came
    with as_system(below.database, below.indigo) as db:
        reports = db.execute(sa.select(SessionReport).where(SessionReport.session_id == held)).scalars().all()
        lines = db.execute(sa.select(ReportedChild).where(ReportedChild.session_id == held)).scalars().all()
        assert len({report.author_id for report in reports}) == len(reports) == len(lines) == 2
        assert db.find(SupportSession, held).reports == 2


def test_without_the_lock_on_the_session_they_would_meet(
    below: World, held: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: who has looked before another one has written is refused by the key, not given a second report."""
    assert send(below, held, "volunteer", 1) == "submitted"
    monkeypatch.setattr(reporting_sessions, "own_report", lambda *_: None)
    assert send(below, held, "volunteer", 2) == "conflict"
