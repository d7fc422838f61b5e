"""What log lines hold, and what they never hold."""

import io
import logging
import sqlite3
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from app.core import journal
from app.core.metrics import meters
from tests.core.at_the_edge import lines, logging_to

CANARY = "QZJXKV"


@pytest.fixture
def stream() -> Iterator[io.BytesIO]:
    with logging_to(io.BytesIO()) as stream:
        yield stream


def test_a_line_is_json_with_time_level_event_and_allowed_keys(stream: io.BytesIO) -> None:
    journal.get_logger().info("backup written", seconds=2.5, rows=3, reason=None, job_id=UUID(int=7))
    (line,) = lines(stream)

    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "event": "backup written",
        "seconds": 2.5,
        "rows": 3,
        "job_id": str(UUID(int=7)),
    }


def test_a_key_that_no_list_allows_is_left_out_and_counted(stream: io.BytesIO) -> None:
    before = _dropped()
    journal.get_logger().info("child placed", first_name=CANARY, body={"x": CANARY}, count=1)
    (line,) = lines(stream)

    assert CANARY not in stream.getvalue().decode()
    assert (line["count"], line["dropped"]) == (1, 2)
    assert _dropped() == before + 2


def test_an_allowed_key_takes_plain_values_only(stream: io.BytesIO) -> None:
    journal.get_logger().info("odd", reason={"name": CANARY}, frames=[{"a": CANARY}, "x" * 1000], kind=object())
    (line,) = lines(stream)

    assert CANARY not in stream.getvalue().decode()
    assert line["reason"] == "dict"
    assert line["frames"] == ["dict", "x" * 300 + "…"]
    assert line["kind"] == "object"


def test_the_request_id_of_the_context_stands_in_each_line(stream: io.BytesIO) -> None:
    token = journal.request_id.set("request-1")
    journal.get_logger().info("inside")
    journal.request_id.reset(token)
    journal.get_logger().info("outside")

    assert [line.get("request_id") for line in lines(stream)] == ["request-1", None]


def test_less_severe_lines_are_not_written(stream: io.BytesIO) -> None:
    journal.configure("warning", stream)
    journal.get_logger().info("quiet")
    logging.getLogger("anything").info("quiet")
    journal.get_logger().warning("loud")

    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_an_error_is_told_by_type_causes_and_frames_but_not_by_its_text(stream: io.BytesIO) -> None:
    try:
        try:
            _violate(sqlite3.connect(":memory:"))
        except sqlite3.Error as driver:
            raise IntegrityError(f"INSERT {CANARY}", {"name": CANARY}, driver) from driver
    except IntegrityError:
        journal.get_logger().error("write failed", exc_info=True)
    (line,) = lines(stream)

    assert CANARY not in stream.getvalue().decode()
    assert line["exception"] == "sqlalchemy.exc.IntegrityError"
    assert line["causes"] == ["sqlite3.IntegrityError"]
    assert line["sqlstate"] == "SQLITE_CONSTRAINT_UNIQUE"
    assert line["frames"][-1].split()[-1] == ("test_an_error_is_told_by_type_causes_and_frames_but_not_by_its_text")
    assert "/" not in line["frames"][-1]


def test_postgresql_errors_give_their_code() -> None:
    assert journal.describe(psycopg.errors.UniqueViolation(CANARY))["sqlstate"] == "23505"


def test_errors_that_cause_one_another_end(stream: io.BytesIO) -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    journal.get_logger().error("round", exc_info=first)

    assert lines(stream)[0]["causes"] == ["builtins.KeyError"]


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"duplicate key value violates unique constraint\nDETAIL:  Key (email)=({CANARY}) already exists.", ()),
        (f"refused DETAIL:  Key (email)=({CANARY}) already exists.", ()),
        (f'invalid input syntax for type uuid: "{CANARY}"', ()),
        (f"(IntegrityError) failed [SQL: INSERT {CANARY}]", ()),
        (f"failed [parameters: ('{CANARY}',)]", ()),
        ("HTTP Request: %s %s", ("POST", f"https://partner.example/{CANARY}")),
        (f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{CANARY}')>", ()),
    ],
)
def test_lines_of_libraries_lose_what_drivers_quote(
    stream: io.BytesIO, message: str, arguments: tuple[object, ...]
) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception(message, *arguments)
    (line,) = lines(stream)

    assert CANARY not in stream.getvalue().decode()
    assert line["exception"] == "builtins.ValueError"
    assert line["logger"] == "some.library"
    assert line["event"]


def test_the_server_says_how_it_starts_but_writes_no_access_lines(stream: io.BytesIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 42)
    logging.getLogger("uvicorn.access").info('%s - "%s %s"', "192.0.2.7", "GET", f"/v1/children/{CANARY}")

    assert [line["event"] for line in lines(stream)] == ["Started server process [42]"]


def test_statements_are_not_logged_even_when_asked_for_everything(stream: io.BytesIO) -> None:
    journal.configure("debug", stream)
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT INTO child %s", CANARY)
    logging.getLogger("mine").log(25, "between levels")

    assert [(line["level"], line["event"]) for line in lines(stream)] == [("info", "between levels")]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", ""),
    ],
)
def test_an_address_is_told_by_its_neighbourhood_only(host: str, network: str) -> None:
    assert journal.network(host) == network


def _violate(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE child (name TEXT UNIQUE)")
    for _ in range(2):
        connection.execute("INSERT INTO child VALUES (?)", (CANARY,))


def _dropped() -> float:
    return meters().registry.get_sample_value("learnbridge_log_keys_dropped_total") or 0
