"""Suggestions break no limit, whatever is known of volunteers, groups and children; points stay within their parts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.child import LanguageLevel
from app.services.volunteers.matching import Candidate, Slot, Span, Wanted, ranked, slot_of

DAY = datetime(2026, 11, 23, tzinfo=UTC)
ids = st.builds(lambda number: UUID(int=number), st.integers(1, 4))
tags = st.sampled_from(["sr", "rom", "ar"])
small = st.integers(0, 9)
slots = st.builds(lambda begins, length: Slot(begins, begins + length), st.integers(0, 9000), st.integers(1, 400))
spans = st.builds(
    lambda hour, length: Span(DAY + timedelta(hours=hour), DAY + timedelta(hours=hour + length)),
    st.integers(0, 30),
    st.integers(1, 4),
)
WANTED = st.builds(
    lambda of_group, id, **more: Wanted(**more, **({"group_id": id} if of_group else {"child_id": id})),
    st.booleans(), ids, languages=st.frozensets(tags), grades=st.frozensets(st.integers(0, 4)),
    children=st.integers(1, 5), room=small, days_waiting=st.integers(0, 400),
    slots=st.lists(slots, max_size=2).map(tuple), sessions=st.lists(spans, max_size=3).map(tuple),
)  # fmt: skip
CANDIDATES = st.lists(
    st.builds(
        Candidate, id=ids, user_id=ids, languages=st.lists(st.tuples(tags, st.sampled_from(LanguageLevel))).map(tuple),
        subjects=st.lists(st.tuples(st.integers(0, 2), st.integers(2, 4)), max_size=2).map(tuple),
        slots=st.lists(slots, max_size=3).map(tuple), max_children=small, load=small, led=st.frozensets(ids),
        booked=st.lists(spans, max_size=3).map(tuple),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)  # fmt: skip


def breaks(wanted: Wanted, one: Candidate) -> bool:
    """Whether a pair breaks a limit, told hour by hour and child by child."""
    hours = [DAY + timedelta(hours=hour) for hour in range(40)]
    there = {hour for hour in hours for span in wanted.sessions if span.begins <= hour < span.ends}
    elsewhere = {hour for hour in hours for span in one.booked if span.begins <= hour < span.ends}
    if wanted.group_id is not None and wanted.group_id in one.led:
        return True
    children = wanted.children + (one.load if wanted.child_id else 0)
    return bool(there & elsewhere) or one.load + wanted.children > one.max_children or children > wanted.room


@settings(max_examples=150, deadline=None)
@given(wanted=WANTED, found=CANDIDATES)
def test_a_suggestion_breaks_no_limit_and_none_is_left_out(wanted: Wanted, found: list[Candidate]) -> None:
    shown: list[dict[str, Any]] = ranked(((wanted, one) for one in found), {})
    assert {pair["volunteer_id"] for pair in shown} == {one.id for one in found if not breaks(wanted, one)}
    assert [pair["score"] for pair in shown] == sorted((pair["score"] for pair in shown), reverse=True)
    for pair in shown:
        assert sum(part["points"] for part in pair["parts"]) == pair["score"] <= 100
        assert all(0 <= part["points"] <= part["most"] for part in pair["parts"])


def test_an_interval_of_an_availability_is_minutes_of_the_week() -> None:
    assert slot_of({"weekday": "tuesday", "begins": "01:30", "ends": "02:00"}) == Slot(1440 + 90, 1440 + 120)
