"""Writes over HTTP: one transaction, committed before the answer; versions, ids and what the database refuses."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.ids import uuid7
from app.core.problems import Conflict, IdConflict, ReferenceNotFound, StillReferenced, Unavailable
from app.models import MentorGroup, School, Site
from app.web.refusals import of_integrity, translated
from tests.acting import cut_connections, inside, left
from tests.world import World

SCHOOL = {"name": "Школа", "kind": "primary"}


def type_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def names(world: World) -> list[str]:
    table = School.__table__  # type: ignore[attr-defined]
    with inside(world.database, world.indigo.id) as connection:
        mine = sa.select(table.c.name).where(table.c.organisation_id == world.indigo.id)
        return list(connection.execute(mine.order_by(table.c.name)).scalars())


def test_what_is_answered_is_committed(world: World) -> None:
    made = world.indigo.administrator.post("/v1/schools", SCHOOL)
    assert made.status_code == 201
    assert made.headers["location"] == f"/v1/schools/{made.json()['id']}"
    assert SCHOOL["name"] in names(world)


def test_what_fails_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last thing before the answer fails: the row, its audit and its feed entry go with it."""
    before = left(world.database, world.indigo.id)
    monkeypatch.setattr("app.web.db.Db.created", lambda *_: 1 / 0)
    answer = world.indigo.administrator.post("/v1/schools", SCHOOL, headers={"idempotency-key": "k"})
    assert type_of(answer) == (500, "internal")
    assert SCHOOL["name"] not in names(world)
    assert left(world.database, world.indigo.id) == before
    monkeypatch.undo()
    again = world.indigo.administrator.post("/v1/schools", SCHOOL, headers={"idempotency-key": "k"})
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers


