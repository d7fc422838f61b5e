"""The shell of the API: what an operation must say to start, and what is refused before it is asked."""

import inspect
import re
from typing import Any, Literal

import orjson
import pytest

from app.core.shapes import Body
from app.main import create_app
from app.models import School
from app.models.membership import Role
from app.models.school import SchoolCreate, SchoolRead
from app.web.answer import Answer
from app.web.api import PUBLIC, SIGNED_IN, Access, Api, Operation
from app.web.call import Call, Reader
from app.web.contract import camel
from app.web.db import Db
from app.web.parameters import Form, Kind, parameters_of
from app.web.received import asked
from tests.world import World

OPERATIONS = [route for route in create_app().routes if isinstance(route, Operation)]
sqlite_only = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
SCHOOL = b'{"name":"x","kind":"primary"}'
JSON = {"content-type": "application/json"}


def ids(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


@pytest.mark.parametrize("operation", OPERATIONS, ids=ids)
def test_every_operation_says_who_may_call_and_what_it_does(operation: Operation) -> None:
    assert isinstance(operation.access, Access)
    assert operation.access in (PUBLIC, SIGNED_IN) or operation.access.roles, "nobody may call it"
    assert operation.about["summary"]
    assert not operation.about["summary"].endswith(".")
    assert (inspect.getdoc(operation.work) or "").splitlines()[0].endswith(".")
    assert re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)+", operation.operation_id) or not operation.path.startswith("/v1/")
    assert operation.methods == {operation.method}
    # A verb on the model is asked of whoever is signed in: nothing that touches data is public.
    assert operation.access is not PUBLIC or not operation.kinds & {Kind.READER, Kind.DB}


def test_operations_have_names_and_places_of_their_own() -> None:
    # A page is there with and without a slash at its end, under one name.
    names = [operation.operation_id for operation in OPERATIONS if operation.about.get("include_in_schema", True)]
    places = [(operation.method, operation.path) for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert len(set(places)) == len(places)
    shapes = [(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in places]
    assert len(set(shapes)) == len(shapes), "two operations differ in the name of a variable alone"
    assert len(OPERATIONS) > 80


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.path.startswith("/v1/")], ids=ids)
def test_paths_and_verbs_keep_the_conventions(operation: Operation) -> None:
    segments = [segment for segment in operation.path.split("/")[2:] if segment and not segment.startswith("{")]
    assert all(re.fullmatch(r"[a-z]+([-_][a-z]+)*", segment) for segment in segments)
    assert operation.path.count("{") <= 2
    assert not operation.path.endswith("/")
    if operation.method == "GET":
        assert Kind.DB not in operation.kinds, "a read is no transaction"
    if Kind.DB in operation.kinds:
        assert not inspect.iscoroutinefunction(operation.work)
    if operation.method == "PATCH":
        assert operation.about["responses"].keys() >= {412, 428}


def refused(endpoint: Any, path: str = "/{id}", method: str = "get") -> str:
    """What stops the start of an application with this endpoint."""
    with pytest.raises(TypeError) as refusal:
        getattr(Api("/v1/things", tag="things"), method)(path, Access(School, "read"))(endpoint)
    return str(refusal.value)


def test_an_endpoint_that_does_not_say_enough_does_not_start() -> None:
    async def silent(reader: Reader, id: int) -> Answer[SchoolRead]:
        raise NotImplementedError

    async def shapeless(reader: Reader, id: int) -> Answer:  # type: ignore[type-arg]
        """Read."""
        raise NotImplementedError

    async def untyped(reader: Reader, id: int) -> dict[str, str]:
        """Read."""
        raise NotImplementedError

    async def strange(reader: Reader, id: int, limit: int) -> Answer[SchoolRead]:
        """Read."""
        raise NotImplementedError

    async def waiting(db: Db, id: int) -> Answer[SchoolRead]:
        """Read."""
        raise NotImplementedError

    assert "docstring" in refused(silent)
    assert "must say what it answers" in refused(shapeless)
    assert "must say what it answers" in refused(untyped)
    assert "not a parameter" in refused(strange)
    assert "not async" in refused(waiting)
    with pytest.raises(TypeError):
        Api("/v1/things", tag="things").get("")  # type: ignore[call-arg]


