"""Who asks for what: the people of a generated database whose requests are measured, and what is theirs to ask for."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.auth import tokens
from app.auth.keys import KeyRing
from app.core import clock


class Person(NamedTuple):
    """Someone with a sign-in; all but the role are ids as text."""

    organisation: str
    user: str
    membership: str
    sign_in: str
    role: str

    def token(self, ring: KeyRing) -> str:
        """An access token that lives for its 15 minutes from now."""
        claims = tokens.AccessClaims(
            UUID(self.user), UUID(self.organisation), UUID(self.membership), UUID(self.sign_in), self.role
        )
        return tokens.issue(ring, claims, clock.now())


class Asker(NamedTuple):
    """A person, a group, and the group's children and held sessions (of a coordinator: children of many groups)."""

    person: Person
    group: str
    children: list[str]
    sessions: list[str]


@dataclass
class Cast:
    """`deep`: the volunteer who leads the deep group. `rows`: how many rows each table got."""

    volunteers: list[Asker] = field(default_factory=list)
    coordinators: list[Asker] = field(default_factory=list)
    deep: Asker | None = None
    rows: dict[str, int] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Writes the cast beside its database."""
        path.write_text(json.dumps([self.volunteers, self.coordinators, self.deep, self.rows]))


def load(path: Path) -> Cast:
    """The cast of a generated database."""
    volunteers, coordinators, deep, rows = json.loads(path.read_text())
    return Cast([asker(x) for x in volunteers], [asker(x) for x in coordinators], asker(deep) if deep else None, rows)


def asker(stored: list[list[str]]) -> Asker:
    person, group, children, sessions = stored
    return Asker(Person(*person), str(group), children, sessions)
