"""Guessing passwords: slowed down alike for addresses that exist and that do not; no way to lock someone out."""

from typing import Any

from app.auth.attempts import ACCOUNT, PAIR
from tests import signing
from tests.signing import PASSWORD, give_password, later, sign_in
from tests.world import World

UNKNOWN = "nobody@indigo.example"
WRONG = "not the password at all"


def guess(world: World, address: str, times: int, host: str = "198.51.100.9") -> list[Any]:
    return [sign_in(world, address, WRONG, host=host) for _ in range(times)]


def test_from_the_fifth_refusal_on_one_has_to_wait(world: World) -> None:
    give_password(world, world.indigo.coordinator)
    answers = guess(world, world.indigo.coordinator.email, PAIR.free + 1)
    assert [answer.status_code for answer in answers] == [401] * PAIR.free + [429]
    slowed = answers[-1]
    assert slowed.json()["type"] == "/problems/too-many-requests"
    assert slowed.headers["retry-after"] == str(slowed.json()["retry_after"]) == "1"


def test_an_address_that_does_not_exist_is_slowed_down_alike(world: World) -> None:
    give_password(world, world.indigo.coordinator)
    known = guess(world, world.indigo.coordinator.email, PAIR.free + 2)
    unknown = guess(world, UNKNOWN, PAIR.free + 2)
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]


def test_while_one_has_to_wait_even_the_right_password_opens_nothing(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    guess(world, person.email, PAIR.free)
    assert sign_in(world, person.email, host="198.51.100.9").status_code == 429
    with later(seconds=2):
        assert sign_in(world, person.email, host="198.51.100.9").status_code == 200


def test_each_refusal_doubles_the_wait_up_to_a_quarter_of_an_hour(world: World) -> None:
    waits = []
    with later(seconds=0) as moving:
        guess(world, UNKNOWN, PAIR.free)
        for _ in range(12):
            slowed = sign_in(world, UNKNOWN, WRONG, host="198.51.100.9")
            waits.append(slowed.json()["retry_after"])
            moving.shift(waits[-1] + 1)
            assert sign_in(world, UNKNOWN, WRONG, host="198.51.100.9").status_code == 401
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_asking_while_one_has_to_wait_does_not_lengthen_it(world: World) -> None:
    guess(world, UNKNOWN, PAIR.free)
    assert {answer.status_code for answer in guess(world, UNKNOWN, 20)} == {429}
    with later(seconds=2):
        assert sign_in(world, UNKNOWN, WRONG, host="198.51.100.9").status_code == 401


def test_success_makes_the_count_begin_again(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    for _ in range(3):
        guess(world, person.email, PAIR.free - 1)
        assert sign_in(world, person.email, host="198.51.100.9").status_code == 200


def test_after_an_hour_the_count_begins_again(world: World) -> None:
    guess(world, UNKNOWN, PAIR.free - 1)
    with later(minutes=61):
        answers = guess(world, UNKNOWN, PAIR.free)
        assert [answer.status_code for answer in answers] == [401] * PAIR.free


def test_neighbours_share_a_count_and_strangers_do_not(world: World) -> None:
    guess(world, UNKNOWN, PAIR.free)
    assert sign_in(world, UNKNOWN, WRONG, host="198.51.100.200").status_code == 429
    assert sign_in(world, UNKNOWN, WRONG, host="198.51.99.9").status_code == 401
    guess(world, UNKNOWN, PAIR.free, "2001:db8:1::1")
    assert sign_in(world, UNKNOWN, WRONG, host="2001:db8:1:ffff::9").status_code == 429
    assert sign_in(world, UNKNOWN, WRONG, host="2001:db8:2::1").status_code == 401


def test_guessing_from_many_networks_is_slowed_but_not_where_the_owner_usually_is(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    assert sign_in(world, person.email, host="192.0.2.1").status_code == 200
    for network in range(ACCOUNT.free):
        assert sign_in(world, person.email, WRONG, host=f"10.0.{network}.1").status_code == 401
    assert sign_in(world, person.email, host="10.1.0.1").status_code == 429
    assert sign_in(world, person.email, host="192.0.2.77").status_code == 200


def test_no_address_and_no_network_is_kept(world: World) -> None:
    guess(world, UNKNOWN, 1)
    for key in signing.attempt_keys(world):
        assert len(key) == 64
        assert int(key, 16)


def test_a_stolen_token_is_no_way_to_guess_the_password(world: World) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    body = {"current": WRONG, "new": signing.OTHER_PASSWORD}
    person.client.host = "198.51.100.9"
    answers = [person.post("/v1/me/password", body) for _ in range(PAIR.free + 1)]
    assert [answer.status_code for answer in answers] == [422] * PAIR.free + [429]
    assert sign_in(world, person.email, PASSWORD, host="198.51.100.9").status_code == 429
