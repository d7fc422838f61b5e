"""One-time codes: good once, for ten minutes and five tries, and guessing is slowed down."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.auth import attempts
from app.core.problems import TooManyRequests
from app.models import OneTimeCode
from app.models.one_time_code import CodePurpose
from app.services.sign_in import confirming
from tests.signing import later
from tests.world import World

SIGN_IN, ACCEPT = CodePurpose.SIGN_IN, CodePurpose.ACCEPT_INVITATION


def issued(world: World) -> str:
    with world.as_system(world.indigo) as db:
        code = confirming.issue(db, SIGN_IN, world.indigo.jelena)
        db.commit()
    return code


def tried(world: World, code: str, host: str = "203.0.113.7", **more: Any) -> bool:
    with world.as_system(world.indigo) as db:
        name, purpose = attempts.guess("jelena", host, "here"), more.get("purpose", SIGN_IN)
        right = confirming.confirm(db, name, purpose, more.get("subject", world.indigo.jelena), code)
        db.commit()
    return right


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_is_right_once_for_its_purpose_and_a_while(below: World) -> None:
    code = issued(below)
    assert (len(code), code.isdigit()) == (6, True)
    assert not tried(below, code, purpose=ACCEPT)
    assert not tried(below, code, subject=below.indigo.mila)
    assert not tried(below, other_than(code))
    with below.as_system(below.indigo) as db:
        assert code not in db.execute(sa.select(OneTimeCode)).scalar_one().digest
    assert tried(below, code)
    assert tried(below, code), "the answer was lost, and the phone asks again"
    with later(minutes=3):
        assert not tried(below, code)
    second, third = issued(below), issued(below)
    assert not tried(below, second) or second == third
    with later(minutes=11):
        assert not tried(below, third)


def test_tries_are_few_for_a_code_and_slower_for_whoever_guesses(below: World) -> None:
    code = issued(below)
    for number in range(confirming.MOST_TRIES):
        assert not tried(below, other_than(code), f"198.51.100.{number}")
    assert not tried(below, code, "192.0.2.1"), "five tries are over, from wherever they came"
    for _ in range(attempts.PAIR.free):
        tried(below, other_than(issued(below)), "2001:db8::1")
    with pytest.raises(TooManyRequests):
        tried(below, issued(below), "2001:db8::1")
