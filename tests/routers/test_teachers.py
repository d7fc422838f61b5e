"""Teachers: people at schools; how to reach them is for those who work with schools."""

from typing import Any

import pytest

from app.models import School
from app.models.school import SchoolKind
from tests.world import World

PHONE = [{"channel": "phone", "value": "+381 18 555 0143"}]


def new(world: World, **more: Any) -> dict[str, Any]:
    return {"school_id": str(world.indigo.school), "given_name": "Зоран", "surname": "Đorđević", **more}


@pytest.mark.parametrize("role", ["coordinator", "mediator"])
def test_those_who_work_with_schools_keep_them(world: World, role: str) -> None:
    person = world.indigo.people[role]
    created = person.post("/v1/teachers", new(world, subjects=["Matematika"], contact_points=PHONE))
    assert (created.status_code, created.json()["contact_points"]) == (201, PHONE)
    changed = person.patch(created.headers["location"], {"subjects": ["Matematika", "Informatika"]})
    assert changed.json()["subjects"] == ["Matematika", "Informatika"]


@pytest.mark.parametrize("role", ["administrator", "supervisor", "educator", "teacher"])
def test_school_roles_see_how_to_reach_them_and_change_nothing(world: World, role: str) -> None:
    created = world.indigo.coordinator.post("/v1/teachers", new(world, contact_points=PHONE))
    path, person = created.headers["location"], world.indigo.people[role]
    assert person.get(path).json()["contact_points"] == PHONE
    assert person.patch(path, {"surname": "Other"}).status_code == 403


@pytest.mark.parametrize("role", ["volunteer", "assistant", "guardian", "dpo"])
def test_other_roles_never_see_teachers(world: World, role: str) -> None:
    person = world.indigo.people[role]
    assert person.get("/v1/teachers").status_code == 403
    assert person.get(f"/v1/teachers/{world.indigo.vesna}").status_code == 403


def test_a_teacher_sees_the_colleagues_of_their_school_only(world: World) -> None:
    with world.as_system(world.indigo) as db:
        elsewhere = str(db.put(School(name="OŠ Čegar", kind=SchoolKind.PRIMARY)).id)
        db.commit()
    there = world.indigo.coordinator.post("/v1/teachers", new(world, school_id=elsewhere))
    assert world.indigo.teacher.get(there.headers["location"]).status_code == 404
    assert [row["given_name"] for row in world.indigo.teacher.get("/v1/teachers").json()["items"]] == ["Vesna"]


def test_one_with_a_class_does_not_change_school(world: World) -> None:
    coordinator = world.indigo.coordinator
    elsewhere = coordinator.post("/v1/schools", {"name": "OŠ Čegar", "kind": "primary"}).json()["id"]
    path = f"/v1/teachers/{world.indigo.vesna}"
    refused = coordinator.patch(path, {"school_id": elsewhere})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/still-referenced")
    coordinator.patch(f"/v1/school-classes/{world.indigo.class_3}", {"teacher_id": None})
    assert coordinator.patch(path, {"school_id": elsewhere}).json()["school_id"] == elsewhere


def test_a_mediator_links_no_login_but_their_own(world: World) -> None:
    refused = world.indigo.mediator.post("/v1/teachers", new(world, user_id=str(world.indigo.teacher.user_id)))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/user_id")
    linked = world.indigo.coordinator.post("/v1/teachers", new(world, user_id=str(world.indigo.teacher.user_id)))
    assert linked.status_code == 201


def test_search_and_filters(world: World) -> None:
    world.indigo.coordinator.post("/v1/teachers", new(world))
    ask = world.indigo.educator.get
    assert [row["given_name"] for row in ask("/v1/teachers?q=djordjevic").json()["items"]] == ["Зоран"]
    assert [row["given_name"] for row in ask("/v1/teachers?q=zoran").json()["items"]] == ["Зоран"]
    assert len(ask(f"/v1/teachers?school_id={world.indigo.school}&sort=given_name").json()["items"]) == 2
    linked = ask(f"/v1/teachers?user_id={world.indigo.teacher.user_id}").json()["items"]
    assert [row["given_name"] for row in linked] == ["Vesna"]
