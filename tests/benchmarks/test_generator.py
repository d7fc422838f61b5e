"""The generated data is sound: what the product keeps by itself holds in it, and a seed gives one content."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.trail import verify_chain
from app.core.database import Database
from app.models import Attendance, AttendanceSummary, Change, Child, MentorGroup, SupportSession, Tally
from app.services.sessions.summing_attendance import recompute
from benchmarks.generator import generate
from benchmarks.sizes import SMALL
from tests.postgres import Server

SEED = 7


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database(url_of(request, tmp_path_factory.mktemp("generated")), pool_size=2)
    generate(opened, SMALL, SEED)
    yield opened
    opened.engine.dispose()


def url_of(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder}/small.db"
    server: Server = request.getfixturevalue("postgres")
    return server.create_database()


def count(connection: sa.Connection, model: type[SQLModel]) -> int:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_small_is_one_indigo(database: Database) -> None:
    with database.owner() as connection:
        assert [count(connection, model) for model in (Child, MentorGroup, SupportSession)] == [49, 7, 378]
        held = sa.select(sa.func.count()).select_from(SupportSession).where(SupportSession.marks == 7)
        assert count(connection, Attendance) == 7 * (connection.scalar(held) or 0)


def test_sums_agree_with_the_marks(database: Database) -> None:
    assert recompute(database, organisation_of(database)) == []
    with database.owner() as connection:
        connection.execute(sa.update(AttendanceSummary).values(late=AttendanceSummary.late + 1))
    assert recompute(database, organisation_of(database)), "a wrong sum must be found"


def test_the_chain_and_the_feed_end_where_the_tally_says(database: Database) -> None:
    assert verify_chain(database, organisation_of(database)).breaks == []
    with database.owner() as connection:
        feed = connection.scalar(sa.select(Tally.feed))
        assert feed == connection.scalar(sa.select(sa.func.max(Change.seq)))


def test_a_seed_gives_the_same_rows_again(database: Database, tmp_path: Path) -> None:
    again = Database(f"sqlite:///{tmp_path}/again.db")
    generate(again, SMALL, SEED)
    with again.owner() as one, database.owner() as other:
        marks = sa.select(Attendance.id, Attendance.child_id, Attendance.month, Attendance.status).order_by(
            Attendance.id
        )
        assert one.execute(marks).all() == other.execute(marks).all()
    generate(other_seed := Database(f"sqlite:///{tmp_path}/other.db"), SMALL, SEED + 1)
    with again.owner() as one, other_seed.owner() as other:
        assert one.execute(marks).first() != other.execute(marks).first()


def organisation_of(database: Database) -> UUID:
    with database.owner() as connection:
        found = connection.scalar(sa.select(Tally.organisation_id))
        assert isinstance(found, UUID)
        return found
