"""Everything that a person is shown: each GET operation, rows in reach and rows out of it, with all it includes."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from app.auth.permissions import may
from app.models import Transition
from app.models.membership import Role
from app.web.api import Operation
from tests.asking import Answer
from tests.scenarios.test_every_field import WAYS, Way
from tests.scenarios.test_every_operation import OPERATIONS, call, ids, method_of, owner_of
from tests.world import Person, World

BY_OPERATION = {way.operation.operation_id: way for way in WAYS}


class Shown(NamedTuple):
    """One answer, and what was asked for."""

    operation: Operation
    way: Way | None
    include: tuple[str, ...]
    answer: Answer

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a declared read; none in any other answer."""
        if self.way is None or self.answer.status_code != 200:
            return []
        body = self.answer.json()
        return list(body.get("items", [body]))


def everything_shown(world: World, person: Person) -> Iterator[Shown]:
    asked = cache(partial(rows_asked, world, person))
    for operation in OPERATIONS:
        access = operation.access
        # What is public is the same for everybody; what a role may not ask at all is the same for every row.
        if method_of(operation) != "GET" or (access.verb == "public" and person.role is not Role.VOLUNTEER):
            continue
        allowed = access.model is None or may(person.role, access.verb, access.model)
        way = BY_OPERATION.get(operation.operation_id)
        model = owner_of(operation) if allowed and "{id}" in operation.path else None
        rows = [str(person.user_id)] if model is None else asked(model)
        for id in rows:
            yield Shown(operation, way, (), call(person, operation, id))
        for include in included(way, person.role) if way and allowed else ():
            answer = call(person, operation, rows[0], params={"include": ",".join(include)})
            yield Shown(operation, way, include, answer)


def included(way: Way, role: Role) -> Iterator[tuple[str, ...]]:
    """All that the role may include at once, and each of the others."""
    hidden = [name for name, of in way.reads.includes.items() if not may_include(role, of.model)]
    if shown := way.reads.includes.keys() - hidden:
        yield tuple(sorted(shown))
    yield from ((name,) for name in hidden)


def may_include(role: Role, model: type) -> bool:
    return model is Transition or may(role, "read", model)


def rows_asked(world: World, person: Person, model: Any) -> list[str]:
    """Two rows in reach and one that is not; any id where there are none."""
    reached = ids(world, world.indigo, model, person)
    return [*sorted(reached)[:2], *sorted(ids(world, world.indigo, model) - reached)[:1]] or [str(person.user_id)]
