"""The ceiling is a fair bar: over the same rows it answers, writes, audits and refuses as the product does."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.auth.keys import KeyRing
from app.auth.trail import verify_chain
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from app.models import Attendance, AttendanceSummary, Audit, Change, SignIn, SupportSession, Tally
from benchmarks.cast import Asker, Cast
from benchmarks.ceiling import Ceiling
from benchmarks.generator import generate
from benchmarks.naive import create_app as create_naive
from benchmarks.sizes import SMALL
from benchmarks.workloads import sheet_of
from tests.postgres import Server

OWN = ("x-request-id",)  # differs from answer to answer by its nature


@dataclass
class Pair:
    """Product and ceiling, each over a copy of the same rows, and those who ask."""

    product: TestClient
    ceiling: TestClient
    databases: tuple[Database, Database]
    cast: Cast
    ring: KeyRing

    def ask(self, asker: Asker, method: str, path: str, **more: Any) -> tuple[Any, Any]:
        """The same request to both."""
        own = {"authorization": f"Bearer {asker.person.token(self.ring)}", "accept-encoding": "identity"}
        headers = {**own, **more.pop("headers", {})}
        one, other = (x.request(method, path, headers=headers, **more) for x in (self.product, self.ceiling))
        return one, other


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Cast]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('generated')}/small.db"
    else:
        url = request.getfixturevalue("postgres").create_database()
    database = Database(url, pool_size=2)
    cast = generate(database, SMALL)
    database.engine.dispose()
    return url, cast


@pytest.fixture
def pair(
    filled: tuple[str, Cast], request: pytest.FixtureRequest, tmp_path: Path, keys: Path, ring: KeyRing
) -> Iterator[Pair]:
    urls = [copy_of(filled[0], request, tmp_path / f"{place}.db") for place in range(2)]
    databases = Database(urls[0], pool_size=2), Database(urls[1], pool_size=2)
    with ExitStack() as ending:
        for url in urls if urls[0].startswith("postgresql") else ():
            ending.callback(request.getfixturevalue("postgres").drop_database, url)
        for database in databases:
            ending.callback(database.engine.dispose)
        product = TestClient(create_app(Settings(DATABASE_URL=urls[0], keys_dir=keys, pool_size=4, jobs="off")))
        ceiling = TestClient(Ceiling(urls[1], keys))
        yield Pair(ending.enter_context(product), ending.enter_context(ceiling), databases, filled[1], ring)


def copy_of(url: str, request: pytest.FixtureRequest, file: Path) -> str:
    if url.startswith("sqlite"):
        shutil.copy(url.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"
    server: Server = request.getfixturevalue("postgres")
    return server.create_database(template=url)


def fields(answer: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers.items() if name not in OWN]


def test_reads_are_answered_byte_for_byte(pair: Pair) -> None:
    volunteer, coordinator = pair.cast.volunteers[0], pair.cast.coordinators[0]
    sessions = f"/v1/sessions?group_id={volunteer.group}&sort=-starts_at&limit=20"
    first = pair.ask(volunteer, "GET", sessions)[0].json()["next_cursor"]
    for asker, path in (
        (volunteer, f"/v1/children/{volunteer.children[0]}"),
        (coordinator, f"/v1/children/{coordinator.children[0]}"),
        (volunteer, sessions),
        (volunteer, f"{sessions}&cursor={first}"),
    ):
        product, ceiling = pair.ask(asker, "GET", path)
        assert product.status_code == 200, product.text
        assert (ceiling.status_code, ceiling.content) == (200, product.content)
        assert fields(ceiling) == fields(product)
        product, ceiling = pair.ask(asker, "GET", path, headers={"if-none-match": product.headers["etag"]})
        assert (product.status_code, ceiling.status_code) == (304, 304)


def test_a_sheet_leaves_the_same_rows(pair: Pair) -> None:
    asker = pair.cast.volunteers[0]
    forget_marks(pair, asker.sessions[0])
    for session in asker.sessions[:2]:
        for turn in range(2):
            body = sheet_of(asker.children, turn)
            path = f"/v1/sessions/{session}/attendance"
            answers = pair.ask(asker, "POST", path, content=body, headers={"content-type": "application/json"})
            assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
            one, other = (sorted(map(lasting, answer.json()["items"]), key=str) for answer in answers)
            assert one == other
    assert marks_and_sums(pair.databases[0]) == marks_and_sums(pair.databases[1])
    assert told(pair.databases[0]) == told(pair.databases[1])


def test_a_read_of_personal_fields_is_audited_and_anchored_alike(pair: Pair) -> None:
    coordinator, volunteer = pair.cast.coordinators[0], pair.cast.volunteers[0]
    for child in coordinator.children[:2]:
        pair.ask(coordinator, "GET", f"/v1/children/{child}")
    path = f"/v1/sessions/{volunteer.sessions[0]}/attendance"
    body = sheet_of(volunteer.children, 0)
    pair.ask(volunteer, "POST", path, content=body, headers={"content-type": "application/json"})
    one, other = (acts(database) for database in pair.databases)
    assert one == other
    assert [act["verb"] for act in one].count("read") == 2
    for database in pair.databases:
        assert verify_chain(database, UUID(coordinator.person.organisation)).breaks == []


def test_both_refuse_what_is_out_of_reach_and_who_is_signed_out(pair: Pair) -> None:
    mine, other = pair.cast.volunteers[0], pair.cast.volunteers[1]
    paths = (f"/v1/children/{other.children[0]}", f"/v1/sessions/{other.sessions[0]}/attendance")
    assert [answer.status_code for answer in pair.ask(mine, "GET", paths[0])] == [404, 404]
    body = {"content": sheet_of(other.children, 0), "headers": {"content-type": "application/json"}}
    assert [answer.status_code for answer in pair.ask(mine, "POST", paths[1], **body)] == [404, 404]
    for database in pair.databases:
        with database.owner() as connection:
            ended = sa.update(SignIn).where(SignIn.id == UUID(mine.person.sign_in))
            connection.execute(ended.values(ended_at=SignIn.created_at))
    for path in (f"/v1/children/{mine.children[0]}", f"/v1/sessions?group_id={mine.group}&sort=-starts_at"):
        assert [answer.status_code for answer in pair.ask(mine, "GET", path)] == [401, 401]


def test_the_naive_way_tells_the_same(pair: Pair, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", str(pair.databases[0].url.render_as_string(hide_password=False)))
    monkeypatch.setenv("LEARNBRIDGE_KEYS_DIR", str(keys))
    asker = pair.cast.volunteers[0]
    headers = {"authorization": f"Bearer {asker.person.token(pair.ring)}"}
    with TestClient(create_naive()) as naive:
        for path in (f"/v1/children/{asker.children[0]}", f"/v1/sessions?group_id={asker.group}&sort=-starts_at"):
            answer = naive.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            told, product = (
                json.loads(x.text.replace("+00:00", "Z")) for x in (answer, pair.ask(asker, "GET", path)[0])
            )
            assert told.get("items", told) == product.get("items", product)
        sheet = json.loads(sheet_of(asker.children, 0))
        answer = naive.post(f"/v1/sessions/{asker.sessions[0]}/attendance", json=sheet, headers=headers)
        assert answer.status_code == 200, answer.text
    assert verify_chain(pair.databases[0], UUID(asker.person.organisation)).breaks == []


def forget_marks(pair: Pair, session: str) -> None:
    """Takes the marks of a session away, so that its next sheet makes new ones."""
    for database in pair.databases:
        with database.owner() as connection:
            connection.execute(sa.delete(Attendance).where(Attendance.session_id == UUID(session)))
            connection.execute(sa.update(SupportSession).where(SupportSession.id == UUID(session)).values(marks=0))


def lasting(mark: dict[str, Any]) -> dict[str, Any]:
    """A mark without what differs from run to run: instants, and the ids of new marks."""
    return {name: value for name, value in mark.items() if name not in ("id", "created_at", "updated_at")}


def marks_and_sums(database: Database) -> list[Any]:
    with database.owner() as connection:
        marks = sa.select(
            Attendance.session_id, Attendance.child_id, Attendance.status, Attendance.minutes, Attendance.month,
            Attendance.grade, Attendance.version, Attendance.group_id, Attendance.created_by,
        ).order_by(Attendance.session_id, Attendance.child_id)  # fmt: skip
        sums = sa.select(
            AttendanceSummary.group_id, AttendanceSummary.month, AttendanceSummary.grade, AttendanceSummary.present,
            AttendanceSummary.late, AttendanceSummary.absent, AttendanceSummary.minutes, AttendanceSummary.version,
        ).order_by(AttendanceSummary.group_id, AttendanceSummary.month, AttendanceSummary.grade)  # fmt: skip
        sessions = sa.select(SupportSession.id, SupportSession.marks, SupportSession.version).order_by(
            SupportSession.id
        )
        return [connection.execute(statement).all() for statement in (marks, sums, sessions)]


def told(database: Database) -> list[Any]:
    """The feed by number, without the ids of new rows, and where it and the audit end."""
    with database.owner() as connection:
        feed = sa.select(Change.seq, Change.op, Change.type, Change.version).order_by(Change.seq)
        rows = [sorted(connection.execute(feed).all(), key=lambda row: (row.type, row.version, row.op))]
        return [
            len(rows[0]),
            [row[1:] for row in rows[0]],
            connection.execute(sa.select(Tally.feed, Tally.audit)).all(),
        ]


def acts(database: Database) -> list[dict[str, Any]]:
    """What the audit says, without lanes, hashes and request ids."""
    with database.owner() as connection:
        whats = connection.scalars(sa.select(Audit.what).order_by(Audit.lane, Audit.seq)).all()
    found = [json.loads(what) for what in whats]
    for act in found:
        act["request"], act["anchor"] = "", act["anchor"][1] if "anchor" in act else None
    return found
