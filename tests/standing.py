"""What tests stand on: both engines, a database of one's own, and the world with everybody signed in."""

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.auth.keys import KeyRing, open_ring
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from tests.postgres import RUN
from tests.restoring import Restorable, restorable
from tests.serving import Serving
from tests.templates import Files, Template, Templates
from tests.world import World


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "ring"


@pytest.fixture(scope="session")
def ring(keys: Path) -> KeyRing:
    return open_ring(keys)


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest) -> Callable[[str], Templates]:
    """By engine; the server is started when a test of PostgreSQL asks first."""

    @cache
    def of(engine: str) -> Templates:
        if engine == "sqlite":
            return Templates(engine, Files(Path(os.environ[RUN])))
        return Templates(engine, request.getfixturevalue("postgres"))

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest, templates: Callable[[str], Templates]) -> Template:
    return templates(request.param).world()


@pytest.fixture(scope="session")
def aside() -> Iterator[ThreadPoolExecutor]:
    """Where databases are dropped, which takes longer than most tests, while the next test runs."""
    with ThreadPoolExecutor(1) as dropping:
        yield dropping


@pytest.fixture(scope="session")
def restored(aside: ThreadPoolExecutor) -> Iterator[dict[str, Restorable]]:
    """By template: the database that the tests of this worker use one after the other."""
    known: dict[str, Restorable] = {}
    yield known
    for database in known.values():
        aside.submit(database.drop)


@pytest.fixture(scope="session")
def serving(restored: dict[str, Restorable]) -> Iterator[dict[str, Serving]]:
    """By the URL of a restored database: the application that serves it."""
    known: dict[str, Serving] = {}
    yield known
    for running in known.values():
        running.stop()


@pytest.fixture
def database_url(
    template: Template,
    templates: Callable[[str], Templates],
    restored: dict[str, Restorable],
    serving: dict[str, Serving],
    aside: ThreadPoolExecutor,
) -> str:
    """The URL of the world as it was built, for this test alone."""
    known = restored.pop(template.url, None)
    if known is None or not known.restore():
        if known is not None:
            if known.url in serving:
                serving.pop(known.url).stop()
            aside.submit(known.drop)
        known = restorable(templates(template.engine).databases, template.url)
    restored[template.url] = known
    return known.url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The copy as a `Database`, for tests below HTTP."""
    opened = Database(database_url, pool_size=4)
    yield opened
    opened.writer.close()
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
def client(
    request: pytest.FixtureRequest, database_url: str, serving: dict[str, Serving], tmp_path: Path
) -> Iterator[TestClient]:
    if (known := serving.get(database_url)) is not None and not known.fit:
        serving.pop(database_url).stop()
    if database_url not in serving:
        serving[database_url] = Serving(request.getfixturevalue("app"))
    running = serving[database_url]
    yield running.client(str(tmp_path / "files"))
    running.settle()


@pytest.fixture
def world(template: Template, client: TestClient, ring: KeyRing) -> World:
    """The world with everybody signed in."""
    built: World = pickle.loads(template.world)
    return built.open(client.app, client, ring)
