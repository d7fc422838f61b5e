"""Users: who keeps them, that an account elsewhere stays unknown, and that locking out counts at once."""

import json
from typing import Any

import pytest

from app.models import SignIn
from app.models.membership import Role
from tests import signing
from tests.signing import OTHER_PASSWORD, PASSWORD, audit_of, give_password, me, second_membership, sign_in
from tests.world import World

ANA = {"given_name": "Ana", "surname": "Đorđević", "email": "Ana@new.example", "languages": ["sr-Latn"]}
WHY = {"reason": "left the programme"}


def given_names(answer: Any) -> list[str]:
    return [row["given_name"] for row in answer.json()["items"]]


def join(world: World, place: Any, role: str = "volunteer", **more: Any) -> Any:
    """A new user with a role, as the administrator of a place makes them."""
    user = place.administrator.post("/v1/users", {**ANA, **more})
    assert user.status_code == 201, user.text
    given = place.administrator.post("/v1/memberships", {"user_id": user.json()["id"], "role": role})
    assert given.status_code == 201, given.text
    return user


def test_only_administrators_add_users(world: World) -> None:
    for name, person in world.indigo.people.items():
        answer = person.post("/v1/users", {**ANA, "email": f"{name}@new.example"})
        assert answer.status_code == (201 if name == "administrator" else 403), name


def test_a_user_is_shown_as_made(world: World) -> None:
    answer = world.indigo.administrator.post("/v1/users", ANA)
    assert answer.status_code == 201
    row = answer.json()
    assert {name: row[name] for name in ANA} == {**ANA, "email": "ana@new.example"}
    assert row["status"] == "active"
    assert answer.headers["location"] == f"/v1/users/{row['id']}"
    assert "password" not in row
    assert "account_id" not in row


def test_a_new_user_signs_in_with_their_first_password(world: World) -> None:
    join(world, world.indigo, password=PASSWORD)
    answer = sign_in(world, "ana@new.example")
    assert answer.json()["membership"]["role"] == "volunteer"
    assert me(world, answer).json()["languages"] == ["sr-Latn"]


def test_a_user_without_a_role_or_a_password_does_not_sign_in(world: World) -> None:
    world.indigo.administrator.post("/v1/users", {**ANA, "password": PASSWORD})
    assert sign_in(world, "ana@new.example").status_code == 401
    join(world, world.indigo, email="eva@new.example")
    assert sign_in(world, "eva@new.example").status_code == 401


def test_an_address_is_taken_once_in_an_organisation(world: World) -> None:
    assert world.indigo.administrator.post("/v1/users", ANA).status_code == 201
    for spelling in ("ana@new.example", "ANA@NEW.example"):
        again = world.indigo.administrator.post("/v1/users", {**ANA, "email": spelling})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")


@pytest.mark.parametrize("password", ["short", "password1234", "ana đorđević", "x" * 300])
def test_a_first_password_is_no_weaker_than_any_other(world: World, password: str) -> None:
    answer = world.indigo.administrator.post("/v1/users", {**ANA, "password": password})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/weak-password")
    assert answer.json()["errors"][0]["pointer"] == "/password"


def test_an_account_elsewhere_is_neither_shown_nor_changed(world: World) -> None:
    known = world.indigo.coordinator
    give_password(world, known)
    kept = signing.hash_of(world, known)
    fresh = world.red_cross.administrator.post("/v1/users", {**ANA, "password": OTHER_PASSWORD})
    linked = world.red_cross.administrator.post("/v1/users", {**ANA, "email": known.email, "password": OTHER_PASSWORD})
    assert (fresh.status_code, fresh.json().keys()) == (linked.status_code, linked.json().keys())
    assert fresh.headers.keys() == linked.headers.keys()
    assert signing.hash_of(world, known) == kept
    assert sign_in(world, known.email, OTHER_PASSWORD).status_code == 401
    role = {"user_id": linked.json()["id"], "role": "educator"}
    assert world.red_cross.administrator.post("/v1/memberships", role).status_code == 201
    places = sign_in(world, known.email).json()["memberships"]
    assert [place["organisation_name"] for place in places] == ["INDIGO", "Red Cross"]


