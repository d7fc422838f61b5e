"""The example in examples/ is true: it plays against a real server process on both engines, twice on the same one."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.services import demonstration

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the demonstration data."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = server.create_database() if server else f"sqlite:///{tmp_path_factory.mktemp('week')}/week.db"
    database = Database(url, pool_size=2)
    upgrade(database)
    demonstration.load(database)
    database.writers.shutdown()
    database.engine.dispose()
    yield url
    if server:
        server.drop_database(url)


@pytest.fixture(scope="module")
def address(loaded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of our own answers."""
    folder = tmp_path_factory.mktemp("server")
    given = {"DATABASE_URL": loaded_url, "LEARNBRIDGE_KEYS_DIR": str(folder / "keys"), "PYTHONPATH": str(ROOT)}
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory", f"--port={port}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--no-access-log"], cwd=folder, env=os.environ | given, stdout=log, stderr=log
        )
    try:
        here = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=7)) as client:
            assert client.get(f"{here}/health/ready").status_code == 200, (folder / "log").read_text()
        yield here
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def play(address: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "examples/indigo_week.py"), address]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("run", ["first", "second"])
def test_the_week_goes_as_the_example_tells_it(address: str, run: str) -> None:
    played = play(address)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == "Everything was as expected."


def test_an_answer_that_is_not_as_expected_stops_the_example(address: str) -> None:
    played = play(f"{address}/elsewhere")
    assert played.returncode == 1
    assert "200 expected, got 404" in played.stderr
    assert "Everything" not in played.stdout


def test_without_a_server_the_example_says_so() -> None:
    played = play(f"http://127.0.0.1:{free_port()}")
    assert played.returncode == 1
    assert played.stderr.startswith("The server does not answer")
