"""Keeping the index of the library with its texts: which words an item has, in which language, how open each is.

An item is a material or a published story. What is taken off is gone: a word that stands nowhere any more leaves the
dictionary with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.bookkeeping import fill
from app.auth.lookups import among
from app.auth.session import OwnedSession
from app.core.spelling import spellings, words_of
from app.models import LibraryPosting, LibrarySpelling, LibraryWord, Material, MaterialTranslation, Organisation

TITLE, SUMMARY, BODY, TOKEN = 8, 3, 1, 0
# Every item has it, so that a page without a question is narrowed by it.
EVERY = "library="


class Facet(StrEnum):
    """What a page of the library is narrowed by."""

    KIND = "kind"
    LANGUAGE = "language"
    TOPIC = "topic"
    AUDIENCE = "audience"
    YEAR = "year"
    ORGANISATION = "organisation"
    COUNTRY = "country"


class Standing(NamedTuple):
    """How a word stands in an item in a language."""

    weight: int
    openness: int


Standings = dict[tuple[str, str], Standing]


def token(facet: Facet, value: object) -> str:
    """The word that stands for a value of a facet; folded words have letters and digits only."""
    return f"{facet.value}={value}"


def index(db: OwnedSession, material: Material, versions: Sequence[MaterialTranslation]) -> None:
    """Makes the index say what the material says now. `db` sees the whole organisation."""
    keep(db, material.id, standings(material, searched(versions)))


def keep(db: OwnedSession, item_id: UUID, wanted: Standings) -> None:
    """Makes these the words of an item. `db` sees the whole organisation.

    Two transactions never keep at once: both would add a word, or one take away what the other has met.
    """
    db.find(Organisation, db.organisation_id, lock=True)
    wanted, dropped = dict(wanted), set()
    old = sa.select(LibraryPosting).where(col(LibraryPosting.item_id) == item_id)
    for posting in db.execute(old).scalars():
        now = wanted.pop((posting.word, posting.language), None)
        if now is None:
            dropped.add(posting.word)
            db.delete(posting)
        else:
            posting.weight, posting.openness = now
    learn(db, {word for word, _ in wanted if "=" not in word})
    new = ({"word": word, "language": language, **standing._asdict()} for (word, language), standing in wanted.items())
    fill(db, LibraryPosting, ({"item_id": item_id, **posting} for posting in new))
    forget(db, {word for word in dropped if "=" not in word})


def searched(versions: Iterable[MaterialTranslation]) -> list[MaterialTranslation]:
    """Of each language the version in force; where none was published, the one being worked on."""
    found: dict[str, MaterialTranslation] = {}
    for version in versions:
        if version.current or (version.published_at is None and version.language not in found):
            found[version.language] = version
    return list(found.values())


def standings(material: Material, versions: Iterable[MaterialTranslation]) -> Standings:
    """Every word of a material, and what it is narrowed by."""
    found: Standings = {(word, ""): Standing(TOKEN, material.openness) for word in tokens(material)}
    for version in versions:
        found[token(Facet.LANGUAGE, version.language), ""] = Standing(TOKEN, version.openness)
        body = " ".join(f"{section['heading']} {section['text']}" for section in version.sections)
        for word, weight in weights((BODY, body), (SUMMARY, version.summary), (TITLE, version.title)).items():
            found[word, version.language] = Standing(weight, version.openness)
    return found


def tokens(material: Material) -> Iterator[str]:
    yield EVERY
    yield token(Facet.KIND, material.kind.value)
    yield token(Facet.YEAR, material.year)
    yield token(Facet.ORGANISATION, material.made_by)
    if material.country is not None:
        yield token(Facet.COUNTRY, material.country)
    yield from (token(Facet.TOPIC, str(topic)) for topic in material.topics)
    yield from (token(Facet.AUDIENCE, str(audience)) for audience in material.audiences)


def weights(*places: tuple[int, str]) -> dict[str, int]:
    """The words of texts, each with its best place; the weightier texts come last."""
    return {word: weight for weight, text in places for word in words_of(text)}


def learn(db: OwnedSession, words: set[str]) -> None:
    """Adds words that no text had."""
    asked = sa.select(col(LibraryWord.word)).where(among(LibraryWord.word, "words"))
    known: set[str] = set(db.execute(asked, {"words": sorted(words)}).scalars())
    new = sorted(words - known)
    fill(db, LibraryWord, ({"word": word} for word in new))
    fill(db, LibrarySpelling, ({"spelling": spelling, "word": word} for word in new for spelling in spellings(word)))


def forget(db: OwnedSession, words: set[str]) -> None:
    """Takes words out of the dictionary that stand in no text any more."""
    if not words:
        return
    asked = sa.select(col(LibraryPosting.word)).distinct().where(among(LibraryPosting.word, "words"))
    gone = words - set(db.execute(asked, {"words": sorted(words)}).scalars())
    these = {"words": sorted(gone), "spellings": sorted({one for word in gone for one in spellings(word)})}
    kept = sa.select(LibraryWord).where(among(LibraryWord.word, "words"))
    spelled = sa.select(LibrarySpelling).where(among(LibrarySpelling.spelling, "spellings"))
    for found in (kept, spelled.where(among(LibrarySpelling.word, "words"))):
        for row in db.execute(found, these).scalars().all():
            db.delete(row)
    db.flush()
