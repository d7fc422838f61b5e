"""What acknowledged requests must have left in a database, what is found there, and how the two are judged.

A trace is one thing that a transaction left: a site by name and id, a version of an attendance mark in the feed, and
what a mark says after its last sheet. Each must be there as often as it was answered for: once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.trail import change, tally, verify_chain
from app.core.database import Database
from app.services.people import founding

SITES = "/v1/sites"
PREFIX = "killed "

site, attendance = SQLModel.metadata.tables["site"], SQLModel.metadata.tables["attendance"]

Trace = tuple[str, ...]


@dataclass
class Sent:
    """A request, and the bytes of its first 2xx answer."""

    path: str
    body: dict[str, Any]
    key: str
    answer: bytes = b""

    @property
    def traces(self) -> list[Trace]:
        """What the answer says is stored."""
        told = orjson.loads(self.answer)
        if self.path == SITES:
            return [(self.body["name"], told["id"])]
        return [(mark["id"], f"version {mark['version']}") for mark in told["items"]]

    @property
    def standing(self) -> list[Trace]:
        """What the marks of a sheet say for as long as no other sheet comes; nothing of a site."""
        marks = {mark["child_id"]: mark["minutes"] for mark in self.body.get("marks", ())}
        told = orjson.loads(self.answer).get("items", ()) if marks else ()
        return [(mark["id"], f"version {mark['version']}", f"{marks[mark['child_id']]} minutes") for mark in told]


class Verdict(NamedTuple):
    """What is owed and missing, and what is there though nobody was answered so."""

    lost: list[Any]
    doubled: list[Any]


def judge(owed: Iterable[Any], found: Iterable[Any]) -> Verdict:
    """Compares how often each thing is owed with how often it is there."""
    due, there = Counter(owed), Counter(found)
    return Verdict(sorted((due - there).elements()), sorted((there - due).elements()))


def owed(sent: list[Sent]) -> list[Trace]:
    """The traces of all requests, given in the order in which they were answered."""
    last = {one.path: one for one in sent}
    return [trace for one in sent for trace in one.traces] + [trace for one in last.values() for trace in one.standing]


@dataclass
class Survey:
    """What a database holds: traces, and a sentence for everything that is not whole."""

    traces: list[Trace] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)


def survey(database: Database, before: dict[UUID, int]) -> Survey:
    """Reads all of it as its owner. `before`: the marks and the versions that they had before the first request."""
    found = Survey()
    with database.owner() as connection:
        if database.kind == "sqlite":
            checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            found.breaks += [f"integrity: {line}" for line in checked if line != "ok"]
        named = sa.select(site.c.name, site.c.id).where(site.c.name.like(f"{PREFIX}%"))
        found.traces += [(name, str(id)) for name, id in connection.execute(named)]
        told = sa.select(change.c.row_id, change.c.version).where(change.c.row_id.in_(before))
        versions = [row for row in connection.execute(told) if row.version > before[row.row_id]]
        found.traces += [(str(id), f"version {version}") for id, version in versions]
        marks = sa.select(attendance.c.id, attendance.c.version, attendance.c.minutes).where(
            attendance.c.id.in_(before)
        )
        stand = connection.execute(marks).all()
        found.traces += [(str(id), f"version {version}", f"{minutes} minutes") for id, version, minutes in stand]
        found.breaks += feed_breaks(connection)
    for organisation in founding.organisations(database):
        found.breaks += [f"audit: {broken}" for broken in verify_chain(database, organisation).breaks]
    return found


def feed_breaks(connection: sa.Connection) -> list[str]:
    """Numbers that are missing from the feed of an organisation, or there twice, or beyond its counter."""
    numbers: dict[UUID, list[int]] = {}
    for organisation, number in connection.execute(sa.select(change.c.organisation_id, change.c.seq)):
        numbers.setdefault(organisation, []).append(number)
    broken: list[str] = []
    for organisation, last in connection.execute(sa.select(tally.c.organisation_id, tally.c.feed)):
        verdict = judge(range(1, last + 1), numbers.pop(organisation, []))
        broken += [f"feed: number {number} is missing" for number in verdict.lost]
        broken += [f"feed: number {number} is one too many" for number in verdict.doubled]
    return broken + [f"feed: {organisation} has no counter" for organisation in numbers]
