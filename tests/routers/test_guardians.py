"""Guardians and their links to children over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.ids import uuid7
from app.models import Guardian
from app.models.guardian import GuardianRelation
from app.models.membership import Role
from tests.households import (
    GROUP_ROLES,
    OTHERS,
    assign,
    child,
    end_membership,
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
WHOLE = SHOWN | {"safety_excluded", "updated_at", "version"}


def path(world: World) -> str:
    return f"/v1/guardians/{world.indigo.jelena}"


def exclude(world: World, id: Any = None) -> None:
    answer = world.indigo.coordinator.patch(f"/v1/guardians/{id or world.indigo.jelena}", {"safety_excluded": True})
    assert answer.status_code == 200


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


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
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
    ],
)
def test_contact_points_are_kept_in_one_spelling(world: World, channel: str, given: str, kept: str | None) -> None:
    points = [{"channel": "in_person", "value": "at home"}, {"channel": channel, "value": given}]
    for answer in (
        guardian(world.indigo.coordinator, world.indigo.jovic, contact_points=points),
        world.indigo.guardian.patch(path(world), {"contact_points": points}),
    ):
        if kept is None:
            assert wrong(answer) == (422, "/contact_points/1/value", "wrong_format")
            assert given not in answer.text
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


def test_a_new_guardian_is_linked_to_the_familys_children_unverified(world: World) -> None:
    sister = child(world.indigo.mediator, world.indigo, family_id=str(world.indigo.petrovic)).json()["id"]
    made = guardian(world.indigo.mediator, world.indigo.petrovic)
    assert made.status_code == 201
    links = world.indigo.mediator.get(f"/v1/guardianships?guardian_id={made.json()['id']}").json()["items"]
    assert {link["child_id"] for link in links} == {str(world.indigo.mila), sister}
    assert {link["verified_at"] for link in links} == {None}


def test_a_child_and_a_guardian_who_come_at_once_are_linked(world: World) -> None:
    def come(number: int) -> Any:
        if number % 2:
            return guardian(world.indigo.coordinator, world.indigo.jovic, given_name=f"G{number}")
        return child(world.indigo.coordinator, world.indigo, family_id=str(world.indigo.jovic))

    with ThreadPoolExecutor(6) as pool:
        made = [answer.json() for answer in pool.map(come, range(6))]
    guardians = {row["id"] for row in made if "relation" in row}
    children = {row["id"] for row in made if "code" in row} | {str(world.indigo.luka)}
    links = world.indigo.coordinator.get("/v1/guardianships?verified=false").json()["items"]
    assert sorted((link["guardian_id"], link["child_id"]) for link in links) == sorted(
        (one, other) for one in guardians for other in children
    )


def test_only_a_verified_link_lets_a_guardian_see_the_child(world: World) -> None:
    coordinator, father = world.indigo.coordinator, world.indigo.guardian
    luka = f"/v1/children/{world.indigo.luka}"
    made = guardian(coordinator, world.indigo.jovic, user_id=str(father.user_id)).json()
    (link,) = coordinator.get(f"/v1/guardianships?guardian_id={made['id']}").json()["items"]
    assert father.get(luka).status_code == 404
    verified = coordinator.post(f"/v1/guardianships/{link['id']}/verify")
    assert verified.json()["verified_at"] is not None
    assert father.get(luka).status_code == 200
    again = coordinator.post(f"/v1/guardianships/{link['id']}/verify")
    assert again.json()["verified_at"] == verified.json()["verified_at"]
    assert coordinator.delete(f"/v1/guardianships/{link['id']}").status_code == 204
    assert father.get(luka).status_code == 404


def test_nobody_verifies_a_link_of_their_own(world: World) -> None:
    coordinator = world.indigo.coordinator
    own = {"user_id": coordinator.user_id, "given_name": "Own", "relation": GuardianRelation.MOTHER}
    with world.as_system(world.indigo) as db:
        entry = db.put(Guardian(family_id=world.indigo.jovic, programme_id=world.indigo.programme, **own))
        db.commit()
    new = {"guardian_id": str(entry.id), "child_id": str(world.indigo.luka)}
    link = coordinator.post("/v1/guardianships", new).json()
    refused = coordinator.post(f"/v1/guardianships/{link['id']}/verify")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/second-person-needed")


def test_a_link_is_made_once(world: World) -> None:
    new = {"guardian_id": str(world.indigo.jelena), "child_id": str(world.indigo.luka)}
    first = world.indigo.coordinator.post("/v1/guardianships", new)
    assert (first.status_code, first.json()["verified_at"]) == (201, None)
    again = world.indigo.coordinator.post("/v1/guardianships", new)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    refused = world.indigo.mediator.post("/v1/guardianships", {**new, "child_id": str(world.indigo.luka)})
    assert wrong(refused) == (422, "/child_id", "not_found")


@pytest.mark.parametrize("role", [role for role in GROUP_ROLES if role not in ("coordinator", "mediator")])
def test_only_coordinator_and_mediator_link_and_verify(world: World, role: str) -> None:
    person = world.indigo.people[role]
    (link,) = listed(world.indigo.coordinator.get(f"/v1/guardianships?guardian_id={world.indigo.jelena}"))
    new = {"guardian_id": str(world.indigo.jelena), "child_id": str(world.indigo.mila)}
    assert person.post("/v1/guardianships", new).status_code == 403
    assert person.post(f"/v1/guardianships/{link}/verify").status_code == 403
    assert person.delete(f"/v1/guardianships/{link}").status_code == 403
    assert world.indigo.mediator.delete(f"/v1/guardianships/{link}").status_code == 403


def test_one_who_is_excluded_for_safety_sees_nothing_from_then_on(world: World) -> None:
    mother = world.indigo.guardian
    ways = [f"/v1/children/{world.indigo.mila}", path(world), f"/v1/families/{world.indigo.petrovic}"]
    assert [mother.get(way).status_code for way in ways] == [200, 200, 200]
    exclude(world)
    assert [mother.get(way).status_code for way in ways] == [404, 404, 404]
    for collection in ("children", "guardians", "guardianships", "consents", "consent-effects"):
        assert listed(mother.get(f"/v1/{collection}")) == []


def test_one_who_is_excluded_for_safety_is_there_for_coordinators_and_supervisors_alone(world: World) -> None:
    exclude(world)
    links = f"/v1/guardianships?child_id={world.indigo.mila}"
    within = f"/v1/children/{world.indigo.mila}?include=guardianships"
    for role in ("coordinator", "supervisor"):
        person = world.indigo.people[role]
        assert person.get(path(world)).json()["safety_excluded"] is True
        assert len(listed(person.get(links))) == len(person.get(within).json()["guardianships"]) == 1
        assert listed(person.get("/v1/guardians?safety_excluded=true&count=true")) == [str(world.indigo.jelena)]
    for role in ("educator", "mediator", "volunteer", "teacher"):
        person = world.indigo.people[role]
        assert person.get(path(world)).status_code == 404
        assert person.get("/v1/guardians?count=true").json() == {"items": [], "next_cursor": None, "count": 0}
        assert listed(person.get(links)) == person.get(within).json()["guardianships"] == []


def test_no_link_is_made_or_verified_for_one_who_is_excluded(world: World) -> None:
    coordinator = world.indigo.coordinator
    hidden = guardian(coordinator, world.indigo.petrovic, safety_excluded=True)
    assert listed(coordinator.get(f"/v1/guardianships?guardian_id={hidden.json()['id']}")) == []
    sister = child(world.indigo.mediator, world.indigo, family_id=str(world.indigo.petrovic)).json()["id"]
    assert listed(coordinator.get(f"/v1/guardianships?child_id={sister}"), "guardian_id") == [str(world.indigo.jelena)]
    new = {"guardian_id": hidden.json()["id"], "child_id": sister}
    refused = coordinator.post("/v1/guardianships", new)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/guardian-excluded")
    assert wrong(world.indigo.mediator.post("/v1/guardianships", new)) == (422, "/guardian_id", "not_found")
    (link,) = listed(coordinator.get(f"/v1/guardianships?child_id={sister}"))
    exclude(world)
    assert coordinator.post(f"/v1/guardianships/{link}/verify").status_code == 409
    assert world.indigo.mediator.post(f"/v1/guardianships/{link}/verify").status_code == 404


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


@pytest.mark.parametrize("asked", ["safety_excluded=true", "fields=safety_excluded", "fields=version", "no_such=1"])
def test_naming_a_hidden_field_is_refused_like_an_unknown_one(world: World, asked: str) -> None:
    for role in ("mediator", "educator", "volunteer", "teacher", "guardian"):
        answer = world.indigo.people[role].get(f"/v1/guardians?{asked}")
        assert wrong(answer) == (422, f"query/{asked.partition('=')[0]}", "unknown")