def test_parameters_are_known_by_their_types() -> None:
    class Some(Form):
        a: str

    def endpoint(db: Db, call: Call, reader: Reader, new: SchoolCreate, form: Some, id: int) -> Answer[None]:
        raise NotImplementedError

    found = {one.name: one.kind for one in parameters_of(endpoint, "/x/{id}")}
    expected = {
        "db": Kind.DB,
        "call": Kind.CALL,
        "reader": Kind.READER,
        "new": Kind.BODY,
        "form": Kind.FORM,
        "id": Kind.PATH,
    }
    assert found == expected


def test_names_become_camel_case() -> None:
    assert [camel(name) for name in ("list_school_classes", "read", "hold_session")] == [
        "listSchoolClasses",
        "read",
        "holdSession",
    ]


def test_access_names_the_roles_of_the_table() -> None:
    assert SIGNED_IN.roles == [role.value for role in Role]
    assert PUBLIC.roles == []
    assert Access(School, "create").roles == ["administrator", "coordinator", "mediator"]


def test_a_query_is_read_once_and_strictly() -> None:
    assert asked(b"") == {}
    assert asked(b"a=1&b=%D0%96&c=") == {"a": "1", "b": "Ж", "c": ""}
    for wrong in (b"a=1&a=2", b"&".join(b"a%d=1" % n for n in range(101)), b"a=%00"):
        with pytest.raises(Exception, match="invalid-request"):
            asked(wrong)


