"""Finding an operation by its path: exact, one step a segment; what is not there is a problem like any other."""

import pytest
from starlette.applications import Starlette

from app.web.front import Front
from app.web.parts import Part
from tests.world import World

sqlite_only = pytest.mark.parametrize("template", ["sqlite"], indirect=True)


def front(*addresses: tuple[str, str]) -> Front:
    """A front with an operation at each address, none of them loaded."""
    lines = [f'@router.{method.lower()}("{path}", PUBLIC)' for method, path in addresses]
    return Front(Starlette(), [Part("app.routers.things", "\n".join(('router = Api("", tag="things")', *lines)))], None)


PLACES = (
    ("GET", "/v1/things"),
    ("POST", "/v1/things"),
    ("GET", "/v1/things/{id}"),
    ("GET", "/v1/things/overdue"),
    ("POST", "/v1/things/{id}/hold"),
    ("GET", "/v1/things/{id}/parts/{part_id}"),
    ("GET", "/"),
)


@pytest.mark.parametrize(
    ("path", "found", "values"),
    [
        ("/v1/things", "/v1/things", []),
        ("/v1/things/5", "/v1/things/{id}", ["5"]),
        ("/v1/things/overdue", "/v1/things/overdue", []),
        ("/v1/things/a b%2Fc", "/v1/things/{id}", ["a b%2Fc"]),
        ("/v1/things/5/parts/6", "/v1/things/{id}/parts/{part_id}", ["5", "6"]),
        ("/", "/", []),
        ("/v1/things/", None, []),
        ("//v1/things", None, []),
        ("/v1//things", None, []),
        ("/v1/things/5/", None, []),
        ("/v1/things/5/6", None, []),
        ("/V1/things", None, []),
        ("/v1", None, []),
        ("/v1/things/5/parts", None, []),
        ("/v1/things/5/parts/6/7", None, []),
        ("", "/", []),
    ],
)
def test_a_path_leads_to_one_operation_or_to_none(path: str, found: str | None, values: list[str]) -> None:
    node, got = front(*PLACES).find(path)
    if found is None:
        assert node is None or not node.operations
        return
    assert node is not None
    assert ({place.address.path for place in node.operations.values()}, got) == ({found}, values)


@sqlite_only
def test_what_is_not_there_is_a_problem(world: World) -> None:
    for path in (
        "/v1/nonsense",
        "/v1/schools/",
        "/v1",
        "/nonsense",
        "/v1/schools/x/y/z",
        "/v1/%00",
        "/v1/schools//",
        "/.env",
    ):
        for method in ("GET", "POST", "DELETE", "HEAD"):
            answer = world.indigo.administrator.request(method, path)
            assert answer.status_code == 404, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
    found = world.client.get("/v1/nonsense").json()
    assert (found["type"], found["request_id"] != "") == ("/problems/not-found", True)


@sqlite_only
def test_another_method_is_told_which_there_are(world: World) -> None:
    expected = {
        "/v1/schools": "GET, HEAD, POST",
        f"/v1/schools/{world.indigo.school}": "GET, HEAD, PATCH",
        f"/v1/sessions/{world.indigo.owls_held}/hold": "POST",
    }
    for path, allowed in expected.items():
        for method in ("PUT", "OPTIONS", "TRACE", "NONSENSE"):
            answer = world.indigo.administrator.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, allowed), (method, path)
            assert answer.json()["type"] == "/problems/method-not-allowed"


@sqlite_only
def test_head_is_get_without_the_body(world: World) -> None:
    path = f"/v1/schools/{world.indigo.school}"
    get, head = (world.indigo.coordinator.request(method, path) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    for header in ("etag", "content-type", "cache-control", "content-length"):
        assert head.headers[header] == get.headers[header]
    assert world.indigo.coordinator.request("HEAD", "/v1/schools/nonsense").status_code == 422
    assert world.client.request("HEAD", path).status_code == 401


@sqlite_only
def test_paths_differ_in_every_letter(world: World) -> None:
    for path in ("/V1/schools", "/v1/Schools", "/v1/schools%20", "/v1/./schools/../nonsense"):
        assert world.indigo.coordinator.get(path).status_code == 404
