"""Operations: alive, ready, and what is counted, each told to those who may know."""

import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.main import create_app
from app.web import readiness
from tests.world import World

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def from_here(world: World) -> TestClient:
    """A client on the same machine; the world's server answers it."""
    return TestClient(world.app, client=("127.0.0.1", 50_000), raise_server_exceptions=False)


def failing(world: World) -> Any:
    answer = world.client.get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
    assert answer.headers["retry-after"] == "2"
    return answer.json()["failing"]


def test_a_process_is_alive_and_ready(world: World) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = world.client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert world.client.head(path).status_code == 200


def test_without_its_database_it_is_alive_but_not_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> list[object]:
        raise ConnectionError

    monkeypatch.setattr(world.app.state.process.database.reader, "rows", gone)
    assert failing(world) == ["database"]
    assert world.client.get("/health/live").status_code == 200


def test_without_an_audit_of_reads_it_is_not_ready(world: World) -> None:
    audit = world.app.state.process.audit
    assert world.client.portal is not None
    world.client.portal.call(audit.close)
    assert failing(world) == ["audit"]


@pytest.mark.parametrize(("free", "status"), [(49, 503), (50, 200)])
def test_a_nearly_full_disk_is_not_ready(world: World, monkeypatch: pytest.MonkeyPatch, free: int, status: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1000, 1000 - free, free))
    assert world.client.get("/health/ready").status_code == status


def test_the_disk_is_that_of_the_data(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(shutil, "disk_usage", lambda place: seen.append(place) or Usage(10, 0, 10))
    process = world.app.state.process
    readiness.free(process)
    expected = process.database.url.database if process.database.kind == "sqlite" else process.settings.keys_dir / "x"
    assert seen == [Path(str(expected)).parent]


def test_meters_are_for_this_machine_where_no_token_is_set(world: World, from_here: TestClient) -> None:
    world.indigo.coordinator.get("/v1/schools")
    told = from_here.get("/metrics")
    assert (told.status_code, told.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    assert 'learnbridge_requests_total{method="GET",route="/v1/schools",status="2xx"}' in told.text
    assert {"learnbridge_jobs_waiting 0.0", "learnbridge_jobs_dead 0.0"} <= set(told.text.splitlines())
    assert world.client.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
def test_a_proxy_on_this_machine_does_not_open_the_meters(from_here: TestClient, header: str) -> None:
    assert from_here.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 401), ({"authorization": "Bearer wrong"}, 401), ({"authorization": "Bearer m3ters"}, 200)]
)
def test_where_a_token_is_set_it_alone_decides(
    database_url: str, keys: Path, sent: dict[str, str], status: int
) -> None:
    app = create_app(Settings(DATABASE_URL=database_url, keys_dir=keys, jobs="off", metrics_token="m3ters"))
    with TestClient(app, client=("127.0.0.1", 50_000)) as client:
        assert client.get("/metrics", headers=sent).status_code == status


def test_logs_name_the_route_of_an_operation_and_of_a_page(world: World, from_here: TestClient) -> None:
    for path in ("/health/live", "/docs", "/problems/not-found", "/v1/vocabularies/role"):
        world.client.get(path)
    counted = from_here.get("/metrics").text
    for route in ("/health/live", "/docs", "/problems/{slug}", "/v1/vocabularies/{name}"):
        assert f'route="{route}"' in counted
