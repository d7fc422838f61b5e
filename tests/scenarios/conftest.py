"""A real server process with the demonstration data, on both engines, for the examples that are played against it."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.scenarios.playing import ROOT
from tests.templates import Templates


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def loaded_url(request: pytest.FixtureRequest, templates: Callable[[str], Templates]) -> Iterator[str]:
    """A database with the demonstration data."""
    known = templates(request.param)
    yield (url := known.databases.create_database(known.demonstration()))
    known.databases.drop_database(url)


@pytest.fixture(scope="session")
def mail_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the server of our own writes its letters."""
    return str(tmp_path_factory.mktemp("mail"))


@pytest.fixture(scope="session")
def address(loaded_url: str, mail_dir: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of our own answers."""
    folder = tmp_path_factory.mktemp("server")
    given = {"DATABASE_URL": loaded_url, "LEARNBRIDGE_KEYS_DIR": str(folder / "keys"), "PYTHONPATH": str(ROOT)}
    given |= {"LEARNBRIDGE_MAIL_DIR": mail_dir, "PORT": str(port := free_port())}
    command = [sys.executable, "-c", "from app.start import main; main()", "serve"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=os.environ | given, stdout=log, stderr=log)
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
