"""Declared reads, asked: which question it is, its plan, its values; rows in, bytes out.

Plans are compiled when a question is first asked and kept; the number of questions is bounded by what is declared.
A read that shows C3 or above waits for its audit row before a byte leaves.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.declared import Reads
from app.auth.opening import opening_of
from app.auth.permissions import may
from app.auth.principal import Principal, own_binds
from app.auth.questions import Question, absence, identity, is_settled, keys_of, statement, unknown
from app.core.folding import like_pattern
from app.core.listing import ASKED_BY_NAME, ListQuery, RowQuery, decode_cursor, encode_cursor, fingerprint
from app.core.problems import Forbidden, NotFound, SignedOut
from app.core.statements import Plan
from app.core.tiers import AUDITED_FROM
from app.models.membership import Role

# Made only where a cursor comes or goes.
Mark = Callable[[], str]
PLANS: dict[tuple[Any, ...], Plan] = {}
QUESTIONS: dict[tuple[Any, ...], Question] = {}
MOST_PLANS = 5000
# What a page may ask otherwise than the page before.
SHOWING = frozenset({"cursor", "limit", "count", "fields", "include"})


class Found(NamedTuple):
    """What a read found: the bytes to show; for the audit the ids, the tiers and what was included."""

    body: bytes
    ids: Sequence[str]
    tiers: list[int]
    include: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Whether the bytes hold personal fields, so that the audit must know of them."""
        return bool(self.ids and self.tiers and self.tiers[-1] >= AUDITED_FROM)


def plan_for(reads: Reads[Any], asked: Question, engine: str) -> Plan:
    """The compiled statement of a question."""
    return kept((id(reads), engine, asked), lambda: showing(reads, asked, engine))


def showing(reads: Reads[Any], asked: Question, engine: str) -> Plan:
    plan = Plan(statement(reads, asked, engine), engine, opening_of(reads, asked.role, asked.names, asked.include))
    plan.settled = is_settled(reads, asked)
    return plan


def identity_for(reads: Reads[Any], asked: Question, engine: str) -> Plan:
    """The compiled statement that says which rows a settled page has now, and in which versions."""
    return kept((id(reads), engine, asked, "identity"), lambda: Plan(identity(reads, asked, engine), engine))


def absence_for(reads: Reads[Any], asked: Question, engine: str) -> Plan:
    """The compiled statement that says what an empty answer means; `judge` reads its answer."""
    return kept((id(reads), engine, asked, "absence"), lambda: Plan(absence(reads, asked), engine))


def kept(key: tuple[Any, ...], make: Callable[[], Plan]) -> Plan:
    plan = PLANS.get(key)
    if plan is None:
        if len(PLANS) >= MOST_PLANS:
            PLANS.pop(next(iter(PLANS)))
        plan = PLANS[key] = make()
    return plan


def row_question(reads: Reads[Any], role: Role, query: RowQuery | None = None) -> Question:
    """The question for a single row."""
    require_read(reads, role)
    if query is None or (query.fields is None and query.include is None):
        return Question(role, all_names(reads, role), single=True)
    return Question(role, names_asked(reads, role, query), single=True, include=includes_asked(reads, role, query))


def list_question(reads: Reads[Any], role: Role, query: ListQuery) -> Question:
    """The question for a page, refusing what the caller may not ask with the answer for what does not exist."""
    # Not only what the caller has set: a filter may have a default.
    given = tuple([name for name, value in query.__dict__.items() if value is not None and name not in ASKED_BY_NAME])
    fields = None if query.fields is None else tuple(query.fields)
    include = None if query.include is None else tuple(query.include)
    after, searches = query.cursor is not None, searched_for(query) is not None
    asked = (id(reads), role, query.sort, given, fields, include, after, query.count, searches)
    if (known := QUESTIONS.get(asked)) is None:
        if len(QUESTIONS) >= MOST_PLANS:
            QUESTIONS.pop(next(iter(QUESTIONS)))
        known = QUESTIONS[asked] = new_question(reads, role, query, frozenset(given))
    return known


def searched_for(query: ListQuery) -> str | None:
    """The text that a list is searched for; to ask pydantic for a member that is not there is slow."""
    return query.__dict__.get("q")


def new_question(reads: Reads[Any], role: Role, query: ListQuery, given: frozenset[str]) -> Question:
    require_read(reads, role)
    names = all_names(reads, role)
    refuse_hidden(reads, names, query.sort, given)
    return Question(
        role,
        names_asked(reads, role, query),
        sort=query.sort,
        given=given,
        after=query.cursor is not None,
        counted=query.count,
        search=searched(reads, names) if searched_for(query) is not None else None,
        include=includes_asked(reads, role, query),
    )


NAMES: dict[tuple[int, Role], tuple[str, ...]] = {}


