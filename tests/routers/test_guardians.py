"""Guardians and their links to children over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models.membership import Role
from tests.households import (
    OTHERS,
    assign,
    end_membership,
    exclude,
    guardian,
    listed,
    login,
    programme,
    wrong,
)
from tests.world import World

SHOWN = {
    "id", "family_id", "user_id", "given_name", "surname", "gender", "relation", "contact_points", "languages",
    "literacy_support", "contactable", "lives_with_child", "created_at",
}  # fmt: skip


WHOLE = SHOWN | {"safety_excluded", "safety_note", "updated_at", "version"}


def path(world: World) -> str:
    return f"/v1/guardians/{world.indigo.jelena}"


@pytest.mark.parametrize(
    ("role", "status", "members"),
    [
        ("coordinator", 200, WHOLE),
        ("supervisor", 200, WHOLE),
        *((role, 200, SHOWN) for role in ("educator", "mediator", "volunteer", "teacher", "guardian")),
        *((role, 403, set()) for role in ("assistant", *OTHERS)),
        ("volunteer2", 404, set()),
    ],
)
def test_what_each_role_is_shown_of_a_guardian(world: World, role: str, status: int, members: set[str]) -> None:
    person = world.indigo.people[role]
    answer = person.get(path(world))
    assert answer.status_code == status
    if members:
        assert answer.json().keys() == members
        assert listed(person.get("/v1/guardians")) == [str(world.indigo.jelena)]


def test_a_guardian_is_out_of_reach_with_the_child(world: World) -> None:
    assert world.red_cross.coordinator.get(path(world)).status_code == 404
    assert world.indigo.guardian.post(f"/v1/consents/{share(world)}/withdraw", {}).status_code == 201
    assert world.indigo.teacher.get(path(world)).status_code == 404
    member = f"/v1/group-members/{world.indigo.owls_member}/leave"
    assert world.indigo.coordinator.post(member, {"reason": "Has enough"}).status_code == 200
    for role in ("volunteer", "supervisor", "educator"):
        assert world.indigo.people[role].get(path(world)).status_code == 404
    assign(world, world.indigo.coordinator, programme_id=programme(world, world.indigo))
    assert world.indigo.coordinator.get(path(world)).status_code == 404


def share(world: World) -> str:
    """The id of the consent to sharing Mila's data with the school."""
    found = world.indigo.dpo.get(f"/v1/consents?child_id={world.indigo.mila}&purpose=share_with_school")
    return str(listed(found)[-1])


SPELLINGS = [
    ("phone", "060 123 45 67", "+381601234567"),
    ("sms", "٠٦٠ ١٢٣ ٤٥ ٦٧", "+381601234567"),
    ("phone", "+358 40 123 4567", "+358401234567"),
    ("phone", "018 123 456 ext. 5", "+38118123456;ext=5"),
    ("viber", "0601234567", "+381601234567"),
    ("whatsapp", "+381 60 1234567", "+381601234567"),
    ("viber", "jelena.p", "jelena.p"),
    ("messenger", "060 123 45 67", "060 123 45 67"),
    ("e_mail", "Jelena@Primer.EXAMPLE", "Jelena@primer.example"),
    ("phone", "12", None),
    ("sms", "call the neighbour", None),
    ("phone", "0601234567890123", None),
    ("e_mail", "jelena at primer", None),
]


def test_contact_points_are_kept_in_one_spelling(world: World) -> None:
    for channel, given, kept in SPELLINGS:
        points = [{"channel": "in_person", "value": "at home"}, {"channel": channel, "value": given}]
        for answer in (
            guardian(world.indigo.coordinator, world.indigo.jovic, contact_points=points),
            world.indigo.guardian.patch(path(world), {"contact_points": points}),
        ):
            if kept is None:
                assert wrong(answer) == (422, "/contact_points/1/value", "wrong_format")
                assert given not in str(answer.json()["errors"])
            else:
                assert answer.json()["contact_points"] == [points[0], {"channel": channel, "value": kept}]


def test_numbers_are_read_as_in_the_organisations_country(world: World) -> None:
    points = [{"channel": "phone", "value": "040 123 4567"}]
    made = guardian(world.red_cross.coordinator, world.red_cross.hassan, contact_points=points)
    assert made.json()["contact_points"][0]["value"] == "+358401234567"


