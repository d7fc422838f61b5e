"""Access tokens: ours are read, and nothing else is."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from jose import jwt
from jose.exceptions import JWTError

from app.auth import tokens
from app.auth.keys import open_ring, rotate
from app.auth.tokens import AccessClaims
from app.core.ids import uuid7
from app.core.problems import SignedOut
from app.core.settings import settings
from tests.auth.forgeries import FORGERIES, GOOD, NOW, PEM, RING, SECONDS, WHO, with_claims


@pytest.mark.parametrize("token", [pytest.param(token, id=name) for name, token in FORGERIES.items()])
def test_a_forged_or_broken_token_is_refused_between_two_good_ones(token):
    assert tokens.read(RING, GOOD, NOW).user_id == WHO.user_id
    with pytest.raises(SignedOut) as refusal:
        tokens.read(RING, token, NOW)
    assert refusal.value.__suppress_context__
    assert not refusal.value.members
    assert tokens.read(RING, GOOD.encode(), NOW).user_id == WHO.user_id


def test_the_table_holds_as_many_different_tokens_as_it_says():
    assert len({repr(token) for token in FORGERIES.values()}) >= 300


def test_python_jose_alone_lets_many_of_them_pass_or_fails_in_another_way():
    passed, escaped = [], []
    for name, token in FORGERIES.items():
        try:
            jwt.decode(token, PEM.decode(), algorithms=["ES256"], audience="learnbridge", issuer="learnbridge")
            passed.append(name)
        except JWTError:
            pass
        except Exception:
            escaped.append(name)
    assert {"claim exp 0", "claim exp 5", "claim aud 0", "header crit 1", "header typ 3"} < set(passed)
    assert "shape: signature respelt" in passed
    assert len(passed) >= 150
    assert "claims are exp 1e400" in escaped


def test_a_token_says_who_for_how_long_and_by_which_id():
    first, second = (tokens.read(RING, tokens.issue(RING, WHO, NOW), NOW) for _ in range(2))
    assert (first.user_id, first.organisation_id, first.membership_id) == (
        WHO.user_id,
        WHO.organisation_id,
        WHO.membership_id,
    )
    assert (first.sign_in_id, first.role) == (WHO.sign_in_id, "coordinator")
    assert (first.issued_at, first.expires_at) == (SECONDS, SECONDS + 900)
    assert first.token_id != second.token_id != UUID(int=0)


def test_a_token_ends_to_the_second():
    token = tokens.issue(RING, WHO, NOW)
    assert tokens.read(RING, token, NOW + timedelta(seconds=899.999))
    with pytest.raises(SignedOut):
        tokens.read(RING, token, NOW + timedelta(seconds=900))


def test_a_machine_whose_clock_is_half_a_minute_ahead_may_issue():
    assert tokens.read(RING, tokens.issue(RING, WHO, NOW + timedelta(seconds=30)), NOW)
    with pytest.raises(SignedOut):
        tokens.read(RING, tokens.issue(RING, WHO, NOW + timedelta(seconds=31)), NOW)


def test_a_claim_of_a_later_version_does_no_harm():
    assert tokens.read(RING, with_claims(locale="sr-Latn"), NOW).role == "coordinator"


def test_a_role_that_could_not_be_read_back_is_not_issued():
    with pytest.raises(ValueError, match="role"):
        tokens.issue(RING, AccessClaims(uuid7(), uuid7(), uuid7(), uuid7(), "Head Teacher"), NOW)


def test_the_life_comes_from_the_settings(monkeypatch):
    short = settings().model_copy(update={"access_minutes": 5})
    monkeypatch.setattr(tokens, "settings", lambda: short)
    assert tokens.read(RING, tokens.issue(RING, WHO, NOW), NOW).expires_at == SECONDS + 300


def test_rotation_refuses_no_token_until_its_key_is_taken_away(tmp_path: Path):
    ring = open_ring(tmp_path, pem="")
    before = tokens.issue(ring, WHO, NOW)
    rotate(tmp_path)
    assert tokens.read(ring, before, NOW)
    elsewhere = open_ring(tmp_path, pem="")
    assert tokens.read(elsewhere, before, NOW)
    assert tokens.read(ring, tokens.issue(elsewhere, WHO, NOW), NOW)
    min(tmp_path.glob("*.pem")).unlink()
    with pytest.raises(SignedOut):
        tokens.read(open_ring(tmp_path, pem=""), before, NOW)