def all_names(reads: Reads[Any], role: Role) -> tuple[str, ...]:
    key = (id(reads), role)
    if key not in NAMES:
        NAMES[key] = tuple(reads.names(role))
    return NAMES[key]


def require_read(reads: Reads[Any], role: Role) -> None:
    if not may(role, "read", reads.model):
        raise Forbidden


def refuse_hidden(reads: Reads[Any], names: tuple[str, ...], sort: str, given: frozenset[str]) -> None:
    key = sort.removeprefix("-")
    if key not in reads.sorts or (key in reads.members and key not in names):
        offered = sorted(name for name in reads.sorts if shown(reads, name, names))
        raise unknown("sort", f"must be one of {', '.join(offered)}")
    for name in given - {"id"}:
        column = getattr(reads.filters[name].column, "key", name)
        if column in reads.members and column not in names:
            raise unknown(name)


def shown(reads: Reads[Any], name: str, names: tuple[str, ...]) -> bool:
    return name not in reads.members or name in names


def searched(reads: Reads[Any], names: tuple[str, ...]) -> str:
    for member in reads.search:
        if member in names:
            return member
    raise unknown("q")


def names_asked(reads: Reads[Any], role: Role, query: RowQuery) -> tuple[str, ...]:
    if query.fields is None:
        return all_names(reads, role)
    names = all_names(reads, role)
    if any(name not in names for name in query.fields):
        raise unknown("fields", f"may name {', '.join(names)}")
    return tuple(name for name in names if name == "id" or name in query.fields)


def includes_asked(reads: Reads[Any], role: Role, query: RowQuery) -> tuple[str, ...]:
    allowed = [name for name, include in reads.includes.items() if may_include(role, include.model)]
    if any(name not in allowed for name in query.include or ()):
        raise unknown("include", f"may name {', '.join(allowed) or 'nothing'}")
    return tuple(sorted(set(query.include or ())))


def may_include(role: Role, model: Any) -> bool:
    return model.__name__ == "Transition" or may(role, "read", model)


def values_of(reads: Reads[Any], asked: Question, query: ListQuery, mark: Mark) -> dict[str, Any]:
    """The values of a list's filters, cursor and limit; `mark` tells what a cursor must belong to."""
    values: dict[str, Any] = {f"filter_{name}": getattr(query, name) for name in asked.given}
    values["rows"] = query.limit + 1
    if query.cursor is not None:
        columns: list[sa.Column[Any]] = keys_of(reads, asked)
        keys = decode_cursor(query.cursor, mark(), columns)
        values.update({f"after{i}": key for i, key in enumerate(keys)})
    if asked.search is not None:
        values["pattern"] = like_pattern(searched_for(query) or "")
    return values


def mark_of(reads: Reads[Any], query: ListQuery, principal: Principal, parent: UUID | None = None) -> Mark:
    """What a cursor belongs to: the caller, the list, its sort, search and filters; how rows are shown may change."""
    made: list[str] = []

    def mark() -> str:
        if not made:
            names = sorted({"sort", *query.model_fields_set} - SHOWING)
            given = [f"{name}={query.__dict__[name]}" for name in names]
            made.append(fingerprint(reads.shape.__name__, own_binds(principal)["me_membership"], parent, *given))
        return made[0]

    return mark


def judge(reads: Reads[Any], asked: Question, rows: list[Any]) -> int:
    """What no row means, by the answer of `absence`: SignedOut, NotFound, or an empty page of so many rows in all."""
    if not rows:
        raise SignedOut
    if asked.single or (reads.parent is not None and not rows[0][1]):
        raise NotFound
    return int(rows[0][0])


def found_row(reads: Reads[Any], asked: Question, rows: list[Any], id: UUID) -> Found:
    """The single row that was found."""
    return Found(rows[0][0].encode(), (str(id),), *shown_of(reads, asked))


def found_page(reads: Reads[Any], asked: Question, rows: list[Any], cut: "Cut") -> Found:
    """A page: one row more than asked for says that there is a next one; its cursor carries the mark."""
    last_key = len(keys_of(reads, asked))
    page = rows[: cut.limit]
    cursor = "null"
    if len(rows) > cut.limit:
        cursor = f'"{encode_cursor(cut.mark(), page[-1][1 : last_key + 1])}"'
    text = '{"items":[' + ",".join([row[0] for row in page]) + '],"next_cursor":' + cursor
    if asked.counted:
        text += f',"count":{rows[0][-1] if rows else cut.elsewhere}'
    return Found((text + "}").encode(), [row[last_key] for row in page], *shown_of(reads, asked))


class Cut(NamedTuple):
    """How a page is cut: its length, the mark of its cursor, and how many rows there are when it is empty."""

    limit: int
    mark: Mark
    elsewhere: int = 0


def shown_of(reads: Reads[Any], asked: Question) -> tuple[list[int], tuple[str, ...]]:
    return reads.tiers(asked.role, asked.names, asked.include), asked.include
