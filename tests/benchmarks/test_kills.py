"""The judge of kills can find someone guilty: a row that is lost, one that is doubled, a feed with a gap."""

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import sqlalchemy as sa

from app.auth.trail import change, tally
from app.core import clock
from benchmarks.surviving import SITES, Sent, Trace, feed_breaks, judge, owed

MARK, CHILD, ORGANISATION = "mark", "child", uuid4()
SHEET = "/v1/sessions/one/attendance"


def site(name: str, id: str) -> Sent:
    return Sent(SITES, {"name": name, "kind": "other"}, name, orjson.dumps({"id": id, "name": name}))


def sheet(version: int, minutes: int) -> Sent:
    told = {"items": [{"id": MARK, "child_id": CHILD, "version": version}]}
    return Sent(SHEET, {"marks": [{"child_id": CHILD, "minutes": minutes}]}, f"{version}", orjson.dumps(told))


SENT = [site("a", "1"), sheet(2, 601), site("b", "2"), sheet(3, 602)]
KEPT: list[Trace] = [
    ("a", "1"),
    ("b", "2"),
    (MARK, "version 2"),
    (MARK, "version 3"),
    (MARK, "version 3", "602 minutes"),
]


def test_what_is_there_once_is_neither_lost_nor_doubled() -> None:
    assert judge(owed(SENT), KEPT) == ([], [])


@pytest.mark.parametrize("trace", KEPT)
def test_what_is_not_there_is_lost(trace: Trace) -> None:
    assert judge(owed(SENT), [one for one in KEPT if one != trace]) == ([trace], [])


@pytest.mark.parametrize("trace", [*KEPT, ("a", "3"), (MARK, "version 4")])
def test_what_is_there_once_more_is_doubled(trace: Trace) -> None:
    assert judge(owed(SENT), [*KEPT, trace]) == ([], [trace])


def test_a_version_that_two_answers_tell_of_was_lost_in_between() -> None:
    assert judge(owed([*SENT, sheet(3, 602)]), KEPT).lost == [(MARK, "version 3")]


def test_a_mark_that_does_not_say_what_its_last_sheet_said_is_lost() -> None:
    lost, doubled = judge(owed(SENT), [*KEPT[:-1], (MARK, "version 3", "601 minutes")])
    assert (lost, doubled) == ([KEPT[-1]], [(MARK, "version 3", "601 minutes")])


@pytest.mark.parametrize(
    ("numbers", "last", "broken"),
    [
        ([1, 2, 3], 3, []),
        ([1, 3], 3, ["feed: number 2 is missing"]),
        ([1, 2], 3, ["feed: number 3 is missing"]),
        ([1, 2, 3], 2, ["feed: number 3 is one too many"]),
        ([1], None, [f"feed: {ORGANISATION} has no counter"]),
    ],
)
def test_a_feed_that_is_not_whole_is_noticed(numbers: list[int], last: int | None, broken: list[str]) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        tally.create(connection)
        change.create(connection)
        if last is not None:
            connection.execute(sa.insert(tally).values(organisation_id=ORGANISATION, feed=last, audit=0, head=""))
        connection.execute(sa.insert(change), [entry(number) for number in numbers])
        assert feed_breaks(connection) == broken
    engine.dispose()


def entry(number: int) -> dict[str, Any]:
    row = {"type": "sites", "row_id": UUID(int=number), "op": "upsert", "version": 1, "at": clock.now()}
    return {"organisation_id": ORGANISATION, "seq": number, **row}
