"""The guides are true: every line of shell in them runs against a real server, in the order in which it is told."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import uvicorn

from app.auth.passwords import hash_password
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core.database import Database
from app.models import Account, Organisation
from app.web.documentation import GUIDES, source_of
from tests.world import World

TOLD = "http://127.0.0.1:8000"
EXPECTED = {
    "front-ends": [
        "INDIGO",
        '"next_cursor"',
        "/colour",
        '"type": "/problems/precondition-failed"',
        '"ar"',
        '"without_contact"',
        "200",
    ],
    "mobile": ["first: 201", "again: 200", "first: 200", '"status": "present"', "304"],
    "partners": [
        "Learnbridge",
        "site_kind",
        '"places_left"',
        "jsonfeed.org",
        "JobPosting",
        '"external_code": "RS-18-014"',
        "Domanović",
        '"municipality": "Bor"',
    ],
}


class Server(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, app: Any) -> None:
        super().__init__(uvicorn.Config(app, port=0, log_config=None, ws="none"))
        self.up = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture
def address(world: World, app: Any, database: Database) -> Iterator[str]:
    """A running server with the world in it, whose people have the demonstration password."""
    digest = hash_password("learnbridge-demo")
    with OwnedSession(database, System(None, "test data")) as db:
        for account in db.execute(sa.select(Account)).scalars():
            account.password_hash, account.demonstration = digest, True
        db.commit()
    with world.as_system(world.indigo) as db:
        db.find(Organisation, world.indigo.id).short_name = "indigo"
        db.commit()
    server = Server(app)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.up.wait(30)
    yield server.address
    server.should_exit = True
    thread.join()


def lines_of(slug: str) -> str:
    text = source_of(slug).read_text(encoding="utf-8")
    assert TOLD in text
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("slug", GUIDES)
def test_every_line_of_a_guide_works(address: str, slug: str, tmp_path: Path) -> None:
    if not all(map(shutil.which, ("bash", "curl", "jq", "openssl", "python3"))):
        pytest.skip("the guides' lines need bash, curl, jq, openssl and python3")
    script = lines_of(slug).replace(TOLD, address).replace("/tmp/", f"{tmp_path}/")
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    at = 0
    for piece in EXPECTED[slug]:
        found = done.stdout.find(piece, at)
        assert found >= at, f"{piece} is missing in {done.stdout}"
        at = found


def test_every_guide_is_listed_and_every_file_is_a_guide() -> None:
    assert {path.stem for path in source_of("mobile").parent.glob("*.md")} == GUIDES.keys()
