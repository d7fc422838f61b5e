"""Nobody in two places at once: the sweep finds what comparing every pair finds."""

import random
from datetime import UTC, datetime, timedelta
from time import perf_counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.clashes import Interval, clashes, overlaps

EIGHT = datetime(2026, 9, 2, 8, tzinfo=UTC)


def interval(key: str, start: int, minutes: int, session: int) -> Interval:
    begins = EIGHT + timedelta(minutes=start)
    return Interval(key, begins, begins + timedelta(minutes=minutes), session)


def every_pair(planned: list[Interval], existing: list[Interval]) -> list[tuple[Interval, Interval]]:
    return [
        (a, b)
        for a in planned
        for b in existing
        if a.key == b.key and a.session != b.session and a.start < b.end and b.start < a.end
    ]


def counted(pairs: list[tuple[Interval, Interval]]) -> list[str]:
    return sorted(map(repr, pairs))


def test_one_may_begin_when_the_other_ends() -> None:
    hour = timedelta(hours=1)
    assert not overlaps(EIGHT, EIGHT + hour, EIGHT + hour, EIGHT + 2 * hour)
    assert not overlaps(EIGHT + hour, EIGHT + 2 * hour, EIGHT, EIGHT + hour)
    assert overlaps(EIGHT, EIGHT + hour, EIGHT + hour - timedelta(seconds=1), EIGHT + 2 * hour)
    assert overlaps(EIGHT, EIGHT + 3 * hour, EIGHT + hour, EIGHT + 2 * hour)


def test_a_moved_session_does_not_clash_with_itself_nor_with_other_people() -> None:
    moved = interval("mentor", 30, 60, session=1)
    other = interval("mentor", 60, 60, session=2)
    assert clashes([moved], [interval("mentor", 0, 60, 1), interval("child", 0, 60, 3), other]) == [(moved, other)]


# On a coarse grid, so that equal starts, meeting ends and lengths of nothing come often.
INTERVALS = st.lists(
    st.builds(
        lambda key, start, length, session: interval(key, start * 15, length * 15, session),
        st.sampled_from("ab"),
        st.integers(0, 12),
        st.integers(-1, 6),
        st.integers(1, 30),
    ),
    max_size=25,
)


@settings(max_examples=300, database=None, deadline=None)
@given(INTERVALS, INTERVALS)
@example([interval("a", 0, 0, 1)], [interval("a", 0, 60, 2)])
def test_the_sweep_finds_each_pair_once_even_where_lengths_are_none_or_less(
    planned: list[Interval], existing: list[Interval]
) -> None:
    assert counted(clashes(planned, existing)) == counted(every_pair(planned, existing))


def test_the_sweep_misses_nothing_on_random_calendars() -> None:
    chance = random.Random(2026)
    found = 0
    for _ in range(1000):
        planned, existing = (
            [interval(chance.choice("abcd"), chance.randrange(900), chance.choice([45, 60, 90, 180]), n) for n in many]
            for many in (range(chance.randrange(1, 15)), range(100, 100 + chance.randrange(1, 15)))
        )
        pairs = clashes(planned, existing)
        assert counted(pairs) == counted(every_pair(planned, existing))
        found += len(pairs)
    assert found > 1000


def test_a_crowded_year_is_swept_in_well_under_a_second() -> None:
    """45,000 meetings of 100 people; comparing every pair would be a billion comparisons for one of them alone."""
    year = [interval(f"person {n % 100}", n // 100 * 600, 90, n) for n in range(45_000)]
    planned = [interval(f"person {n % 100}", n // 100 * 600 + 60, 60, -n - 1) for n in range(1_000)]
    began = perf_counter()
    assert len(clashes(planned, year)) == 1_000
    assert perf_counter() - began < 1