def test_a_password_that_an_administrator_made_up_opens_nothing_elsewhere(world: World) -> None:
    join(world, world.red_cross, password=PASSWORD)
    join(world, world.indigo)
    there = sign_in(world, "ana@new.example")
    assert [place["organisation_name"] for place in there.json()["memberships"]] == ["Red Cross"]
    change = {"current": PASSWORD, "new": OTHER_PASSWORD}
    assert signing.as_bearer(world, there, "POST", "/v1/me/password", json=change).status_code == 204
    assert len(sign_in(world, "ana@new.example", OTHER_PASSWORD).json()["memberships"]) == 2


def test_the_same_request_again_makes_no_second_user(world: World) -> None:
    administrator = world.indigo.administrator
    body = {**ANA, "password": PASSWORD}
    first = administrator.post("/v1/users", body, headers={"idempotency-key": "a"})
    again = administrator.post("/v1/users", body, headers={"idempotency-key": "a"})
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    other = administrator.post("/v1/users", {**body, "surname": "Ilić"}, headers={"idempotency-key": "a"})
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    with_id = {**ANA, "id": first.json()["id"], "email": "ana@new.example"}
    assert administrator.post("/v1/users", with_id).status_code == 200
    assert administrator.post("/v1/users", {**with_id, "surname": "Ilić"}).status_code == 409


def test_no_fast_hash_of_a_password_is_kept_with_an_idempotency_key(world: World) -> None:
    key = {"idempotency-key": "a"}
    first, second = (
        world.indigo.administrator.post("/v1/users", {**ANA, "password": password}, headers=key)
        for password in (PASSWORD, OTHER_PASSWORD)
    )
    # Were the password in the hash by which requests are compared, the second would be another request.
    assert (second.status_code, second.content) == (201, first.content)
    assert sign_in(world, "ana@new.example", OTHER_PASSWORD).status_code == 401


def test_lists_are_searched_filtered_and_sorted(world: World) -> None:
    administrator = world.indigo.administrator
    administrator.post("/v1/users", ANA)
    assert given_names(administrator.get("/v1/users?q=djordjevic")) == ["Ana"]
    assert given_names(administrator.get("/v1/users?q=ana@new")) == ["Ana"]
    assert given_names(administrator.get("/v1/users?email=ana@new.example")) == ["Ana"]
    assert given_names(administrator.get("/v1/users?sort=given_name&limit=2")) == ["Administrator", "Ana"]
    administrator.post(f"/v1/users/{world.indigo.volunteer2.user_id}/disable", WHY)
    assert given_names(administrator.get("/v1/users?status=disabled")) == ["Volunteer2"]


def test_overseers_see_everyone_and_others_themselves(world: World) -> None:
    everyone = len(world.indigo.people)
    for name, person in world.indigo.people.items():
        answer = person.get("/v1/users?count=true")
        if name == "partner":
            assert answer.status_code == 403
            continue
        sees_all = person.role in {
            Role.ADMINISTRATOR,
            Role.DATA_PROTECTION_OFFICER,
            Role.COORDINATOR,
            Role.SUPERVISOR,
        }
        assert answer.json()["count"] == (everyone if sees_all else 1), name
    assert world.red_cross.administrator.get(f"/v1/users/{world.indigo.volunteer.user_id}").status_code == 404


def test_people_keep_their_own_row_and_no_other(world: World) -> None:
    person, other = world.indigo.supervisor, world.indigo.volunteer
    changed = person.patch(f"/v1/users/{person.user_id}", {"phone": "+381601112223", "languages": ["rom"]})
    assert (changed.status_code, changed.json()["phone"]) == (200, "+381601112223")
    assert person.patch(f"/v1/users/{other.user_id}", {"phone": "1"}).status_code == 403
    assert other.patch(f"/v1/users/{person.user_id}", {"phone": "1"}, etag="*").status_code == 404
    assert world.indigo.administrator.patch(f"/v1/users/{other.user_id}", {"given_name": "Vera"}).status_code == 200


