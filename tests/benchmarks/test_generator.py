"""The generated data is sound: what the product keeps by itself holds in it, and a seed gives one content."""

from collections.abc import Callable, Iterator
from functools import cache
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
from tests.templates import Databases, Templates

SEED = 7


@pytest.fixture(scope="module")
def generated(templates: Callable[[str], Templates]) -> Iterator[Callable[[str, int], Database]]:
    """By engine and seed: a small organisation."""
    opened: list[tuple[Databases, str, Database]] = []

    @cache
    def of(engine: str, seed: int = SEED) -> Database:
        known = templates(engine)
        url = known.databases.create_database(known.migrated())
        opened.append((known.databases, url, Database(url, pool_size=2)))
        generate(opened[-1][2], SMALL, seed)
        return opened[-1][2]

    yield of
    for databases, url, database in opened:
        database.engine.dispose()
        databases.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, generated: Callable[[str], Database]) -> Database:
    return generated(request.param)


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


def test_a_seed_gives_the_same_rows_again_on_either_engine(generated: Callable[..., Database]) -> None:
    marks = sa.select(Attendance.id, Attendance.child_id, Attendance.month, Attendance.status).order_by(Attendance.id)
    found = []
    for opened in (generated("sqlite"), generated("postgresql"), generated("sqlite", SEED + 1)):
        with opened.owner() as connection:
            found.append(connection.execute(marks).all())
    first, again, other = found
    assert len(first) > 1000
    assert first == again
    assert first[0] != other[0]


def organisation_of(database: Database) -> UUID:
    with database.owner() as connection:
        found = connection.scalar(sa.select(Tally.organisation_id))
        assert isinstance(found, UUID)
        return found
