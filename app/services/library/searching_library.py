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
# A term is gone through that stands so often, or not more often than the rarest times this: to look a word up in one
# item costs what some dozens of postings cost.
FEW, MOST_OFTEN = 200, 30
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


class Plan(NamedTuple):
    """Terms in the order of their rarity: the postings of the first `gone` are gone through and put together; the
    others, far more common, are looked up in each item that those have left.
    """

    terms: list[Term]
    gone: int

    @property
    def shape(self) -> tuple[int, int]:
        """What statements are compiled by."""
        return self.gone, len(self.terms) - self.gone


async def planned(look: Look, terms: Sequence[Term]) -> Plan:
    """The cheapest way to meet all terms, by how often each of them stands."""
    counts = [(await look(COUNTED, words=term.words))[0][0] for term in terms]
    ordered = sorted(zip(counts, terms, strict=True), key=lambda pair: pair[0])
    most = max(MOST_OFTEN * ordered[0][0], FEW) if ordered else 0
    return Plan([term for _, term in ordered], sum(count <= most for count, _ in ordered))


def asked_with(terms: Sequence[Term], language: str) -> dict[str, Any]:
    """The values of a question to the index; `language` is the one that is preferred."""
    words = {f"words{n}": term.words for n, term in enumerate(terms)}
    return {**words, **{f"best{n}": term.best for n, term in enumerate(terms)}, "language": language}


def weighed(row: Any, n: int) -> Any:
    """What a term is worth where it is met: by its place, as it was meant, and a little for the caller's language."""
    meant = sa.case((among(row.word, f"best{n}"), 2), else_=1)
    own = sa.case((row.language == sa.bindparam("language", type_=types.Text), 1), else_=0)
    return sa.func.max(row.weight * meant + own)


def found(gone: int, looked: int) -> Any:
    """The items that meet so many terms, with what they are worth: `item_id`, `worth`."""
    rare, others = gone_through(gone), []
    for n in range(gone, gone + looked):
        other: Any = aliased(LibraryPosting, name=f"other{n}")
        met_too = sa.select(weighed(other, n)).where(other.item_id == rare.c.item_id, among(other.word, f"words{n}"))
        others.append(met_too.correlate(rare).scalar_subquery())
    total = sa.select(rare.c.item_id, sum(others, rare.c.worth).label("worth"))
    return total.where(*(one.is_not(None) for one in others)).subquery("total")


def gone_through(terms: int) -> Any:
    """The items that meet all of the first terms: put together and counted, whatever an engine believes of their
    numbers. A join could be done row by row; with a bound PostgreSQL would walk the whole index in its order.
    """
    each = [met_by(n) for n in range(terms)]
    if terms == 1:
        return each[0].subquery("rare")
    every = sa.union_all(*each).subquery("every")
    met = sa.select(every.c.item_id, sa.func.sum(every.c.worth).label("worth")).group_by(every.c.item_id)
    return met.having(sa.func.count() == terms).subquery("rare")


def met_by(n: int) -> Any:
    """The items that meet a term, by its postings."""
    row: Any = aliased(LibraryPosting, name=f"row{n}")
    met = sa.select(row.item_id, weighed(row, n).label("worth")).where(among(row.word, f"words{n}"))
    return met.group_by(row.item_id)


@cache
def ranking(shape: tuple[int, int], *, after: bool) -> Lookup:
    """A page of materials, the worthiest first, of equal ones the newest; `after` where the page before ended."""
    of = found(*shape)
    page = sa.select(of.c.item_id, of.c.worth).order_by(of.c.worth.desc(), of.c.item_id.desc())
    if after:
        worth, id = sa.bindparam("worth", type_=types.Integer), sa.bindparam("id", type_=Id)
        page = page.where(sa.or_(of.c.worth < worth, sa.and_(of.c.worth == worth, of.c.item_id < id)))
    return Lookup(page.limit(sa.bindparam("rows", type_=types.Integer)))


@cache
def numbering(shape: tuple[int, int]) -> Lookup:
    """How many materials there are."""
    return Lookup(sa.select(sa.func.count().label("count")).select_from(found(*shape)))


@cache
def sharing(shape: tuple[int, int]) -> Lookup:
    """How many of the materials have each value of a facet; with no term at all, of everything."""
    first, last = sa.bindparam("first", type_=Folded), sa.bindparam("last", type_=Folded)
    here = [col(LibraryPosting.word) >= first, col(LibraryPosting.word) < last]
    if any(shape):
        here.append(col(LibraryPosting.item_id).in_(sa.select(found(*shape).c.item_id)))
    shares: Any = sa.select(col(LibraryPosting.word), sa.func.count().label("count")).where(*here)
    most = sa.bindparam("most", type_=types.Integer)
    return Lookup(
        shares.group_by(col(LibraryPosting.word)).order_by(sa.desc("count"), col(LibraryPosting.word)).limit(most)
    )
