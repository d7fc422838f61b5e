"""Reading the library: a page that was asked for, each material in the best language that the caller has."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.core.columns import Id
from app.core.listing import decode_cursor, encode_cursor, fingerprint
from app.models import Material, MaterialFile, MaterialTranslation
from app.models.library import LibraryNarrowing, LibraryQuery
from app.models.material_translation import MaterialFileRole
from app.services.library.indexing_library import EVERY, Facet, token
from app.services.library.searching_library import (
    LAST,
    Look,
    Term,
    asked_with,
    in_order,
    numbering,
    ranking,
    sharing,
    terms_of,
)

MOST_VALUES = 100
POSITION = [sa.Column("worth", sa.Integer), sa.Column("id", Id())]
ABOUT = "id key kind audiences topics country municipality made_by year licence reading_level"
WORDING = "id material_id language title summary state"
MATERIALS = Lookup(sa.select(*columns(Material, ABOUT), col(Material.source_language)).where(among(Material.id, "ids")))
WORDINGS = Lookup(
    sa.select(*columns(MaterialTranslation, WORDING))
    .where(among(MaterialTranslation.material_id, "ids"))
    .where(sa.or_(col(MaterialTranslation.current).is_(True), col(MaterialTranslation.published_at).is_(None)))
    .order_by(col(MaterialTranslation.current).desc(), col(MaterialTranslation.language))
)
RECORDINGS = Lookup(
    sa.select(col(MaterialFile.translation_id)).where(
        among(MaterialFile.material_id, "ids"), col(MaterialFile.role) == MaterialFileRole.AUDIO
    )
)


async def page(look: Look, query: LibraryQuery, languages: Sequence[str], whose: object) -> dict[str, Any]:
    """The page; `languages` are the caller's, the first preferred, and `whose` is who its cursor belongs to."""
    languages = (*(query.language or ()), *languages)
    narrowed = narrowing(query)
    typed = await terms_of(look, query.q) if query.q is not None else []
    if not typed and query.q is not None:
        return {"items": [], "next_cursor": None, **empty(query)}
    terms = await in_order(look, [*typed, *narrowed.values()] or [Term([EVERY], [])])
    values, mark = asked_with(terms, languages[0]), fingerprint("library", whose, *told(query))
    after = position(query, mark)
    rows = await look(ranking(len(terms), after=bool(after)), **values, **after, rows=query.limit + 1)
    shown = rows[: query.limit]
    answer: dict[str, Any] = {
        "items": await items(look, [row.material_id for row in shown], languages),
        "next_cursor": None,
    }
    if len(rows) > query.limit:
        answer["next_cursor"] = encode_cursor(mark, [shown[-1].worth, shown[-1].material_id])
    if query.count:
        answer["count"] = (await look(numbering(len(terms)), **values))[0].count
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


async def items(look: Look, ids: Sequence[UUID], languages: Sequence[str]) -> list[dict[str, Any]]:
    """The materials in this order, each in the best language."""
    if not ids:
        return []
    about = {row.id: row for row in await look(MATERIALS, ids=ids)}
    heard = {row.translation_id for row in await look(RECORDINGS, ids=ids)}
    wordings: dict[UUID, list[Any]] = {}
    for row in await look(WORDINGS, ids=ids):
        wordings.setdefault(row.material_id, []).append(row)
    shown = []
    for id in ids:
        material = about[id]._asdict()
        chosen = best(wordings[id], (*languages, material.pop("source_language")))
        shown.append({**material, **text(chosen, wordings[id], languages), "audible": chosen.id in heard})
    return shown


def best(wordings: Sequence[Any], languages: Sequence[str]) -> Any:
    """The wording in the first of the languages that there is; otherwise any."""
    order = {language: place for place, language in reversed(list(enumerate(languages)))}
    return min(wordings, key=lambda wording: order.get(wording.language, len(order)))


def text(chosen: Any, wordings: Sequence[Any], languages: Sequence[str]) -> dict[str, Any]:
    return {
        "translation_id": chosen.id,
        "language": chosen.language,
        "fallback": chosen.language != languages[0],
        "title": chosen.title,
        "summary": chosen.summary,
        "state": chosen.state,
        "languages": sorted({wording.language for wording in wordings}),
    }


async def shares(look: Look, typed: list[Term], narrowed: dict[Facet, Term]) -> dict[str, list[dict[str, Any]]]:
    """Of each facet its values with their numbers among what matches everything but this facet itself."""
    answer = {}
    for facet in Facet:
        terms = await in_order(look, [*typed, *(term for other, term in narrowed.items() if other is not facet)])
        within = {"first": token(facet, ""), "last": token(facet, LAST), "most": MOST_VALUES}
        rows = await look(sharing(len(terms)), **within, **asked_with(terms, ""))
        answer[facet.value] = [{"value": row.word.partition("=")[2], "count": row.count} for row in rows]
    return answer
