"""One organisation while it is generated: its ids, its randomness, and where its rows go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from benchmarks.cast import Person
from benchmarks.sizes import Size
from benchmarks.storing import Pattern, Row, Store, pattern

# Long ago, so that every session is over whenever the benchmark runs.
BEGUN = datetime(2025, 6, 2, 6, 0, tzinfo=UTC)
BOOKKEEPING = ("created_at", "updated_at", "created_by")


class Ids:
    """UUIDv7 as text, a millisecond apart, so that their order is the order of making."""

    def __init__(self, random: Random) -> None:
        self.random, self.milliseconds = random, int(BEGUN.timestamp() * 1000)

    def __call__(self) -> str:
        self.milliseconds += 1
        time, bits = self.milliseconds, self.random.getrandbits(74)
        variant = 0x8000 | bits >> 48 & 0x3FFF
        return f"{time >> 16:08x}-{time & 0xFFFF:04x}-7{bits >> 62:03x}-{variant:04x}-{bits & 0xFFFFFFFFFFFF:012x}"


@dataclass
class Society:
    """An organisation and what later rows need to know of the earlier ones."""

    number: int
    size: Size
    ids: Ids
    store: Store
    counts: dict[str, int]
    id: str = ""
    programme: str = ""
    people: dict[str, list[Person]] = field(default_factory=dict)
    groups: list["Circle"] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def random(self) -> Random:
        """The one source of chance."""
        return self.ids.random

    def pattern(self, model: type[SQLModel], varying: str, **given: Any) -> Pattern:
        """The pattern of a row of this organisation, made at the beginning."""
        columns = model.__table__.columns  # type: ignore[attr-defined]
        fixed: dict[str, Any] = {"created_at": BEGUN, "updated_at": BEGUN, "organisation_id": UUID(self.id)}
        return pattern(model, varying, **{name: value for name, value in fixed.items() if name in columns}, **given)

    def put(self, of: Pattern, rows: Iterable[Row]) -> None:
        """Writes and counts rows."""
        self.store.put(of, self.counted(of.table, rows))

    def counted(self, table: str, rows: Iterable[Row]) -> Iterable[Row]:
        number = 0
        for number, row in enumerate(rows, 1):  # noqa: B007 - used after the loop
            yield row
        self.counts[table] = self.counts.get(table, 0) + number


@dataclass
class Circle:
    """A group: who leads it, its children with their grades, and its sessions that were held."""

    id: str
    leader: Person
    children: list[tuple[str, int]]
    held: list[str] = field(default_factory=list)