def test_the_same_id_and_content_is_the_same_row(world: World) -> None:
    body = {**SCHOOL, "id": str(uuid7())}
    made = world.indigo.administrator.post("/v1/schools", body)
    again = world.indigo.administrator.post("/v1/schools", body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.content == made.content
    assert "location" not in again.headers
    other = world.indigo.administrator.post("/v1/schools", {**body, "name": "Other"})
    assert type_of(other) == (409, "id-conflict")
    assert names(world).count(SCHOOL["name"]) == 1


def test_an_id_belongs_to_an_organisation(world: World) -> None:
    body = {**SCHOOL, "id": str(world.indigo.school)}
    assert world.red_cross.administrator.post("/v1/schools", body).status_code == 201


@pytest.mark.parametrize(
    "id", ["01980000-0000-4000-8000-000000000001", "ffffffff-ffff-7000-8000-000000000001", "x", 5, ""]
)
@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_an_id_that_no_client_could_have_made_is_refused(world: World, id: Any) -> None:
    answer = world.indigo.administrator.post("/v1/schools", {**SCHOOL, "id": id})
    assert type_of(answer) == (422, "invalid-request")
    assert answer.json()["errors"][0]["pointer"] == "/id"


def test_a_change_says_which_version_it_changes(world: World) -> None:
    person, path = world.indigo.administrator, f"/v1/schools/{world.indigo.school}"
    tag = person.get(path).headers["etag"]
    assert type_of(person.request("PATCH", path, json={"name": "a"})) == (428, "precondition-required")
    changed = person.patch(path, {"name": "a"}, etag=tag)
    assert changed.status_code == 200
    late = person.patch(path, {"name": "b"}, etag=tag)
    assert type_of(late) == (412, "precondition-failed")
    assert late.json()["current"] == changed.json()
    assert late.json()["etag"] == changed.headers["etag"]
    assert person.patch(path, {"name": "b"}, etag=late.json()["etag"]).status_code == 200
    assert person.patch(path, {"name": "c"}, etag="*").status_code == 200
    weak = "W/" + person.get(path).headers["etag"]
    assert person.patch(path, {"name": "d"}, etag=weak).status_code == 412
    assert person.get(path).json()["version"] == 4


def test_a_change_that_changes_nothing_keeps_the_version(world: World) -> None:
    person, path = world.indigo.administrator, f"/v1/schools/{world.indigo.school}"
    before, trail = person.get(path), left(world.database, world.indigo.id)
    same = person.patch(path, {"name": before.json()["name"]})
    assert (same.status_code, same.content) == (200, before.content)
    assert left(world.database, world.indigo.id) == trail


def test_of_many_changes_of_one_version_one_is_made(world: World) -> None:
    person, path = world.indigo.administrator, f"/v1/schools/{world.indigo.school}"
    tag = person.get(path).headers["etag"]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: person.patch(path, {"name": f"name {n}"}, etag=tag), range(12)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 11
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert person.get(path).content == winner.content


def test_a_row_out_of_reach_does_not_exist_for_a_write(world: World) -> None:
    unknown = world.indigo.mediator.patch(f"/v1/families/{uuid7()}", {"municipality": "x"}, etag='"x"')
    for id in (world.indigo.jovic, world.red_cross.hassan):
        answer = world.indigo.mediator.patch(f"/v1/families/{id}", {"municipality": "x"}, etag='"x"')
        assert (answer.status_code, answer.json()["type"]) == (404, unknown.json()["type"])
    assert (
        world.indigo.volunteer.patch(f"/v1/schools/{world.indigo.school}", {"name": "x"}, etag="*").status_code == 403
    )


def test_a_reference_out_of_reach_is_answered_like_one_that_leads_nowhere(world: World) -> None:
    def asked(family: UUID) -> Any:
        body = {"programme_id": str(world.indigo.programme), "family_id": str(family), "first_name": "Ana"}
        answer = world.indigo.mediator.post("/v1/children", body)
        return answer.status_code, {**answer.json(), "request_id": ""}

    assert asked(uuid7())[0] == 422
    assert asked(world.indigo.jovic) == asked(world.red_cross.hassan) == asked(uuid7())


def test_a_row_that_others_refer_to_stays(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.find(MentorGroup, world.indigo.owls).site_id = world.indigo.site
        db.commit()
    answer = world.indigo.administrator.delete(f"/v1/sites/{world.indigo.site}")
    assert type_of(answer) == (409, "still-referenced")
    assert world.indigo.administrator.get(f"/v1/sites/{world.indigo.site}").status_code == 200


def test_a_deletion_answers_with_nothing(world: World) -> None:
    answer = world.indigo.administrator.delete(f"/v1/sites/{world.indigo.site}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert world.indigo.administrator.get(f"/v1/sites/{world.indigo.site}").status_code == 404
    assert left(world.database, world.indigo.id).feed[-1][1:4] == ("sites", world.indigo.site, "deleted")


def test_what_others_may_not_write_is_answered_like_what_does_not_exist(world: World) -> None:
    path = f"/v1/children/{world.indigo.mila}"
    closed = world.indigo.educator.patch(path, {"surname": "x"})
    unknown = world.indigo.educator.patch(path, {"nonsense": "x"})
    assert closed.status_code == unknown.status_code == 422
    pairs = [(error["code"], error["pointer"]) for answer in (closed, unknown) for error in answer.json()["errors"]]
    assert pairs == [("unknown", "/surname"), ("unknown", "/nonsense")]
    assert closed.json()["errors"][0]["detail"] == unknown.json()["errors"][0]["detail"]


REFUSED: list[tuple[str, type[Exception]]] = [
    ("FOREIGN KEY constraint failed", ReferenceNotFound),
    ('insert or update on table "session" violates foreign key constraint "fk_session_group_id"', ReferenceNotFound),
    ('update or delete on table "site" violates foreign key constraint "x": is still referenced from', StillReferenced),
    ("UNIQUE constraint failed: site.organisation_id, site.id", IdConflict),
    ('duplicate key value violates unique constraint "pk_site"', IdConflict),
    ("UNIQUE constraint failed: school_class.organisation_id, school_class.school_id, school_class.label", Conflict),
    ('duplicate key value violates unique constraint "ix_child_organisation_id_code"', Conflict),
    ("UNIQUE constraint failed: group_member.organisation_id, group_member.group_id, group_member.child_id", Conflict),
    ("CHECK constraint failed: ck_mentor_group_places", Conflict),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_what_the_database_refuses_is_told_apart(text: str, problem: type[Exception]) -> None:
    assert type(of_integrity(text)) is problem


@pytest.mark.parametrize("driver", [psycopg.errors.UniqueViolation, sqlite3.IntegrityError])
def test_what_the_bare_driver_refuses_is_a_problem_too(driver: type[Exception]) -> None:
    with pytest.raises(Conflict), translated():
        raise driver('duplicate key value violates unique constraint "ix_child_organisation_id_code"')


@pytest.mark.parametrize("driver", [psycopg.OperationalError, psycopg.errors.QueryCanceled, sqlite3.OperationalError])
def test_a_database_that_fails_is_unavailable(driver: type[Exception]) -> None:
    with pytest.raises(Unavailable), translated():
        raise driver("the connection is lost")
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


def test_a_double_is_a_conflict_that_names_no_value(world: World) -> None:
    year = {"school_id": str(world.indigo.school), "school_year": "2026/2027", "grade": 3, "label": "Canary-3"}
    assert world.indigo.coordinator.post("/v1/school-classes", year).status_code == 201
    answer = world.indigo.coordinator.post("/v1/school-classes", year)
    assert answer.status_code == 409
    assert "Canary" not in answer.text


def test_the_database_goes_away_and_comes_back(world: World) -> None:
    """Cut connections on PostgreSQL, a table that is gone on SQLite: 503 at worst, and then all is well again."""
    person = world.indigo.administrator
    with world.database.owner() as owner:
        if world.database.kind == "postgresql":
            cut_connections(owner)
        else:
            owner.exec_driver_sql("ALTER TABLE school RENAME TO away")
    answers = [person.post("/v1/schools", SCHOOL) for _ in range(3)] + [person.get("/v1/schools") for _ in range(3)]
    assert {answer.status_code for answer in answers} <= {200, 201, 503}
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 503)
    if world.database.kind == "sqlite":
        assert {answer.status_code for answer in answers} == {503}
        with world.database.owner() as owner:
            owner.exec_driver_sql("ALTER TABLE away RENAME TO school")
    for _ in range(3):
        assert person.post("/v1/schools", SCHOOL).status_code == 201
        assert person.get("/v1/schools").status_code == 200


def test_a_session_refuses_what_the_schema_refuses(world: World) -> None:
    with world.as_system(world.indigo) as db, pytest.raises(IntegrityError):
        db.put(Site(id=world.indigo.site, name="x", kind="online"))
