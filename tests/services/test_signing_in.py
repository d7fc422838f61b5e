"""What holds when many sign in, guess, disable and end at once; and that the switched-off twin would not hold."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth import attempts
from app.auth.attempts import PAIR, WINDOW, Limit
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core.database import Database
from app.core.problems import TooManyRequests
from app.models import Attempt, Membership, SignIn, User
from app.models.account import UserStatus
from app.models.membership import Role
from app.services.people import leaving
from app.services.sign_in import signing_in
from tests import signing
from tests.acting import acting
from tests.signing import give_password, me, second_membership, sign_in
from tests.world import World

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
GUESS = attempts.guess("ana@indigo.example", "203.0.113.7", "learnbridge")


def counted(database: Database, at: datetime = NOON, tried: attempts.Guess = GUESS) -> bool:
    """Whether an attempt is heard."""
    with at_work(database, at) as db:
        try:
            attempts.count(db, tried)
        except TooManyRequests:
            return False
        db.commit()
        return True


def at_work(database: Database, at: datetime) -> OwnedSession:
    """The system before it knows an organisation, at an instant."""
    db = OwnedSession(database, System(None, "test data"))
    db.at = at
    return db


def test_many_guesses_at_once_gain_nothing(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        heard = list(threads.map(lambda _: counted(database), range(40)))
    assert sum(heard) == PAIR.free


def test_counting_after_the_comparison_would_let_them_all_through(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late:
        def run_many(self, *_: Any) -> None:
            """Counts nothing yet."""

    monkeypatch.setattr(attempts, "MARK", {"sqlite": Late(), "postgresql": Late()})
    assert all(counted(database) for _ in range(40))


def test_success_takes_back_only_ones_own_attempt_from_the_network(database: Database) -> None:
    strangers = [attempts.guess(f"{n}@indigo.example", "203.0.113.7", "learnbridge") for n in range(99)]
    assert all(counted(database, tried=stranger) for stranger in strangers)
    assert counted(database)
    with at_work(database, NOON) as db:
        attempts.succeed(db, GUESS)
        db.commit()
    assert counted(database, tried=strangers[0])
    assert not counted(database, tried=attempts.guess("eva@indigo.example", "203.0.113.7", "learnbridge"))


def test_old_counters_are_cleared_away(database: Database) -> None:
    old = [attempts.guess(f"{n}@indigo.example", f"10.0.{n}.1", "learnbridge") for n in range(5)]
    assert all(counted(database, NOON - timedelta(days=40), tried) for tried in old)
    assert counted(database)
    with at_work(database, NOON) as db:
        attempts.succeed(db, GUESS)
        left = db.execute(sa.select(Attempt.key)).scalars().all()
    assert set(left) == set(GUESS)


@pytest.mark.parametrize(
    ("failures", "passed", "wait"),
    [(4, 0, 0), (5, 0, 1), (5, 1, 0), (6, 0, 2), (6, 1, 1), (14, 0, 512), (15, 0, 900), (10**6, 0, 900)],
)
def test_the_wait_doubles_and_passes(failures: int, passed: int, wait: int) -> None:
    assert Limit(5, 900).wait(failures, NOON, NOON + timedelta(seconds=passed)) == wait


def test_the_wait_is_over_with_the_window() -> None:
    assert Limit(5, 10**6).wait(10**6, NOON, NOON + WINDOW) == 0


def test_counters_of_one_installation_mean_nothing_to_another() -> None:
    here, there = (attempts.guess("ana@indigo.example", "203.0.113.7", name) for name in ("here", "there"))
    assert not set(here) & set(there)


def test_a_user_disabled_while_the_password_is_compared_stays_out(world: World, monkeypatch: Any) -> None:
    person = world.indigo.coordinator
    give_password(world, person)
    real = signing_in.open_memberships

    def overtaken(*given: Any) -> Any:
        places = real(*given)
        signing.change(world, person, User, person.user_id, status=UserStatus.DISABLED)
        return places

    monkeypatch.setattr(signing_in, "open_memberships", overtaken)
    assert sign_in(world, person.email).status_code == 401


def test_signing_in_and_disabling_at_once_leave_nobody_in(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    path = f"/v1/users/{person.user_id}/disable"
    with ThreadPoolExecutor(6) as threads:
        entries = [threads.submit(sign_in, world, person.email) for _ in range(4)]
        left = threads.submit(world.indigo.administrator.post, path, {"reason": "left the programme"})
    assert left.result().status_code == 204
    for entry in entries:
        answer = entry.result()
        assert answer.status_code in (200, 401)
        assert answer.status_code == 401 or me(world, answer).status_code == 401
    with world.as_system(world.indigo) as db:
        mine = sa.select(SignIn).where(SignIn.user_id == person.user_id, SignIn.ended_at.is_(None))  # type: ignore[union-attr]
        assert db.execute(mine).first() is None


def test_two_administrators_cannot_remove_each_other_at_once(world: World) -> None:
    first, second = world.indigo.administrator, world.indigo.educator
    give_password(world, second)
    role = second_membership(world, second, world.indigo, Role.ADMINISTRATOR)
    other = sign_in(world, second.email, membership=role.id)
    reason = {"reason": "left the programme"}
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first.post, f"/v1/users/{second.user_id}/disable", reason)
        path = f"/v1/users/{first.user_id}/disable"
        two = threads.submit(signing.as_bearer, world, other, "POST", path, json=reason)
    assert sorted((one.result().status_code == 204, two.result().status_code == 204)) == [False, True]


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_without_the_lock_both_administrators_could_be_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: two transactions that overlap, neither of which locks the administrators."""
    first, second = world.indigo.administrator, world.indigo.educator
    second_membership(world, second, world.indigo, Role.ADMINISTRATOR)
    assert world.database is not None
    monkeypatch.setattr(leaving, "hold_administrators", lambda _: None)
    with acting(world.database, first) as one, acting(world.database, first) as two:
        leaving.disable(one, second.user_id, "left the programme")
        leaving.disable(two, first.user_id, "left the programme")
        one.commit()
        two.commit()
    with world.as_system(world.indigo) as db:
        active = sa.select(User.id).where(
            User.status == UserStatus.ACTIVE,  # type: ignore[arg-type]
            User.id.in_(sa.select(Membership.user_id).where(Membership.role == Role.ADMINISTRATOR)),  # type: ignore[attr-defined,arg-type]
        )
        assert db.execute(active).first() is None
