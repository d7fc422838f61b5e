"""Pages: documentation that needs nothing from outside, guides, problem types and the contract."""

import re
from html.parser import HTMLParser

import orjson
import pytest

from app.web import documentation
from tests.scenarios.conforming import KEPT
from tests.world import World


class Links(HTMLParser):
    """Everything that a page loads or leads to, and whether it holds scripts or styles of its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.own: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.found += [value for name in ("href", "src") if (value := named.get(name))]
        self.own += [name for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.own.append(tag)


# What comes from no database, and takes seconds to make.
once = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
PAGES = ["/docs", "/docs/", "/docs/guides", "/docs/guides/", *(f"/docs/guides/{slug}" for slug in documentation.GUIDES)]


def test_the_root_leads_to_the_documentation(world: World) -> None:
    answer = world.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_only_what_this_server_has(world: World, path: str) -> None:
    page = world.client.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    links = Links(page.text)
    assert links.own == []
    for link in set(links.found) - {"data:,"}:
        assert link.startswith(("/", "#"))
        assert link.startswith("#") or world.client.get(link.partition("#")[0]).status_code == 200
    assert "{{" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_admits_no_script_of_strangers(world: World, path: str) -> None:
    policy = world.client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"https?:|\*", policy) is None


def test_scripts_are_kept_for_good_and_change_their_name_with_their_content(world: World) -> None:
    scripts = [link for link in Links(world.client.get("/docs").text).found if link.startswith("/docs/static/")]
    assert len(scripts) == 4
    for link in scripts:
        answer = world.client.get(link)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"].partition(";")[0] in ("text/javascript", "text/css")
    assert world.client.get("/docs/static/reference.js").status_code == 404


@pytest.mark.parametrize("name", ["..%2f..%2fmain.py", "frame.html", "LICENSE"])
def test_nothing_else_of_the_folder_is_served(world: World, name: str) -> None:
    assert world.client.get(f"/docs/static/{name}").status_code == 404


def test_the_vendored_bundle_lies_beside_its_license() -> None:
    assert "Apache License" in documentation.VENDORED.joinpath("LICENSE").read_text()
    assert documentation.VENDORED.joinpath("swagger-ui-bundle.js.LICENSE.txt").exists()


@once
def test_the_contract_is_served_once_and_then_recognised(world: World) -> None:
    answer = world.client.get("/openapi.json")
    assert answer.json() == orjson.loads(KEPT.read_bytes()), "what other tests judge by"
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["paths"]["/v1/schools"]["post"]["operationId"] == "createSchool"
    held = world.client.get("/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")


@once
def test_pages_are_not_part_of_the_contract(world: World) -> None:
    paths = world.client.get("/openapi.json").json()["paths"]
    assert not [path for path in paths if path.startswith(("/docs", "/problems", "/openapi"))]
    assert {"/health/live", "/health/ready", "/metrics"} <= paths.keys()


def test_each_problem_has_a_page_where_its_type_says(world: World) -> None:
    kind = world.client.get("/v1/schools").json()["type"]
    page = world.client.get(kind)
    assert (kind, page.status_code) == ("/problems/signed-out", 200)
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    index = world.client.get("/problems/").text
    slugs = re.findall(r'href="(/problems/[^"]+)"', index)
    assert {"/problems/overlapping-enrolment", "/problems/not-ready", "/problems/not-found"} <= set(slugs)
    assert all(world.client.get(slug).status_code == 200 for slug in slugs)


@pytest.mark.parametrize(
    "path", ["/problems/none-such", "/docs/guides/none", "/nowhere", "/docs/none", "/v1/none", "/docs//"]
)
def test_what_is_not_there_is_a_problem_document(world: World, path: str) -> None:
    answer = world.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_pages_are_only_read(world: World) -> None:
    assert world.client.post("/docs").status_code == 405
    assert world.client.head("/docs").status_code == 200


@once
def test_the_contract_writes_lists_of_a_query_with_commas_and_no_null(world: World) -> None:
    paths = world.client.get("/openapi.json").json()["paths"]
    asked = [p for path in paths.values() for one in path.values() for p in one.get("parameters", ())]
    asked = [parameter for parameter in asked if parameter["in"] == "query"]
    lists = [parameter for parameter in asked if parameter["schema"].get("type") == "array"]
    assert lists
    assert all((parameter["style"], parameter["explode"]) == ("form", False) for parameter in lists)
    assert not [parameter for parameter in asked if {"type": "null"} in parameter["schema"].get("anyOf", ())]
