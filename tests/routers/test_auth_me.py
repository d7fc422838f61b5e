"""The caller's own affairs: who they are, what they may do, their devices, their password."""

from typing import Any

import pytest

from app.auth.rights import PERMISSIONS
from app.models import SignIn
from app.models.membership import Role
from tests import signing
from tests.signing import (
    OTHER_PASSWORD,
    PASSWORD,
    as_bearer,
    audit_of,
    give_password,
    later,
    me,
    renew,
    second_membership,
    sign_in,
)
from tests.world import World

PATH = "/v1/me/password"
CHANGE = {"current": PASSWORD, "new": OTHER_PASSWORD}


def test_everyone_is_told_who_they_are_and_what_their_role_may_do(world: World) -> None:
    for person in world.indigo.people.values():
        answer = person.get("/v1/me")
        assert answer.status_code == 200
        told = answer.json()
        assert told["user_id"] == str(person.user_id)
        assert told["email"] == person.email
        assert told["membership"]["id"] == str(person.membership_id)
        assert told["membership"] in told["memberships"]
        named = {getattr(model, "__resource__", ""): verbs for model, verbs in PERMISSIONS[person.role].items()}
        expected = {name: verbs.split() for name, verbs in named.items() if name}
        assert told["may"] == expected


def test_without_a_living_sign_in_there_is_no_me(world: World) -> None:
    person = world.indigo.coordinator
    assert world.client.get("/v1/me").status_code == 401
    with world.as_system(world.indigo) as db:
        db.find(SignIn, person.sign_in_id).ended_at = db.at
        db.commit()
    assert person.get("/v1/me").status_code == 401


def test_reading_oneself_is_audited_and_cached_like_any_row(world: World) -> None:
    person = world.indigo.guardian
    tag = person.get("/v1/me").headers["etag"]
    assert person.get("/v1/me", headers={"if-none-match": tag}).status_code == 304
    told = audit_of(world, world.indigo)[-1]
    assert (told["verb"], told["rows"]) == ("read", [["read", "users", str(person.user_id)]])


def test_memberships_elsewhere_are_listed_while_they_are_open(world: World) -> None:
    person = world.indigo.coordinator
    second_membership(world, person, world.red_cross, Role.EDUCATOR)
    places = person.get("/v1/me").json()["memberships"]
    assert [place["organisation_name"] for place in places] == ["INDIGO", "Red Cross"]


def test_a_disabled_account_has_nowhere_to_go(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    token = sign_in(world, person.email).json()["refresh_token"]
    signing.disable_account(world, person)
    assert person.get("/v1/me").json()["memberships"] == []
    assert renew(world, token).status_code == 400


def test_one_sees_and_ends_ones_own_sign_ins_alone(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    phone = sign_in(world, person.email, device="Phone")
    shown = person.get("/v1/sign-ins").json()["items"]
    assert sorted((row["device"], row["current"]) for row in shown) == [("", True), ("Phone", False)]
    (device,) = (row["id"] for row in shown if row["device"] == "Phone")
    assert world.indigo.administrator.post(f"/v1/sign-ins/{device}/end").status_code == 404
    assert me(world, phone).status_code == 200
    assert person.post(f"/v1/sign-ins/{device}/end").status_code == 204
    assert me(world, phone).status_code == 401
    assert person.post(f"/v1/sign-ins/{device}/end").status_code == 204
    assert [row["id"] for row in person.get("/v1/sign-ins?ended=true").json()["items"]] == [device]


def test_ending_the_sign_in_that_asks_is_signing_out(world: World) -> None:
    person = world.indigo.partner
    assert person.post(f"/v1/sign-ins/{person.sign_in_id}/end").status_code == 204
    assert person.post(f"/v1/sign-ins/{person.sign_in_id}/end").status_code == 401


def test_a_new_password_signs_out_everyone_else_everywhere(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    there = second_membership(world, person, world.red_cross, Role.EDUCATOR)
    here, phone = sign_in(world, person.email), sign_in(world, person.email)
    abroad = sign_in(world, person.email, membership=there.id)
    assert as_bearer(world, here, "POST", PATH, json=CHANGE).status_code == 204
    assert me(world, here).status_code == 200
    assert renew(world, here.json()["refresh_token"]).status_code == 200
    assert {me(world, other).status_code for other in (phone, abroad)} == {401}
    assert person.get("/v1/me").status_code == 401
    assert renew(world, abroad.json()["refresh_token"]).status_code == 400
    assert sign_in(world, person.email).status_code == 401
    assert sign_in(world, person.email, OTHER_PASSWORD).status_code == 200


def test_a_new_password_is_told_in_the_audit_without_a_word_of_it(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    assert person.post(PATH, CHANGE).status_code == 204
    told = audit_of(world, world.indigo)
    assert [["change_password", "users", str(person.user_id)]] in [entry["rows"] for entry in told]
    assert OTHER_PASSWORD not in str(told)


@pytest.mark.parametrize(
    ("change", "kind", "pointer"),
    [
        ({"current": "not the password at all", "new": OTHER_PASSWORD}, "wrong-password", "/current"),
        ({"current": PASSWORD, "new": "short"}, "weak-password", "/new"),
        ({"current": PASSWORD, "new": "coordinator@indigo"}, "weak-password", "/new"),
        ({"current": PASSWORD}, "invalid-request", "/new"),
        ({"current": PASSWORD, "new": None}, "invalid-request", "/new"),
    ],
)
def test_a_password_is_not_changed_for_the_asking(world: World, change: Any, kind: str, pointer: str) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    answer = person.post(PATH, change)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert sign_in(world, person.email).status_code == 200


def test_weak_proposals_do_not_count_as_guessing(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    answers = [person.post(PATH, {"current": PASSWORD, "new": "short"}) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {422}
    assert person.post(PATH, CHANGE).status_code == 204


def test_a_password_needs_a_sign_in(world: World) -> None:
    assert world.client.post(PATH, json=CHANGE).status_code == 401
    with later(minutes=16):
        assert world.indigo.coordinator.post(PATH, CHANGE).status_code == 401
    assert signing.hash_of(world, world.indigo.coordinator) is None
