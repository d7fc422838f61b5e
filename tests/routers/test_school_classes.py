"""School classes: of one school and year, with a teacher of that school."""

from typing import Any

import pytest

from tests.world import World


def new(world: World, **more: Any) -> dict[str, Any]:
    return {"school_id": str(world.indigo.school), "school_year": "2026/2027", "grade": 4, "label": "IV-2", **more}


def other_school(world: World) -> str:
    created = world.indigo.coordinator.post("/v1/schools", {"name": "OŠ Čegar", "kind": "primary"})
    return str(created.json()["id"])


def test_a_coordinator_adds_one_and_names_its_teacher_later(world: World) -> None:
    created = world.indigo.coordinator.post("/v1/school-classes", new(world))
    assert (created.status_code, created.json()["teacher_id"]) == (201, None)
    path = created.headers["location"]
    changed = world.indigo.coordinator.patch(path, {"teacher_id": str(world.indigo.vesna), "label": "IV-3"})
    assert (changed.json()["teacher_id"], changed.json()["label"]) == (str(world.indigo.vesna), "IV-3")


def test_two_classes_of_a_school_and_year_do_not_share_a_label(world: World) -> None:
    world.indigo.coordinator.post("/v1/school-classes", new(world))
    refused = world.indigo.coordinator.post("/v1/school-classes", new(world))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert world.indigo.coordinator.post("/v1/school-classes", new(world, school_year="2027/2028")).status_code == 201


def test_the_teacher_of_another_school_is_refused(world: World) -> None:
    coordinator, vesna = world.indigo.coordinator, str(world.indigo.vesna)
    elsewhere = new(world, school_id=other_school(world))
    refused = coordinator.post("/v1/school-classes", {**elsewhere, "teacher_id": vesna})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/teacher_id")
    created = coordinator.post("/v1/school-classes", elsewhere)
    assert coordinator.patch(created.headers["location"], {"teacher_id": vesna}).status_code == 422


def test_a_school_of_another_organisation_is_not_found(world: World) -> None:
    refused = world.indigo.coordinator.post("/v1/school-classes", new(world, school_id=str(world.red_cross.school)))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/reference-not-found")
    assert refused.json()["errors"][0]["pointer"] == "/school_id"


def test_school_and_year_of_a_class_stay(world: World) -> None:
    path = f"/v1/school-classes/{world.indigo.class_3}"
    refused = world.indigo.coordinator.patch(path, {"school_year": "2027/2028"})
    assert refused.json()["errors"][0]["code"] == "unknown"


def test_a_teacher_sees_the_classes_of_their_school_only(world: World) -> None:
    world.indigo.coordinator.post("/v1/school-classes", new(world, school_id=other_school(world)))
    assert len(world.indigo.coordinator.get("/v1/school-classes").json()["items"]) == 2
    seen = world.indigo.teacher.get("/v1/school-classes").json()["items"]
    assert [row["id"] for row in seen] == [str(world.indigo.class_3)]


@pytest.mark.parametrize("role", ["volunteer", "assistant", "guardian", "dpo"])
def test_roles_outside_schools_never_see_classes(world: World, role: str) -> None:
    assert world.indigo.people[role].get("/v1/school-classes").status_code == 403


@pytest.mark.parametrize("role", ["administrator", "mediator", "educator", "teacher"])
def test_only_coordinators_add_them(world: World, role: str) -> None:
    assert world.indigo.people[role].post("/v1/school-classes", new(world)).status_code == 403


def test_filters(world: World) -> None:
    world.indigo.coordinator.post("/v1/school-classes", new(world))
    ask = world.indigo.educator.get
    assert [row["label"] for row in ask("/v1/school-classes?grade=4,5").json()["items"]] == ["IV-2"]
    taught = ask(f"/v1/school-classes?teacher_id={world.indigo.vesna}&school_id={world.indigo.school}")
    assert [row["label"] for row in taught.json()["items"]] == ["III-1"]
    assert ask("/v1/school-classes?school_year=2020/2021").json()["items"] == []
    assert ask("/v1/school-classes?grade=14").status_code == 422
