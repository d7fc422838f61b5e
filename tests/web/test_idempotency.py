"""Idempotency-Key: a retry after a lost answer gets that answer, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core import clock
from app.models import IdempotencyKey, School, SignIn
from tests.acting import inside, left
from tests.world import Person, World

keys = IdempotencyKey.__table__  # type: ignore[attr-defined]
SITE = {"name": "Library", "kind": "library"}
KEY = "0197-retry-this"


def post(person: Person, path: str, body: Any, key: str = KEY) -> Any:
    return person.post(path, body, headers={"idempotency-key": key})


def kept(world: World) -> list[Any]:
    with inside(world.database, world.indigo.id) as connection:
        return list(connection.execute(sa.select(keys).where(keys.c.organisation_id == world.indigo.id)).all())


def sites(person: Person) -> list[str]:
    return [row["name"] for row in person.get("/v1/sites").json()["items"]]


def test_the_same_request_again_gets_the_same_answer(world: World) -> None:
    person = world.indigo.administrator
    first, again = post(person, "/v1/sites", SITE), post(person, "/v1/sites", SITE)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for header in ("location", "etag", "content-type", "cache-control"):
        assert again.headers[header] == first.headers[header]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert sites(person).count("Library") == 1


def test_a_move_is_made_once(world: World) -> None:
    path = f"/v1/sessions/{world.indigo.owls_held}/reopen"
    first, again = (post(world.indigo.volunteer, path, {"reason": "By mistake"}) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
    assert post(world.indigo.volunteer, path, {"reason": "By mistake"}, "another").status_code == 409
    assert len([move for move in left(world.database, world.indigo.id).transitions if move[0] == "reopen"]) == 1


def test_another_request_with_the_key_is_refused(world: World) -> None:
    person = world.indigo.administrator
    assert post(person, "/v1/sites", SITE).status_code == 201
    for path, body in (("/v1/sites", {**SITE, "name": "Other"}), ("/v1/schools", {"name": "x", "kind": "primary"})):
        answer = post(person, path, body)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
        assert "Library" not in answer.text
    assert sites(person) == ["Online", "Library"]


def test_a_key_belongs_to_a_membership(world: World) -> None:
    for person in (world.indigo.administrator, world.indigo.coordinator, world.red_cross.administrator):
        answer = post(person, "/v1/sites", SITE)
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (201, False)
    assert sites(world.indigo.administrator).count("Library") == 2


def test_a_request_that_fails_leaves_no_key(world: World) -> None:
    person = world.indigo.coordinator
    wrong = {"school_id": str(world.red_cross.school), "school_year": "2026/2027", "grade": 3, "label": "III-9"}
    assert post(person, "/v1/school-classes", wrong).status_code == 422
    assert post(person, "/v1/school-classes", {"label": ""}).status_code == 422
    assert post(person, f"/v1/sessions/{world.indigo.owls_held}/hold", {}).status_code == 422
    assert post(world.indigo.partner, "/v1/sites", SITE).status_code == 403
    assert kept(world) == []
    right = {**wrong, "school_id": str(world.indigo.school)}
    assert post(person, "/v1/school-classes", right).status_code == 201
    assert [row.key for row in kept(world)] == [KEY]
    # A double is a refusal too.
    assert post(person, "/v1/school-classes", right, "another").status_code == 409
    assert [row.key for row in kept(world)] == [KEY]


def test_sixteen_at_once_with_one_key_make_one_row(world: World) -> None:
    person = world.indigo.administrator
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(person, "/v1/sites", SITE), range(16)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 15
    assert sites(person).count("Library") == 1
    assert len(kept(world)) == 1


def test_sixteen_at_once_with_one_key_and_other_bodies_make_one_row(world: World) -> None:
    person = world.indigo.administrator
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: post(person, "/v1/sites", {**SITE, "name": f"Site {n}"}), range(16)))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 15
    assert len(sites(person)) == 2


def test_a_key_is_forgotten_after_seven_days(world: World) -> None:
    person = world.indigo.administrator
    assert post(person, "/v1/sites", SITE).status_code == 201
    for age, status in ((timedelta(days=6, hours=23), 422), (timedelta(days=7, minutes=1), 201)):
        with inside(world.database, world.indigo.id) as connection:
            connection.execute(sa.update(keys).values(at=clock.now() - age))
        assert post(person, "/v1/sites", {**SITE, "name": "Other"}).status_code == status
    assert [row.key for row in kept(world)] == [KEY]


def test_without_a_key_each_request_counts(world: World) -> None:
    for _ in range(2):
        assert world.indigo.administrator.post("/v1/sites", SITE).status_code == 201
    assert kept(world) == []
    assert sites(world.indigo.administrator).count("Library") == 2


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "key", ["", " ", "a b", "x" * 256, "tab\there", "ключ".encode(), "caf\u00e9".encode("latin-1")]
)
def test_a_key_that_is_none_is_refused(world: World, key: Any) -> None:
    answer = post(world.indigo.administrator, "/v1/sites", SITE, key)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("header/idempotency-key", "wrong_format")
    assert sites(world.indigo.administrator) == ["Online"]


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_the_longest_key_is_kept(world: World) -> None:
    for expected in (False, True):
        answer = post(world.indigo.administrator, "/v1/sites", SITE, "~" * 255)
        assert ("idempotency-replayed" in answer.headers) is expected


def test_a_kept_answer_is_for_those_who_may_still_ask(world: World) -> None:
    person = world.indigo.administrator
    assert post(person, "/v1/sites", SITE).status_code == 201
    with world.as_system(world.indigo) as db:
        db.find(SignIn, person.sign_in_id).ended_at = db.at
        db.commit()
    assert post(person, "/v1/sites", SITE).status_code == 401


def test_a_kept_answer_does_nothing_again(world: World) -> None:
    person = world.indigo.administrator
    made = post(person, "/v1/schools", {"name": "A", "kind": "primary"})
    person.patch(made.headers["location"], {"name": "B"})
    before = left(world.database, world.indigo.id)
    assert post(person, "/v1/schools", {"name": "A", "kind": "primary"}).json()["name"] == "A"
    assert left(world.database, world.indigo.id) == before
    with world.as_system(world.indigo) as db:
        assert db.find(School, UUID(made.json()["id"])).name == "B"
