"""Children over HTTP: taking in, finding, changing, moving, and what each role is shown."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import Child, GroupMember, MentorGroup
from tests.households import OTHERS, child, family, guardian, listed, programme, wrong
from tests.world import World

THIS_YEAR = clock.today().year


def path(world: World, name: str = "mila") -> str:
    return f"/v1/children/{world.indigo.ids[name]}"


def test_a_child_without_a_code_is_given_one(world: World) -> None:
    made = child(world.indigo.coordinator, world.indigo)
    assert made.status_code == 201
    assert re.fullmatch(r"C-\d{5}", made.json()["code"])
    assert world.indigo.coordinator.get(made.headers["location"]).json() == made.json()


def test_codes_given_at_once_differ(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.families.taking_part.secrets.randbelow", lambda _: 1)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: child(world.indigo.coordinator, world.indigo), range(8)))
    assert {answer.status_code for answer in made} == {201}
    assert {answer.json()["code"] for answer in made} == {f"C-{1:0{digits}}" for digits in range(5, 13)}


def test_a_code_that_is_drawn_twice_is_drawn_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 123])
    monkeypatch.setattr("app.services.families.taking_part.secrets.randbelow", lambda _: next(drawn))
    codes = [child(world.indigo.coordinator, world.indigo).json()["code"] for _ in range(2)]
    assert codes == ["C-00007", "C-000123"]


def test_a_code_is_one_childs_in_the_organisation(world: World) -> None:
    taken = child(world.indigo.mediator, world.indigo, family_id=str(world.indigo.petrovic), code="C-LUKA")
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/conflict")
    assert world.indigo.coordinator.patch(path(world), {"code": "C-LUKA"}).status_code == 409
    assert child(world.red_cross.coordinator, world.red_cross, code="C-LUKA").status_code == 201


@pytest.mark.parametrize("own", [{}, {"code": None}, {"code": "C-9"}, {"birth_date": "2016-02-03", "code": None}])
def test_the_same_id_and_content_again_gives_the_child_again(world: World, own: dict[str, Any]) -> None:
    own = {"id": str(uuid7()), **own}
    first, again = (child(world.indigo.coordinator, world.indigo, **own) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (201, 200, again.content)


def test_the_birth_year_follows_from_the_birth_date(world: World) -> None:
    coordinator = world.indigo.coordinator
    made = child(coordinator, world.indigo, birth_date="2016-02-03").json()
    assert made["birth_year"] == 2016
    mine = f"/v1/children/{made['id']}"
    moved = coordinator.patch(mine, {"birth_date": "2015-12-31"}).json()
    assert (moved["birth_year"], moved["version"]) == (2015, made["version"] + 1)
    assert coordinator.patch(mine, {"birth_date": None}).json()["birth_year"] == 2015
    assert coordinator.patch(mine, {"birth_year": 2014}).json()["birth_year"] == 2014
    assert coordinator.patch(mine, {"birth_year": None}).json()["birth_year"] is None
    assert child(coordinator, world.indigo, birth_date="2016-02-03", birth_year=2016).status_code == 201


IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"birth_date": "2016-02-03", "birth_year": 2015}, "/birth_year", "not_allowed"),
    ({"birth_date": f"{THIS_YEAR + 1}-01-01"}, "/birth_date", "out_of_range"),
    ({"birth_date": "1989-12-31"}, "/birth_date", "out_of_range"),
    ({"birth_date": "0001-01-01"}, "/birth_date", "out_of_range"),
    ({"birth_year": THIS_YEAR + 1}, "/birth_year", "out_of_range"),
    ({"birth_year": 1989}, "/birth_year", "out_of_range"),
    ({"birth_date": "2016-02-30"}, "/birth_date", "wrong_format"),
]


def test_a_birth_that_cannot_be_is_refused(world: World) -> None:
    coordinator = world.indigo.coordinator
    for born, pointer, code in IMPOSSIBLE:
        assert wrong(child(coordinator, world.indigo, **born)) == (422, pointer, code)
        assert wrong(coordinator.patch(path(world), {"birth_date": None, **born})) == (422, pointer, code)


def test_a_year_that_contradicts_the_known_date_is_refused(world: World) -> None:
    assert wrong(world.indigo.coordinator.patch(path(world), {"birth_year": 2016}))[1] == "/birth_year"


def test_a_child_is_of_its_familys_programme(world: World) -> None:
    coordinator, bor = world.indigo.coordinator, programme(world, world.indigo)
    refused = child(coordinator, world.indigo, family_id=str(world.indigo.petrovic), programme_id=str(bor))
    assert wrong(refused) == (422, "/family_id", "not_allowed")
    away = family(coordinator, world.indigo, programme_id=str(bor)).json()["id"]
    assert wrong(coordinator.patch(path(world), {"family_id": away})) == (422, "/family_id", "not_allowed")
    assert wrong(coordinator.patch(path(world), {"programme_id": str(bor)})) == (422, "/programme_id", "unknown")


def test_a_mediator_takes_in_children_of_the_caseload_only(world: World) -> None:
    mediator = world.indigo.mediator
    assert child(mediator, world.indigo, family_id=str(world.indigo.petrovic)).status_code == 201
    assert wrong(child(mediator, world.indigo)) == (422, "/family_id", "missing")
    refused = child(mediator, world.indigo, family_id=str(world.indigo.jovic))
    assert wrong(refused) == (422, "/family_id", "not_found")
    assert mediator.patch(path(world), {"family_id": None}).status_code == 403
    assert wrong(mediator.patch(path(world), {"family_id": str(world.indigo.jovic)}))[1] == "/family_id"


def test_in_another_family_a_child_is_linked_to_its_guardians_too(world: World) -> None:
    coordinator = world.indigo.coordinator
    ana = guardian(coordinator, world.indigo.jovic).json()["id"]
    hidden = guardian(coordinator, world.indigo.jovic, safety_excluded=True).json()["id"]
    assert coordinator.patch(path(world), {"family_id": str(world.indigo.jovic)}).status_code == 200
    links = coordinator.get(f"/v1/guardianships?child_id={world.indigo.mila}").json()["items"]
    verified = {link["guardian_id"]: link["verified_at"] is not None for link in links}
    assert verified == {str(world.indigo.jelena): True, ana: False}
    assert hidden not in verified
    assert coordinator.patch(path(world), {"family_id": str(world.indigo.petrovic)}).status_code == 200
    assert len(listed(coordinator.get(f"/v1/guardianships?child_id={world.indigo.mila}"))) == 2


@pytest.mark.parametrize("closed", [{"surname": "X"}, {"birth_date": None}, {"family_id": None}, {"birth_year": 2016}])
def test_an_educator_writes_what_is_needed_for_learning_only(world: World, closed: dict[str, Any]) -> None:
    educator = world.indigo.educator
    assert educator.patch(path(world), {"grade": 4, "languages": [{"tag": "rom"}]}).json()["grade"] == 4
    (name,) = closed
    assert wrong(educator.patch(path(world), closed)) == (422, f"/{name}", "unknown")


@pytest.mark.parametrize("role", ["supervisor", "volunteer", "assistant", "teacher", "guardian", *OTHERS])
def test_those_who_only_read_change_nothing(world: World, role: str) -> None:
    person = world.indigo.people[role]
    assert person.patch(path(world), {"grade": 4}).status_code == 403
    assert child(person, world.indigo).status_code == 403
    assert person.post(f"{path(world)}/pause").status_code == 403


def test_filters_and_sorts(world: World) -> None:
    coordinator, mila, luka = world.indigo.coordinator, str(world.indigo.mila), str(world.indigo.luka)
    assert coordinator.patch(path(world, "luka"), {"grade": 2}).status_code == 200

    def found(query: str) -> list[Any]:
        return listed(coordinator.get(f"/v1/children?{query}"))

    assert found("grade=2,7") == found(f"family_id={world.indigo.jovic}") == [luka]
    assert found(f"group_id={world.indigo.owls}") == found("q=mila") == [mila]
    assert found(f"group_id={world.indigo.owls},{world.indigo.foxes}") == [mila, luka]
    assert found(f"programme_id={world.indigo.programme}") == found("status=waiting") == [mila, luka]
    assert found("sort=code") == found("sort=first_name") == [luka, mila]
    assert found("status=active") == found(f"group_id={uuid7()}") == []
    first = coordinator.get("/v1/children?limit=1&sort=code").json()
    assert listed(coordinator.get(f"/v1/children?limit=1&sort=code&cursor={first['next_cursor']}")) == [mila]


def test_the_moves_of_a_child_and_who_is_told_why(world: World) -> None:
    mediator = world.indigo.mediator
    assert mediator.post(f"{path(world)}/activate").json()["status"] == "active"
    assert mediator.post(f"{path(world)}/pause").json()["status"] == "paused"
    refused = mediator.post(f"{path(world)}/complete")
    assert (refused.status_code, sorted(refused.json()["allowed"])) == (409, ["activate", "leave"])

    def moves(role: str) -> Any:
        return world.indigo.people[role].get(f"{path(world)}?include=transitions").json()["transitions"]

    assert [move["move"] for move in moves("coordinator")] == ["activate", "pause"]
    assert moves("educator")[0].keys() - moves("volunteer")[0].keys() == {"reason"}
    assert moves("assistant") == []


def test_a_child_that_leaves_says_why_and_gives_its_place_free(world: World) -> None:
    coordinator, owls = world.indigo.coordinator, world.indigo.owls
    assert wrong(coordinator.post(f"{path(world)}/leave", {})) == (422, "/left_reason", "missing")
    left = coordinator.post(f"{path(world)}/leave", {"left_reason": "moved_away", "reason": "To Bor"}).json()
    assert (left["status"], left["left_reason"]) == ("left", "moved_away")
    with world.as_system(world.indigo) as db:
        assert db.find(MentorGroup, owls).active_members == 0
        assert db.find(GroupMember, world.indigo.owls_member).state == "left"
    assert world.indigo.volunteer.get(path(world)).status_code == 404
    assert world.indigo.mediator.post(f"{path(world)}/activate").json()["left_reason"] is None
    again = coordinator.post(f"/v1/mentor-groups/{owls}/members", {"child_id": str(world.indigo.mila)})
    assert again.status_code == 201
    assert coordinator.post(f"{path(world)}/complete").json()["status"] == "completed"
    assert coordinator.get(f"/v1/mentor-groups/{owls}").json()["active_members"] == 0


def test_of_leaving_and_being_placed_at_once_neither_leaves_a_lost_place(world: World) -> None:
    coordinator, foxes = world.indigo.coordinator, world.indigo.foxes

    def act(number: int) -> int:
        if number % 2:
            return int(coordinator.post(f"{path(world)}/leave", {"left_reason": "other"}).status_code)
        body = {"child_id": str(world.indigo.mila)}
        return int(coordinator.post(f"/v1/mentor-groups/{foxes}/members", body).status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(act, range(8)))
    assert set(statuses) <= {200, 201, 409}
    with world.as_system(world.indigo) as db:
        status = db.find(Child, world.indigo.mila).status
    placed = [row["state"] for row in coordinator.get(f"{path(world)}?include=group_members").json()["group_members"]]
    assert status == "left"
    assert set(placed) == {"left"}


def test_what_the_server_works_out_is_not_written(world: World) -> None:
    for closed in ({"status": "left"}, {"left_reason": "other"}, {"age_band": "adult"}, {"search_key": "x"}):
        (name,) = closed
        assert wrong(world.indigo.coordinator.patch(path(world), closed)) == (422, f"/{name}", "unknown")
