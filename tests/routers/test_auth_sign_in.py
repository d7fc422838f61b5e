"""Signing in with address and password: what opens, and that every refusal looks the same."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.auth import trail
from app.core import clock
from app.core.settings import Settings
from app.main import create_app
from app.models import Membership, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.models.organisation import OrganisationStatus
from app.services.sign_in import signing_in
from tests import signing
from tests.signing import PASSWORD, audit_of, give_password, me, sign_in
from tests.world import World

UNKNOWN = "nobody@indigo.example"


def refusal(answer: Any) -> tuple[Any, ...]:
    """Everything of a refusal that a client could tell apart."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, body, headers


def test_the_right_password_gives_tokens_for_the_membership(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    answer = sign_in(world, person.email, device="Red phone")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    place = {"organisation_id": str(world.indigo.id), "organisation_name": "INDIGO"}
    assert body["membership"] == {"id": str(person.membership_id), "role": "coordinator", **place}
    assert body["memberships"] == [body["membership"]]
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert me(world, answer).json()["user_id"] == str(person.user_id)


def test_only_a_hash_of_the_refresh_token_is_kept(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    token = sign_in(world, person.email).json()["refresh_token"]
    organisation, secret = token.split(".")
    assert organisation == world.indigo.id.hex
    assert len(secret) >= 43
    kept = signing.kept_tokens(world, world.indigo)
    assert len(kept) == 1
    assert secret not in kept[0]


def test_an_address_is_the_same_however_it_is_typed(world: World) -> None:
    give_password(world, world.indigo.coordinator)
    for spelling in ("COORDINATOR@indigo.example", "  coordinator@INDIGO.example "):
        assert sign_in(world, spelling).status_code == 200


def test_every_refusal_is_the_same_answer(world: World) -> None:
    people = world.indigo.people
    for name in ("coordinator", "educator", "mediator", "supervisor", "teacher", "volunteer"):
        give_password(world, people[name])
    past, future = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    signing.disable_account(world, people["educator"])
    signing.change(world, people["mediator"], User, people["mediator"].user_id, status=UserStatus.DISABLED)
    signing.change(world, people["supervisor"], Membership, people["supervisor"].membership_id, valid_to=past)
    signing.change(world, people["teacher"], Membership, people["teacher"].membership_id, valid_from=future)
    answers = {
        "wrong password": sign_in(world, people["coordinator"].email, "not the password at all"),
        "unknown address": sign_in(world, UNKNOWN),
        "no address": sign_in(world, "coordinator"),
        "no password set": sign_in(world, people["guardian"].email),
        "white space": sign_in(world, people["assistant"].email, " "),
        "account disabled": sign_in(world, people["educator"].email),
        "user disabled": sign_in(world, people["mediator"].email),
        "role over": sign_in(world, people["supervisor"].email),
        "role not begun": sign_in(world, people["teacher"].email),
        "membership of another": sign_in(
            world, people["volunteer"].email, membership=people["coordinator"].membership_id
        ),
        "membership of nobody": sign_in(world, people["volunteer"].email, membership=world.indigo.id),
        "demonstration password": sign_in(world, people["coordinator"].email, "learnbridge-demo"),
    }
    expected = refusal(answers["wrong password"])
    assert expected[0] == 401
    assert expected[1]["type"] == "/problems/invalid-credentials"
    assert expected[1]["error"] == "invalid_grant"
    assert {name: refusal(answer) for name, answer in answers.items()} == dict.fromkeys(answers, expected)


def test_a_suspended_organisation_lets_nobody_in(world: World) -> None:
    give_password(world, world.indigo.coordinator)
    signing.suspend(world, world.indigo, OrganisationStatus.SUSPENDED)
    assert sign_in(world, world.indigo.coordinator.email).status_code == 401
    signing.suspend(world, world.indigo, OrganisationStatus.ACTIVE)
    assert sign_in(world, world.indigo.coordinator.email).status_code == 200


WRONG = {
    "no grant type": ({"scope": "all"}, "invalid_request"),
    "empty grant type": ({"grant_type": "", "scope": "all"}, "invalid_request"),
    "grant not offered": ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    "grant misspelt": ({"grant_type": "Password", "username": "a@b.c", "password": "x"}, "unsupported_grant_type"),
    "nothing else": ({"grant_type": "password"}, "invalid_request"),
    "no password": ({"grant_type": "password", "username": "a@b.c"}, "invalid_request"),
    "no address": ({"grant_type": "password", "password": "x"}, "invalid_request"),
    "empty address": ({"grant_type": "password", "username": "", "password": "x"}, "invalid_request"),
    "no membership id": (
        {"grant_type": "password", "username": "a@b.c", "password": "x", "membership": "mine"},
        "invalid_request",
    ),
    "controls in the label": (
        {"grant_type": "password", "username": "a@b.c", "password": "x", "device": "\x1b[2J"},
        "invalid_request",
    ),
    "no refresh token": ({"grant_type": "refresh_token"}, "invalid_request"),
    "membership no id": ({"grant_type": "refresh_token", "refresh_token": "x", "membership": "1"}, "invalid_request"),
    "no token of ours": ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
    "made-up token": ({"grant_type": "refresh_token", "refresh_token": "0" * 32 + "." + "A" * 43}, "invalid_grant"),
    "endless token": ({"grant_type": "refresh_token", "refresh_token": "0" * 32 + "." + "A" * 99_999}, "invalid_grant"),
    "other digits": ({"grant_type": "refresh_token", "refresh_token": "\u0661" * 32 + "." + "A" * 43}, "invalid_grant"),
}
UNCLEAN = {
    b'{"grant_type":"password"}': ("application/json", 415),
    b"grant_type=password&grant_type=password": ("application/x-www-form-urlencoded", 400),
    b"grant_type=password&username=%ff&password=x": ("application/x-www-form-urlencoded", 400),
    b"grant_type=password&username=a%00&password=x": ("application/x-www-form-urlencoded", 400),
    b"grant_type": ("application/x-www-form-urlencoded", 400),
}


def test_a_wrong_token_request_says_what_is_wrong(world: World) -> None:
    for name, (form, error) in WRONG.items():
        answer = signing.ask_token(world, **form)
        assert (answer.status_code, answer.json().get("error")) == (400, error), name
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


def test_only_a_clean_form_is_read(world: World) -> None:
    for body, (kind, status) in UNCLEAN.items():
        answer = world.client.post("/v1/auth/token", content=body, headers={"content-type": kind})
        assert answer.status_code == status, body


def test_parameters_that_mean_nothing_here_are_ignored(world: World) -> None:
    give_password(world, world.indigo.coordinator)
    answer = sign_in(world, world.indigo.coordinator.email, scope="", client_id="docs", client_secret="")
    assert answer.status_code == 200


def test_a_password_may_be_typed_on_any_keyboard(world: World) -> None:
    composed, decomposed = "šest žutih čamaca na reci", "s\u030cest z\u030cutih c\u030camaca na reci"
    give_password(world, world.indigo.coordinator, composed)
    assert sign_in(world, world.indigo.coordinator.email, decomposed).status_code == 200


def test_an_unknown_address_costs_one_hash_like_any_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    give_password(world, world.indigo.coordinator)
    compared: list[bool] = []
    real = signing_in.verify_password

    def counted(text: str, stored: str | None) -> bool:
        compared.append(stored is not None)
        return real(text, stored)

    monkeypatch.setattr(signing_in, "verify_password", counted)
    for address in (world.indigo.coordinator.email, UNKNOWN):
        sign_in(world, address, "not the password at all")
    assert compared == [True, False]


def test_a_password_changed_while_it_was_compared_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    real = signing_in.prove

    def overtaken(*given: Any) -> Any:
        proof = real(*given)
        give_password(world, person, signing.OTHER_PASSWORD)
        return proof

    monkeypatch.setattr(signing_in, "prove", overtaken)
    assert sign_in(world, person.email).status_code == 401


def test_a_weak_hash_is_replaced_by_one_of_today(world: World) -> None:
    person = world.indigo.coordinator
    weak = signing.weak_hash(PASSWORD)
    signing.keep_hash(world, person, weak)
    assert sign_in(world, person.email).status_code == 200
    kept = signing.hash_of(world, person)
    assert kept is not None
    assert kept != weak
    assert "m=19456,t=2" in kept
    assert sign_in(world, person.email).status_code == 200


def test_the_demonstration_password_opens_demonstration_accounts_alone(world: World) -> None:
    assert sign_in(world, world.indigo.coordinator.email, "learnbridge-demo").status_code == 401
    signing.demonstrate(world, world.indigo.coordinator)
    assert sign_in(world, world.indigo.coordinator.email, "learnbridge-demo").status_code == 200
    assert sign_in(world, world.indigo.coordinator.email, "learnbridge-dem").status_code == 401


@pytest.mark.parametrize("hashed", [False, True], ids=["no hash", "a hash of it, as in the demonstration data"])
def test_the_demonstration_password_can_be_switched_off(
    hashed: bool, world: World, database_url: str, keys: Any
) -> None:
    if hashed:
        give_password(world, world.indigo.coordinator, "learnbridge-demo")
    signing.demonstrate(world, world.indigo.coordinator)
    strict = create_app(Settings(DATABASE_URL=database_url, keys_dir=keys, pool_size=2, jobs="off", demo_sign_in=False))
    form = {"grant_type": "password", "username": world.indigo.coordinator.email, "password": "learnbridge-demo"}
    with TestClient(strict) as client:
        assert client.post("/v1/auth/token", data=form).status_code == 401


def test_one_of_several_memberships_is_named_or_the_oldest_is_taken(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    there = signing.second_membership(world, person, world.red_cross, Role.EDUCATOR)
    first = sign_in(world, person.email).json()
    assert [place["role"] for place in first["memberships"]] == ["coordinator", "educator"]
    assert first["membership"]["id"] == str(person.membership_id)
    named = sign_in(world, person.email, membership=there.id)
    assert named.json()["membership"]["organisation_name"] == "Red Cross"
    assert me(world, named).json()["membership"]["role"] == "educator"


def test_a_membership_that_is_not_open_is_not_offered(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    there = signing.second_membership(world, person, world.red_cross, Role.EDUCATOR)
    signing.suspend(world, world.red_cross, OrganisationStatus.CLOSED)
    assert len(sign_in(world, person.email).json()["memberships"]) == 1
    assert sign_in(world, person.email, membership=there.id).status_code == 401


def test_a_token_does_not_outlive_the_role(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    signing.change(world, person, Membership, person.membership_id, valid_to=clock.now() + timedelta(minutes=5))
    answer = sign_in(world, person.email)
    assert 290 <= answer.json()["expires_in"] <= 300
    with signing.later(minutes=4):
        assert me(world, answer).status_code == 200
    with signing.later(minutes=6):
        assert me(world, answer).status_code == 401


def test_the_audit_tells_of_sign_ins_and_refusals_of_known_accounts(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    before = len(audit_of(world, world.indigo))
    sign_in(world, person.email, "not the password at all")
    sign_in(world, UNKNOWN)
    sign_in(world, person.email)
    world.indigo.coordinator.get("/v1/me")  # waits for the audit's writer, and so for what came before
    told = audit_of(world, world.indigo)[before:]
    refused = [entry for entry in told if entry["verb"] == "refuse"]
    assert [entry["rows"] for entry in refused] == [[["refuse", "memberships", str(person.membership_id)]]]
    assert refused[0]["network"] == "203.0.113.0/24"
    opened = [entry for entry in told if entry["as"] == "system: signing in"]
    assert [entry["who"] for entry in opened if entry["verb"] == "write"] == [str(person.user_id)]
    assert "create" in {row[0] for entry in opened for row in entry["rows"]}
    assert PASSWORD not in str(told)


def test_the_chain_of_the_audit_holds_after_refusals(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    for password in ("not the password at all", PASSWORD):
        sign_in(world, person.email, password)
    world.indigo.coordinator.get("/v1/me")
    assert world.database is not None
    assert trail.verify_chain(world.database, world.indigo.id).breaks == []
