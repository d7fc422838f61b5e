"""Reading the library: a page that was asked for, how many there are, and what it can be narrowed by."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core.columns import Id
from app.core.listing import decode_cursor, encode_cursor, fingerprint
from app.models.library import LibraryNarrowing, LibraryQuery
from app.services.library.indexing_library import EVERY, Facet, token
from app.services.library.searching_library import (
    LAST,
    Look,
    Term,
    asked_with,
    numbering,
    planned,
    ranking,
    sharing,
    terms_of,
)
from app.services.library.showing_items import items

MOST_VALUES = 100
POSITION = [sa.Column("worth", sa.Integer), sa.Column("id", Id())]


async def page(look: Look, query: LibraryQuery, languages: Sequence[str], whose: object) -> dict[str, Any]:
    """The page; `languages` are the caller's, the first preferred, and `whose` is who its cursor belongs to."""
    languages = (*(query.language or ()), *languages)
    narrowed = narrowing(query)
    typed = await terms_of(look, query.q) if query.q is not None else []
    if not typed and query.q is not None:
        return {"items": [], "next_cursor": None, **empty(query)}
    plan = await planned(look, [*typed, *narrowed.values()] or [Term([EVERY], [])])
    values, mark = asked_with(plan.terms, languages[0]), fingerprint("library", whose, *told(query))
    after = position(query, mark)
    rows = await look(ranking(plan.shape, after=bool(after)), **values, **after, rows=query.limit + 1)
    shown = rows[: query.limit]
    answer: dict[str, Any] = {
        "items": await items(look, [row.item_id for row in shown], languages),
        "next_cursor": None,
    }
    if len(rows) > query.limit:
        answer["next_cursor"] = encode_cursor(mark, [shown[-1].worth, shown[-1].item_id])
    if query.count:
        answer["count"] = (await look(numbering(plan.shape), **values))[0].count
    if query.facets:
        answer["facets"] = await shares(look, typed, narrowed)
    return answer


def narrowing(query: LibraryNarrowing) -> dict[Facet, Term]:
    """The facets that were asked for, as terms that weigh nothing."""
    given = {facet: getattr(query, facet.value) for facet in Facet}
    wanted = {
        facet: value if isinstance(value, list) else [value] for facet, value in given.items() if value is not None
    }
    return {facet: Term([token(facet, value) for value in values], []) for facet, values in wanted.items()}


def told(query: LibraryQuery) -> list[tuple[str, str]]:
    """What a cursor is bound to: all but how much is shown."""
    names = sorted(query.model_fields_set - {"cursor", "limit", "count", "facets"})
    return [(name, str(getattr(query, name))) for name in names]


def position(query: LibraryQuery, mark: str) -> dict[str, Any]:
    """Where the page before ended."""
    if query.cursor is None:
        return {}
    worth, id = decode_cursor(query.cursor, mark, POSITION)
    return {"worth": worth, "id": id}


def empty(query: LibraryQuery) -> dict[str, Any]:
    counted: dict[str, Any] = {"count": 0} if query.count else {}
    return {**counted, "facets": {facet.value: [] for facet in Facet}} if query.facets else counted


async def shares(look: Look, typed: list[Term], narrowed: dict[Facet, Term]) -> dict[str, list[dict[str, Any]]]:
    """Of each facet its values with their numbers among what matches everything but this facet itself."""
    answer, whole = {}, await planned(look, [*typed, *narrowed.values()])
    for facet in Facet:
        plan = whole
        if facet in narrowed:
            plan = await planned(look, [*typed, *(term for other, term in narrowed.items() if other is not facet)])
        within = {"first": token(facet, ""), "last": token(facet, LAST), "most": MOST_VALUES}
        rows = await look(sharing(plan.shape), **within, **asked_with(plan.terms, ""))
        answer[facet.value] = [{"value": row.word.partition("=")[2], "count": row.count} for row in rows]
    return answer
