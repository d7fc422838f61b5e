"""Attendance in numbers: sums that move with the marks, for those who reach the groups."""

from typing import Any

import pytest

from app.core import clock
from app.models import SignIn
from tests.world import World


def put(person: Any, session: Any, child: Any, status: str, minutes: int | None = None) -> None:
    marks = [{"child_id": str(child), "status": status, "minutes": minutes}]
    assert person.post(f"/v1/sessions/{session}/attendance", {"marks": marks}).status_code == 200


def filled(world: World) -> None:
    place = world.indigo
    put(place.coordinator, place.owls_held, place.mila, "present", 170)
    put(place.coordinator, place.foxes_held, place.luka, "absent")


def numbers(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[name] for name in ("present", "late", "left_early", "absent", "minutes"))


def test_a_mark_counts_once_and_a_correction_moves_it(world: World) -> None:
    place = world.indigo
    for status, minutes, expected in (
        ("present", 170, (1, 0, 0, 0, 170)),
        ("late", 100, (0, 1, 0, 0, 100)),
        ("late", 100, (0, 1, 0, 0, 100)),
        ("absent", None, (0, 0, 0, 1, 0)),
        ("left_early", 30, (0, 0, 1, 0, 30)),
    ):
        put(place.volunteer, place.owls_held, place.mila, status, minutes)
        (row,) = place.volunteer.get("/v1/attendance-summaries").json()["items"]
        assert numbers(row) == expected
    assert (row["grade"], row["group_id"], row["programme_id"]) == (3, str(place.owls), str(place.programme))


@pytest.mark.parametrize(
    ("person", "groups"),
    [("coordinator", {"owls", "foxes"}), ("educator", {"owls", "foxes"}), ("supervisor", {"owls"}),
     ("volunteer", {"owls"}), ("volunteer2", {"foxes"}), ("mediator", {"owls"})],
)  # fmt: skip
def test_each_role_sees_the_sums_of_its_groups(world: World, person: str, groups: set[str]) -> None:
    place = world.indigo
    filled(world)
    rows = place.people[person].get("/v1/attendance-summaries?sort=-id").json()["items"]
    assert {row["group_id"] for row in rows} == {str(place.ids[name]) for name in groups}
    (total,) = place.people[person].get("/v1/attendance-summaries/totals").json()["items"]
    assert (total["present"], total["absent"]) == (int("owls" in groups), int("foxes" in groups))


@pytest.mark.parametrize("person", ["assistant", "teacher", "guardian", "administrator"])
def test_others_see_no_sums(world: World, person: str) -> None:
    for path in ("", "/totals"):
        assert world.indigo.people[person].get(f"/v1/attendance-summaries{path}").status_code == 403


def test_sums_are_asked_by_programme_group_month_and_grade(world: World) -> None:
    place = world.indigo
    filled(world)
    month = place.coordinator.get("/v1/attendance-summaries").json()["items"][0]["month"]
    for asked, count in (
        (f"programme_id={place.programme}", 2),
        (f"group_id={place.owls}", 1),
        (f"group_id={place.owls},{place.foxes}", 2),
        ("grade=3", 2),
        ("grade=1,2", 0),
        (f"month_from={month}", 2),
        (f"month_to={month}", 0),
    ):
        assert len(place.coordinator.get(f"/v1/attendance-summaries?{asked}").json()["items"]) == count, asked
    for asked, count in (
        (f"programme_id={place.programme}", 1),
        (f"programme_id={place.owls}", 0),
        (f"month_to={month}", 0),
    ):
        assert len(place.coordinator.get(f"/v1/attendance-summaries/totals?{asked}").json()["items"]) == count, asked


def test_totals_fold_the_groups(world: World) -> None:
    filled(world)
    (total,) = world.indigo.coordinator.get("/v1/attendance-summaries/totals").json()["items"]
    assert (total["grade"], *numbers(total)) == (3, 1, 0, 0, 1, 170)


@pytest.mark.parametrize("query", ["grade=99999999999999999999", "month_from=2026-13-01", "x=1", "programme_id=1"])
def test_what_cannot_be_asked_is_refused(world: World, query: str) -> None:
    assert world.indigo.coordinator.get(f"/v1/attendance-summaries?{query}").status_code == 422
    if not query.startswith("grade"):
        assert world.indigo.coordinator.get(f"/v1/attendance-summaries/totals?{query}").status_code == 422


def test_a_sign_in_that_ended_is_refused(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(SignIn, place.volunteer.sign_in_id).ended_at = clock.now()
        db.commit()
    for path in ("", "/totals"):
        assert place.volunteer.get(f"/v1/attendance-summaries{path}").status_code == 401
