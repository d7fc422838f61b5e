"""Searching the library: what was typed becomes words that the caller's texts have, and these find materials, ranked.

A word counts only where it stands in a text that the caller reaches, so that neither a result nor a correction tells
of another one. All terms must be met by a material, in whichever language; a facet is a term that weighs nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.auth.lookups import Lookup, among
from app.core.columns import Folded, Id
from app.core.spelling import FORGIVEN, SHORTEST, forgiven, slips, spellings, words_of
from app.models import LibraryPosting, LibrarySpelling, LibraryWord

MOST_TERMS, MOST_WORDS, MOST_GUESSES, MOST_COUNTED = 6, 24, 300, 4_000
# Of a word that stands nearly everywhere no more are ranked.
MOST_GONE_THROUGH = 50_000
# No letter sorts after it.
LAST = "\U0010ffff"
# Asks a lookup with values: `look` of a request, or of a transaction.
Look = Callable[..., Awaitable[list[Any]]]


class Term(NamedTuple):
    """Words of which one must be met; those that are `best` count twice."""

    words: list[str]
    best: list[str]


def stands(word: Any) -> Any:
    """Whether a word stands in a text that the caller reaches."""
    return sa.select(col(LibraryPosting.word)).where(col(LibraryPosting.word) == word).exists()


BEGINNING = Lookup(
    sa.select(col(LibraryWord.word))
    .where(col(LibraryWord.word) >= sa.bindparam("first", type_=Folded))
    .where(col(LibraryWord.word) < sa.bindparam("last", type_=Folded), stands(LibraryWord.word))
    .order_by(col(LibraryWord.word))
    .limit(sa.bindparam("most", type_=types.Integer))
)
SPELLED = Lookup(
    sa.select(col(LibrarySpelling.word))
    .where(among(LibrarySpelling.spelling, "spellings"), stands(LibrarySpelling.word))
    .limit(sa.bindparam("most", type_=types.Integer))
)
met = sa.select(col(LibraryPosting.word)).where(among(LibraryPosting.word, "words")).limit(MOST_COUNTED)
COUNTED = Lookup(sa.select(sa.func.count()).select_from(met.subquery()))


async def terms_of(look: Look, typed: str) -> list[Term]:
    """What was typed as terms; none where a word of it is met by nothing, however it is spelled."""
    found = []
    for word in list(dict.fromkeys(words_of(typed)))[:MOST_TERMS]:
        term = await term_of(look, word)
        if term is None:
            return []
        found.append(term)
    return found


async def term_of(look: Look, word: str) -> Term | None:
    """The word itself and those that begin with it; otherwise those that it may have been meant for."""
    last = word + (LAST if len(word) > SHORTEST else "!")
    begun = [row.word for row in await look(BEGINNING, first=word, last=last, most=4 * MOST_WORDS)]
    if begun:
        nearest = sorted(begun, key=len)[:MOST_WORDS]
        return Term(nearest, [word])
    if len(word) < FORGIVEN:
        return None
    guesses = {row.word for row in await look(SPELLED, spellings=spellings(word), most=MOST_GUESSES)}
    near = sorted((slips(word, guess), guess) for guess in guesses)
    meant = [(count, guess) for count, guess in near if count <= forgiven(word)][:MOST_WORDS]
    if not meant:
        return None
    return Term([guess for _, guess in meant], [guess for count, guess in meant if count == meant[0][0]])


async def in_order(look: Look, terms: Sequence[Term]) -> list[Term]:
    """The rarest term first: its materials are gone through, the others are looked up in each of them."""
    counts = [(await look(COUNTED, words=term.words))[0][0] for term in terms]
    return [term for _, term in sorted(zip(counts, terms, strict=True), key=lambda pair: pair[0])]


def asked_with(terms: Sequence[Term], language: str) -> dict[str, Any]:
    """The values of a question to the index; `language` is the one that is preferred."""
    words = {f"words{n}": term.words for n, term in enumerate(terms)}
    return {**words, **{f"best{n}": term.best for n, term in enumerate(terms)}, "language": language}


def weighed(row: Any, n: int) -> Any:
    """What a term is worth where it is met: by its place, as it was meant, and a little for the caller's language."""
    meant = sa.case((among(row.word, f"best{n}"), 2), else_=1)
    own = sa.case((row.language == sa.bindparam("language", type_=types.Text), 1), else_=0)
    return sa.func.max(row.weight * meant + own)


def found(terms: int) -> Any:
    """The materials that meet so many terms, with what they are worth: `material_id`, `worth`."""
    first: Any = aliased(LibraryPosting, name="first")
    base = sa.select(first.material_id, weighed(first, 0).label("worth0")).where(among(first.word, "words0"))
    each = base.group_by(first.material_id).limit(MOST_GONE_THROUGH).subquery("each")
    columns = [each.c.material_id, each.c.worth0]
    for n in range(1, terms):
        other: Any = aliased(LibraryPosting, name=f"other{n}")
        met_too = sa.select(weighed(other, n)).where(other.material_id == each.c.material_id)
        met_too = met_too.where(among(other.word, f"words{n}")).correlate(each)
        columns.append(met_too.scalar_subquery().label(f"worth{n}"))
    met = sa.select(*columns).subquery("met")
    worth = [met.c[f"worth{n}"] for n in range(terms)]
    total = sa.select(met.c.material_id, sum(worth[1:], worth[0]).label("worth"))
    return total.where(*(one.is_not(None) for one in worth[1:])).subquery("total")


@cache
def ranking(terms: int, *, after: bool) -> Lookup:
    """A page of materials, the worthiest first, of equal ones the newest; `after` where the page before ended."""
    of = found(terms)
    page = sa.select(of.c.material_id, of.c.worth).order_by(of.c.worth.desc(), of.c.material_id.desc())
    if after:
        worth, id = sa.bindparam("worth", type_=types.Integer), sa.bindparam("id", type_=Id)
        page = page.where(sa.or_(of.c.worth < worth, sa.and_(of.c.worth == worth, of.c.material_id < id)))
    return Lookup(page.limit(sa.bindparam("rows", type_=types.Integer)))


@cache
def numbering(terms: int) -> Lookup:
    """How many materials there are."""
    return Lookup(sa.select(sa.func.count().label("count")).select_from(found(terms)))


@cache
def sharing(terms: int) -> Lookup:
    """How many of the materials have each value of a facet; with no term at all, of everything."""
    first, last = sa.bindparam("first", type_=Folded), sa.bindparam("last", type_=Folded)
    here = [col(LibraryPosting.word) >= first, col(LibraryPosting.word) < last]
    if terms:
        here.append(col(LibraryPosting.material_id).in_(sa.select(found(terms).c.material_id)))
    shares: Any = sa.select(col(LibraryPosting.word), sa.func.count().label("count")).where(*here)
    most = sa.bindparam("most", type_=types.Integer)
    return Lookup(
        shares.group_by(col(LibraryPosting.word)).order_by(sa.desc("count"), col(LibraryPosting.word)).limit(most)
    )