@pytest.mark.parametrize("member", ["email", "status", "account_id", "password", "organisation_id", "version"])
def test_what_a_user_may_not_change_is_no_member(world: World, member: str) -> None:
    answer = world.indigo.administrator.patch(f"/v1/users/{world.indigo.volunteer.user_id}", {member: "x"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown")


def test_a_disabled_user_is_out_at_the_next_request(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    phone = sign_in(world, person.email)
    answer = world.indigo.administrator.post(f"/v1/users/{person.user_id}/disable", WHY)
    assert answer.status_code == 204
    assert person.get("/v1/me").status_code == me(world, phone).status_code == 401
    assert person.post(f"/v1/sign-ins/{person.sign_in_id}/end").status_code == 401
    assert sign_in(world, person.email).status_code == 401
    assert world.indigo.administrator.post(f"/v1/users/{person.user_id}/enable").status_code == 204
    assert me(world, phone).status_code == 401
    assert sign_in(world, person.email).status_code == 200


def test_disabling_ends_sign_ins_and_tells_why_in_one_transaction(world: World) -> None:
    person = world.indigo.volunteer
    world.indigo.administrator.post(f"/v1/users/{person.user_id}/disable", WHY)
    told = audit_of(world, world.indigo)[-1]
    assert (told["who"], told["as"]) == (str(world.indigo.administrator.user_id), "administrator")
    assert ["disable", "users", str(person.user_id)] in told["rows"]
    assert ["update", "sign-ins", str(person.sign_in_id)] in told["rows"]
    with world.as_system(world.indigo) as db:
        assert db.find(SignIn, person.sign_in_id).ended_at is not None


def test_disabling_needs_a_reason_and_the_right_state(world: World) -> None:
    path = f"/v1/users/{world.indigo.volunteer.user_id}"
    administrator = world.indigo.administrator
    assert administrator.post(f"{path}/disable", {}).status_code == 422
    again = administrator.post(f"{path}/enable")
    assert (again.status_code, again.json()["allowed"]) == (409, ["disable"])
    assert world.indigo.coordinator.post(f"{path}/disable", WHY).status_code == 403
    assert world.red_cross.administrator.post(f"{path}/disable", WHY).status_code == 404


def test_a_person_disabled_here_still_works_elsewhere(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    there = second_membership(world, person, world.red_cross, Role.EDUCATOR)
    abroad = sign_in(world, person.email, membership=there.id)
    world.indigo.administrator.post(f"/v1/users/{person.user_id}/disable", WHY)
    assert me(world, abroad).status_code == 200
    assert [place["role"] for place in sign_in(world, person.email).json()["memberships"]] == ["educator"]


def test_the_last_administrator_cannot_be_disabled(world: World) -> None:
    administrator = world.indigo.administrator
    path = f"/v1/users/{administrator.user_id}/disable"
    refused = administrator.post(path, WHY)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/last-administrator")
    assert administrator.get("/v1/me").status_code == 200
    second_membership(world, world.indigo.educator, world.indigo, Role.ADMINISTRATOR)
    assert administrator.post(path, WHY).status_code == 204
    assert administrator.get("/v1/me").status_code == 401


def test_a_disabled_administrator_does_not_count(world: World) -> None:
    administrator, other = world.indigo.administrator, world.indigo.educator
    second_membership(world, other, world.indigo, Role.ADMINISTRATOR)
    assert administrator.post(f"/v1/users/{other.user_id}/disable", WHY).status_code == 204
    assert administrator.post(f"/v1/users/{administrator.user_id}/disable", WHY).status_code == 409


def test_nothing_of_a_password_is_repeated(world: World) -> None:
    body = {**ANA, "email": "no address", "password": "5ecret-5ecret-5ecret"}
    answer = world.indigo.administrator.post("/v1/users", body)
    assert answer.status_code == 422
    assert "5ecret" not in answer.text
    assert "5ecret" not in json.dumps(audit_of(world, world.indigo))
