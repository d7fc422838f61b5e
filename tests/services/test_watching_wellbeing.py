"""Trends in wellbeing: what is a sign and what is not; sums over the database are those over single reports."""

from datetime import timedelta

import pytest

from app.auth.lookups import look
from app.core import clock
from app.models import MentorGroup, ReportedChild, SessionReport
from app.models.session_report import EmotionalState, ReportState
from app.models.support_session import SessionState
from app.services.sessions.watching_wellbeing import TRENDS, Stretch, of_points, signs, stretches, trends, worrying
from tests.acting import acting, as_system
from tests.world import World, session


@pytest.mark.parametrize(
    ("before", "recent", "found"),
    [
        (Stretch(4, 4, 16, 4, 0), Stretch(3, 3, 9, 3, 0), ["engagement_fell"]),
        (Stretch(4, 4, 16, 4, 0), Stretch(3, 3, 10, 3, 0), []),
        (Stretch(4, 4, 16, 4, 0), Stretch(2, 2, 2, 2, 2), []),  # too few to say anything
        (Stretch(2, 2, 10, 2, 0), Stretch(9, 9, 9, 9, 9), []),
        (Stretch(10, 0, 0, 10, 2), Stretch(4, 0, 0, 4, 2), ["hard_states_rose"]),
        (Stretch(10, 0, 0, 10, 3), Stretch(4, 0, 0, 4, 2), []),
        (Stretch(9, 9, 9, 9, 9), Stretch(9, 9, 9, 9, 9), []),  # low, but steady
        (Stretch(9, 9, 45, 9, 0), Stretch(9, 9, 9, 9, 9), ["engagement_fell", "hard_states_rose"]),
        (Stretch(), Stretch(), []),
    ],
)
def test_a_sign_is_a_change_between_two_stretches_with_enough_reports(
    before: Stretch, recent: Stretch, found: list[str]
) -> None:
    assert [sign["sign"] for sign in signs(recent, before)] == found


STORY = [
    (80, 5, "happy"), (60, 4, "calm"), (50, 4, "not_observed"), (29, 5, "mixed"), (27, 1, "sad"), (20, None, "angry"),
    (10, 2, "withdrawn"), (3, 2, "tired"), (90, 1, "sad"),
]  # fmt: skip


def test_sums_over_the_database_are_those_over_single_reports(below: World) -> None:
    place, now = below.indigo, clock.now()
    points = []
    with as_system(below.database, place) as db:
        group = db.find(MentorGroup, place.owls)
        for days, engagement, state in STORY:
            at = now - timedelta(days=days)
            held = db.put(session(group, at, SessionState.HELD))
            of = {"session_id": held.id, "group_id": group.id, "programme_id": place.programme}
            who = {"author_id": place.volunteer.user_id}
            report = db.put(SessionReport(**of, **who, starts_at=at, state=ReportState.SUBMITTED, submitted_at=at))
            line = {"engagement": engagement, "emotional_state": EmotionalState(state), "needs_support": days == 3}
            db.put(ReportedChild(**of, **who, **line, report_id=report.id, child_id=place.mila, at=at, reported_at=at))
            if days < 84:
                points.append({**line, "emotional_state": state, "at": at.isoformat()})
        db.commit()
    with acting(below.database, place.supervisor) as db:
        when = stretches(clock.now())
        found = look(db, TRENDS, **when)
        (mila,) = trends(found)
        # What the world began with: two happy children with a 4, yesterday.
        points += 2 * [
            {"engagement": 4, "emotional_state": "happy", "needs_support": False, "at": now.isoformat()},
        ]
        assert {True: mila.recent, False: mila.before} == of_points(points, when["turns"])
        assert mila.before == Stretch(4, 4, 18, 3, 0, 0)
        assert mila.recent == Stretch(6, 5, 13, 6, 3, 1)
        (one,) = worrying(found)
    assert (one["child_id"], [sign["sign"] for sign in one["findings"]]) == (
        place.mila,
        ["engagement_fell", "hard_states_rose"],
    )
    assert one["findings"][0] == {"sign": "engagement_fell", "before": 4.5, "recent": 2.6}
    assert "note" not in str(one)
    with acting(below.database, place.volunteer2) as db:
        assert look(db, TRENDS, **stretches(clock.now())) == [], "Luka's draft says nothing yet"
