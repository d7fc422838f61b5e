"""Staying signed in: tokens for one use, the half minute for a lost answer, theft, switching, signing out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.models import Membership, User
from app.models.account import UserStatus
from app.models.membership import Role
from tests import signing
from tests.signing import as_bearer, audit_of, give_password, later, me, renew, revoke, sign_in
from tests.world import Person, World


@pytest.fixture
def person(world: World) -> Person:
    """A coordinator with a password."""
    give_password(world, world.indigo.coordinator)
    found: Person = world.indigo.coordinator
    return found


def token_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["refresh_token"]
    return token


def refused(answer: Any) -> bool:
    return (answer.status_code, answer.json().get("error")) == (400, "invalid_grant")


def test_each_use_brings_the_next_token_of_the_same_sign_in(world: World, person: Person) -> None:
    answers = [sign_in(world, person.email)]
    for _ in range(3):
        answers.append(renew(world, token_of(answers[-1])))
    assert len({token_of(answer) for answer in answers}) == 4
    assert len({me(world, answer).json()["sign_in_id"] for answer in answers}) == 1
    assert answers[-1].json()["membership"] == answers[0].json()["membership"]


def test_a_used_token_that_comes_again_ends_the_sign_in(world: World, person: Person) -> None:
    first = sign_in(world, person.email)
    second = renew(world, token_of(first))
    with later(seconds=31):
        assert refused(renew(world, token_of(first)))
        assert me(world, first).status_code == me(world, second).status_code == 401
        assert refused(renew(world, token_of(second)))
    told = [entry for entry in audit_of(world, world.indigo) if "came again" in entry["as"]]
    assert [(entry["who"], entry["rows"][0][:2]) for entry in told] == [(str(person.user_id), ["update", "sign-ins"])]


def test_a_lost_answer_can_be_asked_for_again(world: World, person: Person) -> None:
    first = token_of(sign_in(world, person.email))
    renew(world, first)
    with later(seconds=10):
        renew(world, first)
    with later(seconds=29):
        again = renew(world, first)
        assert me(world, again).status_code == 200
        assert me(world, renew(world, token_of(again))).status_code == 200


def test_once_a_later_token_was_used_no_answer_was_lost(world: World, person: Person) -> None:
    first = token_of(sign_in(world, person.email))
    second = renew(world, first)
    third = renew(world, token_of(second))
    assert refused(renew(world, first))
    assert me(world, third).status_code == 401


def test_of_two_tokens_for_one_only_the_one_used_first_goes_on(world: World, person: Person) -> None:
    first = token_of(sign_in(world, person.email))
    owner, thief = renew(world, first), renew(world, first)
    onward = renew(world, token_of(owner))
    assert me(world, onward).status_code == 200
    assert refused(renew(world, token_of(thief)))
    assert me(world, onward).status_code == 401


def test_the_same_token_used_many_times_at_once_never_breaks_anything(world: World, person: Person) -> None:
    first = token_of(sign_in(world, person.email))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: renew(world, first), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert me(world, answers[0]).status_code == 200


def test_unused_for_a_fortnight_the_sign_in_is_over(world: World, person: Person) -> None:
    first = token_of(sign_in(world, person.email))
    with later(days=13):
        second = token_of(renew(world, first))
    with later(days=26):
        third = token_of(renew(world, second))
    with later(days=26 + 15):
        assert refused(renew(world, third))


def test_after_sixty_days_one_has_to_sign_in_again(world: World, person: Person) -> None:
    token = token_of(sign_in(world, person.email))
    for day in (12, 24, 36, 48, 59):
        with later(days=day):
            token = token_of(renew(world, token))
    with later(days=61):
        assert refused(renew(world, token))


def test_a_token_is_good_only_where_it_belongs(world: World, person: Person) -> None:
    _, secret = token_of(sign_in(world, person.email)).split(".")
    assert refused(renew(world, f"{world.red_cross.id.hex}.{secret}"))
    assert refused(renew(world, f"{world.indigo.id.hex.upper()}.{secret}"))
    assert token_of(renew(world, f"{world.indigo.id.hex}.{secret}"))


def test_a_disabled_user_and_an_ended_role_renew_nothing(world: World, person: Person) -> None:
    first, second = (token_of(sign_in(world, person.email)) for _ in range(2))
    signing.change(world, person, User, person.user_id, status=UserStatus.DISABLED)
    assert refused(renew(world, first))
    signing.change(world, person, User, person.user_id, status=UserStatus.ACTIVE)
    signing.change(world, person, Membership, person.membership_id, valid_to=clock.now())
    assert refused(renew(world, second))


def test_tokens_of_long_ago_are_forgotten(world: World, person: Person) -> None:
    token = token_of(sign_in(world, person.email))
    for day in (1, 2, 3, 12):
        with later(days=day):
            token = token_of(renew(world, token))
    assert len(signing.kept_tokens(world, world.indigo)) == 2


def test_switching_ends_one_sign_in_and_begins_another(world: World, person: Person) -> None:
    there = signing.second_membership(world, person, world.red_cross, Role.EDUCATOR)
    before = sign_in(world, person.email, device="Red phone")
    after = renew(world, token_of(before), membership=there.id)
    assert after.json()["membership"]["organisation_name"] == "Red Cross"
    assert me(world, after).json()["membership"]["role"] == "educator"
    assert me(world, before).status_code == 401
    (shown,) = as_bearer(world, after, "GET", "/v1/sign-ins").json()["items"]
    assert (shown["device"], shown["current"]) == ("Red phone", True)
    back = renew(world, token_of(after), membership=person.membership_id)
    assert me(world, back).json()["membership"]["role"] == "coordinator"


def test_switching_within_one_organisation(world: World, person: Person) -> None:
    second = signing.second_membership(world, person, world.indigo, Role.VOLUNTEER)
    after = renew(world, token_of(sign_in(world, person.email)), membership=second.id)
    assert me(world, after).json()["membership"]["role"] == "volunteer"
    assert as_bearer(world, after, "GET", "/v1/families").status_code == 403


def test_switching_does_not_prolong_the_sixty_days(world: World, person: Person) -> None:
    there = signing.second_membership(world, person, world.red_cross, Role.EDUCATOR)
    token, places = token_of(sign_in(world, person.email)), [there.id, person.membership_id]
    for turn, day in enumerate((12, 24, 36, 48, 59)):
        with later(days=day):
            token = token_of(renew(world, token, membership=places[turn % 2]))
    with later(days=61):
        assert refused(renew(world, token, membership=places[1]))


def test_switching_to_what_is_not_ones_own_changes_nothing(world: World, person: Person) -> None:
    first = sign_in(world, person.email)
    for foreign in (world.indigo.educator.membership_id, world.red_cross.coordinator.membership_id, world.indigo.id):
        answer = renew(world, token_of(first), membership=foreign)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    with later(minutes=1):
        assert token_of(renew(world, token_of(first)))


def test_naming_the_present_membership_only_renews(world: World, person: Person) -> None:
    first = sign_in(world, person.email)
    second = renew(world, token_of(first), membership=person.membership_id)
    assert me(world, first).json()["sign_in_id"] == me(world, second).json()["sign_in_id"]


def test_a_lost_answer_to_a_switch_can_be_asked_for_again(world: World, person: Person) -> None:
    there = signing.second_membership(world, person, world.red_cross, Role.EDUCATOR)
    first = token_of(sign_in(world, person.email))
    renew(world, first, membership=there.id)
    again = renew(world, first, membership=there.id)
    assert me(world, again).json()["membership"]["role"] == "educator"
    assert refused(renew(world, first))
    with later(seconds=31):
        assert refused(renew(world, first, membership=there.id))


def test_signing_out_counts_from_the_next_request(world: World, person: Person) -> None:
    for which in ("refresh_token", "access_token"):
        answer = sign_in(world, person.email)
        assert me(world, answer).status_code == 200
        assert revoke(world, answer.json()[which]).status_code == 200
        assert me(world, answer).status_code == 401
        assert refused(renew(world, token_of(answer)))


def test_a_used_refresh_token_signs_out_too(world: World, person: Person) -> None:
    first = sign_in(world, person.email)
    second = renew(world, token_of(first))
    assert revoke(world, token_of(first)).status_code == 200
    assert me(world, second).status_code == 401


def test_signing_out_what_is_no_token_is_no_error(world: World, person: Person) -> None:
    answer = sign_in(world, person.email)
    signing_in = answer.json()["access_token"]
    for token in ("x", "0" * 32 + "." + "A" * 43, signing_in[:-2], "é", "." * 3000, signing_in.upper()):
        assert revoke(world, token).status_code == 200
    assert me(world, answer).status_code == 200
    missing = world.client.post("/v1/auth/revoke", data={"token_type_hint": "refresh_token"})
    assert (missing.status_code, missing.json()["error"]) == (400, "invalid_request")


def test_signing_out_twice_is_told_once(world: World, person: Person) -> None:
    answer = sign_in(world, person.email)
    for _ in range(2):
        revoke(world, token_of(answer))
    told = [entry for entry in audit_of(world, world.indigo) if entry["as"] == "system: signing out"]
    assert [entry["who"] for entry in told] == [str(person.user_id)]


def test_a_sign_in_lasts_as_long_as_the_role(world: World, person: Person) -> None:
    signing.change(world, person, Membership, person.membership_id, valid_to=clock.now() + timedelta(days=2))
    first = token_of(sign_in(world, person.email))
    with later(days=1):
        second = renew(world, first)
        assert me(world, second).status_code == 200
    with later(days=2, seconds=1):
        assert refused(renew(world, token_of(second)))
