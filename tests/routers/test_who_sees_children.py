"""What each role is shown of children, and that nothing else shows through."""

from typing import Any

import pytest

from app.core import clock
from tests.households import OTHERS, assign, child, listed, programme, wrong
from tests.world import World

LEAST = {"id", "programme_id", "code", "first_name", "created_at"}


PROFILE = LEAST | {"family_id", "gender", "languages", "grade", "status", "left_reason", "age_band"}


WHOLE = PROFILE | {"surname", "birth_date", "birth_year", "updated_at", "version"}


THIS_YEAR = clock.today().year


def path(world: World, name: str = "mila") -> str:
    return f"/v1/children/{world.indigo.ids[name]}"


def withdraw_sharing(world: World) -> None:
    mother = world.indigo.guardian
    (given,) = listed(mother.get(f"/v1/consents?child_id={world.indigo.mila}&purpose=share_with_school"))
    assert mother.post(f"/v1/consents/{given}/withdraw", {}).status_code == 201


@pytest.mark.parametrize(
    ("role", "status", "members"),
    [
        *((role, 200, WHOLE) for role in ("coordinator", "supervisor", "educator", "mediator", "teacher", "guardian")),
        ("volunteer", 200, PROFILE),
        ("assistant", 200, LEAST),
        ("volunteer2", 404, set()),
        *((role, 403, set()) for role in OTHERS),
    ],
)
def test_what_each_role_is_shown_of_a_child(world: World, role: str, status: int, members: set[str]) -> None:
    person = world.indigo.people[role]
    answer = person.get(path(world))
    assert answer.status_code == status
    if members:
        assert answer.json().keys() == members
        assert set(person.get("/v1/children").json()["items"][0]) == members
        assert answer.headers["etag"] == person.get(path(world)).headers["etag"]


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("coordinator", "mila luka"),
        ("educator", "mila luka"),
        *((role, "mila") for role in ("supervisor", "mediator", "volunteer", "assistant", "teacher", "guardian")),
        ("volunteer2", "luka"),
    ],
)
def test_whom_each_role_reaches(world: World, role: str, reached: str) -> None:
    person = world.indigo.people[role]
    assert listed(person.get("/v1/children?count=true")) == [str(world.indigo.ids[name]) for name in reached.split()]
    for name in ("mila", "luka"):
        assert person.get(path(world, name)).status_code == (200 if name in reached else 404)
    assert person.get(f"/v1/children/{world.red_cross.ada}").status_code == 404
    assert world.red_cross.people[role].get(path(world)).status_code == 404


def test_a_coordinator_of_another_programme_reaches_none(world: World) -> None:
    assign(world, world.indigo.coordinator, programme_id=programme(world, world.indigo))
    assert listed(world.indigo.coordinator.get("/v1/children")) == []
    assert child(world.indigo.coordinator, world.indigo).status_code == 403


def test_a_teachers_reach_ends_with_the_consent_to_share(world: World) -> None:
    assert world.indigo.teacher.get(path(world)).status_code == 200
    withdraw_sharing(world)
    assert world.indigo.teacher.get(path(world)).status_code == 404
    assert listed(world.indigo.teacher.get("/v1/children")) == []
    assert world.indigo.mediator.get(path(world)).status_code == 200


BANDS = {
    "under_6": (0, 5), "from_6_to_7": (6, 7), "from_8_to_9": (8, 9), "from_10_to_11": (10, 11),
    "from_12_to_14": (12, 14), "from_15_to_17": (15, 17), "adult": (18, 30), "unknown": (None,),
}  # fmt: skip


def test_a_volunteer_is_shown_an_age_band(world: World) -> None:
    for band, ages in BANDS.items():
        for age in ages:
            year = None if age is None else THIS_YEAR - age
            changed = world.indigo.coordinator.patch(path(world), {"birth_date": None, "birth_year": year})
            assert changed.json()["age_band"] == band
            assert world.indigo.volunteer.get(path(world)).json()["age_band"] == band


def test_the_tag_of_who_sees_no_surname_does_not_move_with_it(world: World) -> None:
    people = world.indigo.people
    roles = ("volunteer", "assistant", "educator", "guardian")
    before = {role: people[role].get(path(world)).headers["etag"] for role in roles}
    lists = {role: people[role].get("/v1/children").headers["etag"] for role in roles}
    assert people["coordinator"].patch(path(world), {"surname": "Jovanović"}).status_code == 200
    same = {role: people[role].get(path(world)).headers["etag"] == before[role] for role in roles}
    assert same == {"volunteer": True, "assistant": True, "educator": False, "guardian": False}
    assert {role: people[role].get("/v1/children").headers["etag"] == lists[role] for role in roles} == same


HIDDEN = {
    "volunteer": "fields=surname fields=birth_date fields=version fields=no_such sort=surname sort=birth_date"
    " sort=no_such surname=x birth_year=2017 no_such=x",
    "assistant": "fields=surname fields=grade fields=status fields=age_band fields=no_such grade=3 status=waiting"
    " family_id=019a0000-0000-7000-8000-000000000000 no_such=1",
}


@pytest.mark.parametrize("role", HIDDEN)
def test_naming_a_hidden_field_is_refused_like_an_unknown_one(world: World, role: str) -> None:
    for asked in HIDDEN[role].split():
        refused = world.indigo.people[role].get(f"/v1/children?{asked}")
        assert wrong(refused) == (422, f"query/{asked.partition('=')[0]}", "unknown")
    assert world.indigo.coordinator.get("/v1/children?fields=surname,grade&status=waiting&grade=3").status_code == 200


def test_a_surname_is_searched_only_by_who_may_see_it(world: World) -> None:
    mila = [str(world.indigo.mila)]
    for role in ("coordinator", "supervisor", "educator", "mediator", "teacher", "guardian"):
        assert listed(world.indigo.people[role].get("/v1/children?q=петров")) == mila
    for role in ("volunteer", "assistant"):
        person = world.indigo.people[role]
        assert person.get("/v1/children?q=petrov&count=true").json()["count"] == 0
        assert listed(person.get("/v1/children?q=МИЛА")) == listed(person.get("/v1/children?q=c-mil")) == mila


def test_the_filter_by_group_knows_only_groups_in_reach(world: World) -> None:
    assert listed(world.indigo.volunteer.get(f"/v1/children?group_id={world.indigo.foxes}")) == []
    assert listed(world.indigo.mediator.get(f"/v1/children?group_id={world.indigo.owls}")) == [str(world.indigo.mila)]


def test_what_is_included_has_its_own_reach(world: World) -> None:
    def included(role: str, name: str) -> Any:
        return world.indigo.people[role].get(f"{path(world)}?include={name}").json()[name]

    for role in ("coordinator", "supervisor", "educator", "mediator", "volunteer", "teacher", "guardian"):
        assert [row["group_id"] for row in included(role, "group_members")] == [str(world.indigo.owls)]
        assert [row["guardian_id"] for row in included(role, "guardianships")] == [str(world.indigo.jelena)]
    refused = world.indigo.assistant.get(f"{path(world)}?include=guardianships")
    assert wrong(refused) == (422, "query/include", "unknown")
