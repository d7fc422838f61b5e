"""What is sealed at rest is plain in every answer, and nowhere kept in the clear: lists, writes, retries, refusals."""

from typing import Any

import sqlalchemy as sa

from app.auth import opening, resealing
from app.core.ids import uuid7
from app.models import IdempotencyKey
from tests.world import World

SECRET = "Отац је опасан: не звати 🗝"
kept: sa.Table = IdempotencyKey.__table__  # type: ignore[attr-defined]


def aunt(world: World, **more: Any) -> dict[str, Any]:
    own = {"id": str(uuid7()), "family_id": str(world.indigo.petrovic), "given_name": "Ana", "relation": "mother"}
    return {**own, **more}


def bodies(world: World) -> list[str]:
    assert world.database is not None
    with world.database.owner() as connection:
        return list(connection.scalars(sa.select(kept.c.body).order_by(kept.c.key)))


def test_a_sealed_member_is_plain_in_every_answer(world: World) -> None:
    coordinator, path = world.indigo.coordinator, f"/v1/guardians/{world.indigo.jelena}"
    before = coordinator.get(path)
    changed = coordinator.patch(path, {"safety_note": SECRET})
    assert changed.json()["safety_note"] == SECRET
    read = coordinator.get(path)
    assert (read.content, read.headers["etag"]) == (changed.content, changed.headers["etag"])
    assert coordinator.get(path, headers={"if-none-match": read.headers["etag"]}).status_code == 304
    for person in (coordinator, world.indigo.supervisor):
        assert [one["safety_note"] for one in person.get("/v1/guardians").json()["items"]] == [SECRET]
    only = coordinator.get(path, params={"fields": "safety_note"}).json()
    assert only == {"id": str(world.indigo.jelena), "safety_note": SECRET}
    for name in ("educator", "mediator", "volunteer", "teacher", "guardian"):
        answer = world.indigo.people[name].get(path)
        assert answer.status_code == 200
        assert "safety" not in answer.text
    stale = coordinator.patch(path, {"surname": "Ilić"}, etag=before.headers["etag"])
    assert (stale.status_code, stale.json()["current"]["safety_note"]) == (412, SECRET)
    assert world.database is not None
    assert resealing.rotate(world.database, world.indigo.id) == 2
    assert resealing.reseal(world.database, world.indigo.id) >= 1
    assert coordinator.get(path).headers["etag"] == read.headers["etag"]
    for way in ("sort=safety_note", "safety_note=x", "q=опасан"):
        assert coordinator.get(f"/v1/guardians?{way}").json().get("items", []) == []


def test_a_retry_is_answered_in_plain_from_a_sealed_memory(world: World) -> None:
    coordinator, body = world.indigo.coordinator, aunt(world, safety_note=SECRET)
    first = coordinator.post("/v1/guardians", body, headers={"idempotency-key": "a"})
    again = coordinator.post("/v1/guardians", body, headers={"idempotency-key": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    same = coordinator.post("/v1/guardians", body)
    assert (same.status_code, same.content) == (200, first.content)
    other = coordinator.post("/v1/guardians", {**body, "safety_note": "Отац"})
    assert (other.status_code, other.json()["type"].rsplit("/", 1)[-1]) == (409, "id-conflict")
    by_mediator = world.indigo.mediator.post("/v1/guardians", aunt(world), headers={"idempotency-key": "b"})
    assert by_mediator.status_code == 201
    sealed, plain = bodies(world)
    assert sealed.startswith("s1.")
    assert plain.startswith("{"), "an answer without sensitive members is kept as it is"


def test_reads_without_a_sealed_member_never_come_near_the_keys(world: World, monkeypatch: Any) -> None:
    world.indigo.coordinator.patch(f"/v1/guardians/{world.indigo.jelena}", {"safety_note": SECRET})

    def never(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(opening, "members", never)
    for path in ("children", "guardians", "families", "sessions"):
        assert world.indigo.educator.get(f"/v1/{path}").status_code == 200
    assert world.indigo.coordinator.get("/v1/children").status_code == 200
    assert world.indigo.coordinator.get("/v1/guardians").status_code == 500
