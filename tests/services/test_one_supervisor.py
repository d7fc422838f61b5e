"""A volunteer has one supervisor at a time, also when two are given at once."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.auth.session import OwnedSession
from app.core import clock
from app.core.problems import DomainError
from app.models import SupervisorAssignment
from app.models.membership import SupervisorAssignmentCreate
from app.services.people import granting
from tests.acting import acting
from tests.world import World


def supervision(world: World, **term: datetime) -> SupervisorAssignmentCreate:
    people = world.indigo.people
    pair = {"supervisor_id": people["supervisor"].user_id, "volunteer_id": people["volunteer2"].user_id}
    return SupervisorAssignmentCreate(**pair, **term)


def at_once(world: World) -> list[str]:
    """One supervision is made and not committed yet when another begins; what became of both."""
    assert world.database is not None
    year = {"valid_to": clock.now() + timedelta(days=365)}  # so that no index, only the lock, can tell

    def second() -> str:
        with acting(world.database, world.indigo.coordinator) as db:
            try:
                granting.supervise(db, supervision(world, **year))
            except DomainError as error:
                return error.slug
            db.commit()
        return "made"

    with ThreadPoolExecutor(1) as other, acting(world.database, world.indigo.coordinator) as db:
        granting.supervise(db, supervision(world, **year))
        waiting: Future[str] = other.submit(second)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        db.commit()
        return ["made", waiting.result(timeout=10)]


def test_of_two_supervisions_at_once_the_second_sees_the_first(below: World) -> None:
    assert at_once(below) == ["made", "already-supervised"]


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_without_the_lock_both_would_stand(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    find: Any = OwnedSession.find
    monkeypatch.setattr(OwnedSession, "find", lambda db, model, id, *, lock=False: find(db, model, id))
    monkeypatch.setattr(granting.keeping_gate, "require_cleared", lambda *_: None)  # which locks the supervisor
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        at_once(below)


def test_a_supervision_follows_another_but_never_overlaps_one(world: World) -> None:
    boss, people = world.indigo.coordinator, world.indigo.people
    now = clock.now()
    pair = {"supervisor_id": str(people["supervisor"].user_id), "volunteer_id": str(people["volunteer"].user_id)}
    path = f"/v1/supervisor-assignments/{world.indigo.supervision}"

    def give(start: int | None, end: int | None) -> Any:
        term = {"valid_from": start, "valid_to": end}
        days = {name: (now + timedelta(days=days)).isoformat() for name, days in term.items() if days is not None}
        return boss.post("/v1/supervisor-assignments", {**pair, **days})

    refused = give(None, None)
    assert refused.json()["type"] == "/problems/already-supervised"
    assert refused.json()["present"] == str(world.indigo.supervision)
    assert give(10, 20).status_code == 409
    assert boss.patch(path, {"valid_to": (now + timedelta(days=5)).isoformat()}).status_code == 200
    assert give(4, None).status_code == 409
    assert give(5, 10).status_code == 201
    assert give(20, None).status_code == 201
    assert give(8, 12).status_code == give(15, None).status_code == give(15, 21).status_code == 409
    assert give(10, 20).status_code == 201
    longer = boss.patch(path, {"valid_to": (now + timedelta(days=6)).isoformat()})
    assert longer.json()["type"] == "/problems/already-supervised"
    with world.as_system(world.indigo) as db:
        assert db.find(SupervisorAssignment, world.indigo.supervision).version == 2
