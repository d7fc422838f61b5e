"""School enrolments: one school at a time, classes that fit, and the grade that follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import Child
from tests.world import World

TODAY = clock.now().date()


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def new(world: World, child: str = "luka", **more: Any) -> dict[str, Any]:
    body = {"child_id": str(world.indigo.ids[child]), "school_id": str(world.indigo.school), "grade": 4}
    return {**body, "school_year": "2026/2027", "from_on": day(-10), **more}


def enrol(world: World, child: str = "luka", **more: Any) -> Any:
    return world.indigo.coordinator.post("/v1/school-enrolments", new(world, child, **more))


def grade(world: World, child: str) -> int | None:
    with world.as_system(world.indigo) as db:
        return db.find(Child, world.indigo.ids[child]).grade


def path_of_mila(world: World) -> str:
    return f"/v1/school-enrolments/{world.indigo.enrolment}"


def test_an_enrolment_that_holds_today_sets_the_childs_grade(world: World) -> None:
    assert grade(world, "luka") == 3
    assert enrol(world).status_code == 201
    assert grade(world, "luka") == 4


@pytest.mark.parametrize("days", [{"from_on": day(1)}, {"from_on": day(-10), "to_on": day(0)}])
def test_one_that_has_not_begun_or_has_ended_does_not(world: World, days: dict[str, str]) -> None:
    assert enrol(world, **days).status_code == 201
    assert grade(world, "luka") == 3


def test_the_mediator_enrols_the_children_of_the_caseload_only(world: World) -> None:
    mediator = world.indigo.mediator
    assert mediator.patch(path_of_mila(world), {"to_on": day(-1), "outcome": "transferred"}).status_code == 200
    assert mediator.post("/v1/school-enrolments", new(world, "mila", from_on=day(-1))).status_code == 201
    assert grade(world, "mila") == 4
    refused = mediator.post("/v1/school-enrolments", new(world, "luka"))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/child_id")


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ({"from_on": day(-10)}, 409),
        ({"from_on": day(100)}, 409),
        ({"from_on": day(-90), "to_on": day(-29)}, 409),
        ({"from_on": day(-90), "to_on": day(-30)}, 201),
    ],
)
def test_a_child_goes_to_one_school_at_a_time(world: World, days: dict[str, str], status: int) -> None:
    answer = enrol(world, "mila", **days)
    assert answer.status_code == status
    if status == 409:
        told = answer.json()
        assert (told["type"], told["enrolment_id"]) == (
            "/problems/overlapping-enrolment",
            str(world.indigo.enrolment),
        )


def test_moving_the_end_cannot_make_an_overlap_either(world: World) -> None:
    coordinator = world.indigo.coordinator
    assert coordinator.patch(path_of_mila(world), {"to_on": day(-5)}).status_code == 200
    assert enrol(world, "mila", from_on=day(-5)).status_code == 201
    assert coordinator.patch(path_of_mila(world), {"to_on": day(-4)}).status_code == 409
    assert coordinator.patch(path_of_mila(world), {"to_on": None}).status_code == 409
    assert coordinator.get(path_of_mila(world)).json()["to_on"] == day(-5)


def test_of_many_at_once_one_is_taken(world: World) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: enrol(world, grade=3).json().get("type"), range(6)))
    assert sorted(map(str, answers)) == ["/problems/overlapping-enrolment"] * 5 + ["None"]


def test_the_class_must_be_of_that_school_and_year(world: World) -> None:
    coordinator, klass = world.indigo.coordinator, str(world.indigo.class_3)
    year = coordinator.get(f"/v1/school-classes/{klass}").json()["school_year"]
    elsewhere = coordinator.post("/v1/schools", {"name": "OŠ Čegar", "kind": "primary"}).json()["id"]
    for wrong in ({"school_id": elsewhere, "school_year": year}, {"school_year": "2019/2020"}):
        refused = enrol(world, class_id=klass, **wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/class_id")
    assert enrol(world, class_id=klass, school_year=year).status_code == 201


def test_a_patch_with_a_strange_class_is_refused(world: World) -> None:
    body = {"school_id": str(world.indigo.school), "school_year": "2019/2020", "grade": 1, "label": "I-1"}
    old = world.indigo.coordinator.post("/v1/school-classes", body).json()["id"]
    assert world.indigo.coordinator.patch(path_of_mila(world), {"class_id": old}).status_code == 422
    assert world.indigo.coordinator.patch(path_of_mila(world), {"class_id": None}).json()["class_id"] is None


def test_it_cannot_end_before_it_begins(world: World) -> None:
    refused = enrol(world, to_on=day(-11))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to_on")
    assert world.indigo.coordinator.patch(path_of_mila(world), {"to_on": "2001-01-01"}).status_code == 422


def test_ending_says_how_and_leaves_the_grade(world: World) -> None:
    ended = world.indigo.coordinator.patch(path_of_mila(world), {"to_on": day(0), "outcome": "dropped_out"})
    assert (ended.json()["to_on"], ended.json()["outcome"]) == (day(0), "dropped_out")
    assert grade(world, "mila") == 3


def test_child_school_and_beginning_stay(world: World) -> None:
    for change in ({"child_id": str(world.indigo.luka)}, {"from_on": date(2020, 1, 1).isoformat()}, {"grade": 5}):
        refused = world.indigo.coordinator.patch(path_of_mila(world), change)
        assert refused.json()["errors"][0]["code"] == "unknown"


def test_the_same_id_and_content_again_gives_the_row_again(world: World) -> None:
    body = new(world, id=str(uuid7()))
    answers = [world.indigo.coordinator.post("/v1/school-enrolments", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].content == answers[1].content


def test_who_reads_them_is_who_reaches_the_child(world: World) -> None:
    path, luka = path_of_mila(world), enrol(world).headers["location"]
    for role in ("coordinator", "supervisor", "educator", "mediator", "teacher", "guardian"):
        assert world.indigo.people[role].get(path).status_code == 200
    for role in ("supervisor", "mediator", "teacher", "guardian"):
        assert world.indigo.people[role].get(luka).status_code == 404
    for role in ("administrator", "dpo", "volunteer", "assistant"):
        assert world.indigo.people[role].get(path).status_code == 403
    assert world.red_cross.coordinator.get(path).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "educator", "teacher", "guardian"])
def test_those_who_only_read_change_nothing(world: World, role: str) -> None:
    person = world.indigo.people[role]
    assert person.post("/v1/school-enrolments", new(world, "mila")).status_code == 403
    assert person.patch(path_of_mila(world), {"to_on": day(0)}).status_code == 403


def test_filters(world: World) -> None:
    enrol(world, to_on=day(-2), outcome="left")
    ask = world.indigo.coordinator.get

    def children(query: str) -> list[str]:
        return [row["child_id"] for row in ask(f"/v1/school-enrolments?{query}").json()["items"]]

    mila, luka = str(world.indigo.mila), str(world.indigo.luka)
    assert children(f"child_id={luka}") == [luka]
    assert children(f"class_id={world.indigo.class_3}") == [mila]
    assert children(f"school_id={world.indigo.school}") == [mila, luka]
    assert children("ended=true") == children("outcome=left,promoted") == [luka]
    assert children("ended=false") == [mila]
    assert children("school_year=2001/2002") == []