def answered(answer: Any, status: int, slug: str) -> None:
    """A problem document, with the id of the request and nothing of what was sent."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert (found["type"], found["status"]) == (f"/problems/{slug}", status)
    assert found["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["content-language"] == "en"
    assert "canary" not in answer.text.lower()


BODIES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "invalid-json"),
    "half": (b'{"name":"canary"', 400, "invalid-json"),
    "two documents": (b"{}{}", 400, "invalid-json"),
    "not utf-8": (b'{"name":"\xff\xfe"}', 400, "invalid-json"),
    "a byte order mark": (b"\xef\xbb\xbf{}", 400, "invalid-json"),
    "a double key": (b'{"name":"canary","name":"b","kind":"primary"}', 400, "invalid-json"),
    "an escaped double key": (b'{"name":"canary","n\\u0061me":"b","kind":"primary"}', 400, "invalid-json"),
    "not a number": (b'{"name":NaN}', 400, "invalid-json"),
    "infinity": (b'{"name":1e999}', 400, "invalid-json"),
    "a number too large": (b'{"name":%d}' % 2**70, 400, "invalid-json"),
    "NUL": (b'{"name":"a\\u0000b","kind":"primary"}', 400, "invalid-json"),
    "half a surrogate": (b'{"name":"\\ud800","kind":"primary"}', 400, "invalid-json"),
    "too deep": (b'{"name":' + b"[" * 40 + b"]" * 40 + b"}", 400, "invalid-json"),
    "far too deep": (b"[" * 100_000, 400, "invalid-json"),
    "a list": (b"[]", 422, "invalid-request"),
    "a text": (b'"canary"', 422, "invalid-request"),
    "null": (b"null", 422, "invalid-request"),
    "an unknown member": (b'{"name":"x","kind":"primary","nonsense":1}', 422, "invalid-request"),
    "a wrong type": (b'{"name":5,"kind":"primary"}', 422, "invalid-request"),
    "a wrong code": (b'{"name":"x","kind":"canary"}', 422, "invalid-request"),
    "a control character": (b'{"name":"canary\\u0007","kind":"primary"}', 422, "invalid-request"),
    "an override of direction": ('{"name":"canary\u202e","kind":"primary"}'.encode(), 422, "invalid-request"),
    "too long a text": (b'{"name":"' + b"canary" * 99 + b'","kind":"primary"}', 422, "invalid-request"),
    "too large": (b'{"name":"' + b"canary " * 200_000 + b'"}', 413, "too-large"),
}


@sqlite_only
def test_a_body_that_two_parsers_could_read_differently_is_refused(world: World) -> None:
    for what, (body, status, slug) in BODIES.items():
        answer = world.indigo.administrator.request("POST", "/v1/schools", content=body, headers=JSON)
        assert answer.status_code == status, what
        answered(answer, status, slug)
    assert len(world.indigo.administrator.get("/v1/schools").json()["items"]) == 1


@sqlite_only
def test_a_body_in_pieces_is_counted_too(world: World) -> None:
    def pieces() -> Any:
        yield from (b'{"name":"', *(b"canary" * 1000 for _ in range(400)), b'"}')

    def small() -> Any:
        yield from (b'{"name"', b':"x","ki', b'nd":"primary"}')

    answered(
        world.indigo.administrator.request("POST", "/v1/schools", content=pieces(), headers=JSON), 413, "too-large"
    )
    assert world.indigo.administrator.request("POST", "/v1/schools", content=small(), headers=JSON).status_code == 201


@sqlite_only
def test_only_json_is_taken_as_json(world: World) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonx", "text/json"):
        answer = world.indigo.administrator.request(
            "POST", "/v1/schools", content=SCHOOL, headers={"content-type": kind}
        )
        answered(answer, 415, "unsupported-media-type")
    for kind in ("application/json", "application/json; charset=utf-8", "Application/JSON"):
        answer = world.indigo.administrator.request(
            "POST", "/v1/schools", content=SCHOOL, headers={"content-type": kind}
        )
        assert answer.status_code == 201
    path = f"/v1/schools/{world.indigo.school}"
    headers = {"content-type": "application/merge-patch+json", "if-match": "*"}
    assert (
        world.indigo.administrator.request("PATCH", path, content=b'{"name":"y"}', headers=headers).status_code == 200
    )
    answered(world.client.post("/v1/auth/token", content=b"{}", headers=JSON), 415, "unsupported-media-type")


@sqlite_only
def test_all_wrong_values_are_named_at_once(world: World) -> None:
    answer = world.indigo.administrator.post("/v1/schools", {"name": "", "kind": "canary", "nonsense": 1})
    answered(answer, 422, "invalid-request")
    assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} == {
        ("/name", "too_short"),
        ("/kind", "not_allowed"),
        ("/nonsense", "unknown"),
    }
    answer = world.indigo.administrator.get("/v1/schools/canary?nonsense=1")
    answered(answer, 422, "invalid-request")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["path/id", "query/nonsense"]
    answered(world.indigo.administrator.get("/v1/schools?limit=1&limit=2"), 422, "invalid-request")


@sqlite_only
def test_who_may_not_call_is_told_before_the_body_is_looked_at(world: World) -> None:
    answered(world.client.post("/v1/schools", content=b"{", headers=JSON), 401, "signed-out")
    answered(world.indigo.volunteer.request("POST", "/v1/schools", content=b"{", headers=JSON), 403, "forbidden")
    answered(world.client.get("/v1/schools?nonsense=1"), 401, "signed-out")
    for header in ("", "Bearer", "Bearer ", "Basic abc", "Bearer x.y.z", "bearer  x", "Bearer " + "x" * 3000):
        answer = world.client.get("/v1/schools", headers={"authorization": header})
        answered(answer, 401, "signed-out")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@sqlite_only
def test_a_patch_names_what_it_changes(world: World) -> None:
    path = f"/v1/schools/{world.indigo.school}"
    answered(world.indigo.administrator.patch(path, {}), 422, "invalid-request")
    for member in ("name", "kind", "languages"):
        answer = world.indigo.administrator.patch(path, {member: None})
        answered(answer, 422, "invalid-request")
        assert answer.json()["errors"][0]["pointer"] == f"/{member}"
    for closed in ("id", "version", "created_at", "organisation_id", "search_key"):
        answer = world.indigo.administrator.patch(path, {closed: "x"})
        assert answer.json()["errors"] == [
            {"pointer": f"/{closed}", "code": "unknown", "detail": "There is no such member here."}
        ]


@sqlite_only
def test_an_answer_carries_the_id_that_the_client_gave(world: World) -> None:
    given = world.indigo.administrator.get("/v1/schools", headers={"x-request-id": "my-request-0001"})
    assert given.headers["x-request-id"] == "my-request-0001"
    for wrong in ("short", "a b c d e f g", "x" * 65):
        answer = world.indigo.administrator.get("/v1/schools", headers={"x-request-id": wrong})
        assert answer.headers["x-request-id"] != wrong


def test_an_answer_of_nothing_has_no_body() -> None:
    answer: Answer[Literal[None]] = Answer.nothing()
    assert (answer.status, answer.body, answer.headers) == (204, b"", ())
    made: Answer[Any] = Answer.json({"ж": 1}, 202)
    assert (made.status, orjson.loads(made.body)) == (202, {"ж": 1})


def test_bodies_are_strict() -> None:
    class Thing(Body):
        n: int

    for wrong in ('{"n":"1"}', '{"n":1.0}', '{"n":true}', '{"n":1,"x":2}', "{}"):
        with pytest.raises(ValueError, match="validation error"):
            Thing.model_validate_json(wrong)