def test_the_same_id_and_content_again_gives_the_guardian_again(world: World) -> None:
    own = {"id": str(uuid7()), "contact_points": [{"channel": "phone", "value": "060 1234567"}]}
    first, again = (guardian(world.indigo.mediator, world.indigo.petrovic, **own) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (201, 200, again.content)


def test_safety_is_written_by_coordinators_alone(world: World) -> None:
    assert world.indigo.supervisor.patch(path(world), {"safety_excluded": True}).status_code == 403
    for role in ("mediator", "guardian"):
        refused = world.indigo.people[role].patch(path(world), {"safety_excluded": True})
        assert wrong(refused) == (422, "/safety_excluded", "unknown")
    refused = guardian(world.indigo.mediator, world.indigo.petrovic, safety_excluded=False)
    assert wrong(refused) == (422, "/safety_excluded", "unknown")


def test_a_login_is_linked_by_a_coordinator_and_has_a_guardians_membership(world: World) -> None:
    coordinator, home = world.indigo.coordinator, world.indigo.petrovic
    father = login(world, world.indigo, Role.GUARDIAN, "father")
    refused = guardian(world.indigo.mediator, home, user_id=str(father.user_id))
    assert wrong(refused) == (422, "/user_id", "unknown")
    assert wrong(world.indigo.guardian.patch(path(world), {"user_id": None})) == (422, "/user_id", "unknown")
    refused = guardian(coordinator, home, user_id=str(world.indigo.volunteer.user_id))
    assert wrong(refused) == (422, "/user_id", "not_allowed")
    made = guardian(coordinator, home, user_id=str(father.user_id))
    assert made.json()["user_id"] == str(father.user_id)
    end_membership(world, world.indigo, father, clock.now() - timedelta(seconds=1))
    refused = coordinator.patch(path(world), {"user_id": str(father.user_id)})
    assert wrong(refused) == (422, "/user_id", "not_allowed")


def test_guardians_change_their_own_entry(world: World) -> None:
    other = guardian(world.indigo.coordinator, world.indigo.petrovic).json()["id"]
    changed = world.indigo.guardian.patch(path(world), {"languages": ["rom"], "literacy_support": "some"})
    assert (changed.json()["languages"], changed.json()["literacy_support"]) == (["rom"], "some")
    assert world.indigo.guardian.patch(f"/v1/guardians/{other}", {"languages": ["rom"]}).status_code == 404
    for role in ("supervisor", "educator", "volunteer", "teacher", "assistant"):
        assert world.indigo.people[role].patch(path(world), {"languages": ["sr"]}).status_code == 403
    assert guardian(world.indigo.guardian, world.indigo.petrovic).status_code == 403


def test_the_tag_of_who_sees_no_safety_mark_does_not_move_with_it(world: World) -> None:
    made = guardian(world.indigo.coordinator, world.indigo.petrovic, safety_excluded=False).json()
    mine = f"/v1/guardians/{made['id']}"
    before = world.indigo.mediator.get(mine).headers["etag"]
    exclude(world, made["id"])
    assert world.indigo.mediator.get(mine).status_code == 404
    back = world.indigo.coordinator.patch(mine, {"safety_excluded": False})
    assert back.json()["version"] == made["version"] + 2
    assert world.indigo.mediator.get(mine).headers["etag"] == before


def test_filters_and_search(world: World) -> None:
    coordinator = world.indigo.coordinator
    ana = guardian(coordinator, world.indigo.jovic, contactable=False, relation="grandmother").json()["id"]
    jelena = str(world.indigo.jelena)

    def found(query: str) -> list[Any]:
        return listed(coordinator.get(f"/v1/guardians?{query}"))

    assert found(f"family_id={world.indigo.jovic}") == found("contactable=false") == found("q=ана") == [ana]
    assert found("contactable=true") == found("relation=mother,father") == found("q=Петровић") == [jelena]
    assert found("sort=given_name") == [ana, jelena]
    assert found("safety_excluded=true") == []


def test_naming_a_hidden_field_is_refused_like_an_unknown_one(world: World) -> None:
    for role in ("mediator", "educator", "volunteer", "teacher", "guardian"):
        for asked in ("safety_excluded=true", "fields=safety_excluded", "fields=version", "no_such=1"):
            answer = world.indigo.people[role].get(f"/v1/guardians?{asked}")
            assert wrong(answer) == (422, f"query/{asked.partition('=')[0]}", "unknown")
