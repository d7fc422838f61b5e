"""What tests stand on: both engines, a database of one's own, and the world with everybody signed in."""

import pickle
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.auth.keys import KeyRing, open_ring
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from app.migrations.upgrade import upgrade
from tests import world as worlds
from tests.restoring import Restorable, restorable
from tests.world import World


@dataclass
class Template:
    """A database that holds the world, to be copied for each test."""

    url: str
    world: bytes


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "ring"


@pytest.fixture(scope="session")
def ring(keys: Path) -> KeyRing:
    return open_ring(keys)


@pytest.fixture(scope="session")
def templates() -> dict[str, Template]:
    """By engine: made once in a run, in whatever order tests ask for the one or the other."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def template(
    request: pytest.FixtureRequest, templates: dict[str, Template], tmp_path_factory: pytest.TempPathFactory
) -> Template:
    engine: str = request.param
    if engine not in templates:
        if engine == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('template')}/world.db"
        else:
            url = request.getfixturevalue("postgres").create_database()
        templates[engine] = built_template(url)
    return templates[engine]


def built_template(url: str) -> Template:
    database = Database(url, pool_size=2)
    upgrade(database)
    built = worlds.build(database)
    if database.kind == "sqlite":
        with database.owner() as connection:
            connection.exec_driver_sql("SELECT 1")
    database.engine.dispose()
    return Template(url, pickle.dumps(built))


@pytest.fixture(scope="session")
def aside() -> Iterator[ThreadPoolExecutor]:
    """Where databases are dropped, which takes longer than most tests, while the next test runs."""
    with ThreadPoolExecutor(1) as dropping:
        yield dropping


@pytest.fixture(scope="session")
def restored() -> Iterator[dict[str, Restorable]]:
    """By template: the database that the tests of this worker use one after the other."""
    known: dict[str, Restorable] = {}
    yield known
    for database in known.values():
        database.session.close()


@pytest.fixture
def database_url(
    template: Template, restored: dict[str, Restorable], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The URL of the world as it was built, for this test alone."""
    if template.url.startswith("sqlite"):
        copy = tmp_path / "world.db"
        shutil.copy(template.url.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        copy.unlink()
        return
    server, known = request.getfixturevalue("postgres"), restored.pop(template.url, None)
    if known is None or not known.restore():
        if known is not None:
            known.session.close()
            request.getfixturevalue("aside").submit(server.drop_database, known.url)
        known = restorable(server, template.url)
    restored[template.url] = known
    yield known.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The copy as a `Database`, for tests below HTTP."""
    opened = Database(database_url, pool_size=4)
    yield opened
    opened.writers.shutdown()
    opened.engine.dispose()


@pytest.fixture
def below(template: Template, database: Database) -> World:
    """The world below HTTP: its people and things on a database of the test's own."""
    built: World = pickle.loads(template.world)
    built.database = database
    return built


@pytest.fixture
def app(database_url: str, keys: Path, tmp_path: Path) -> Any:
    files = str(tmp_path / "files")
    return create_app(Settings(DATABASE_URL=database_url, keys_dir=keys, pool_size=4, jobs="off", files=files))


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def world(template: Template, app: Any, client: TestClient, ring: KeyRing) -> World:
    """The world with everybody signed in."""
    built: World = pickle.loads(template.world)
    return built.open(app, client, ring)
