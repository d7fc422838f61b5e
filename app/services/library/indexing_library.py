"""Keeping the index of the library with its texts: which words a material has, in which language, how open each is."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from app.auth.bookkeeping import fill
from app.auth.lookups import among
from app.auth.session import OwnedSession
from app.core.spelling import spellings, words_of
from app.models import LibraryPosting, LibrarySpelling, LibraryWord, Material, MaterialTranslation, Organisation

TITLE, SUMMARY, BODY, TOKEN = 8, 3, 1, 0
# Every material has it, so that a page without a question is narrowed by it.
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
    """How a word stands in a material in a language."""

    weight: int
    openness: int


Standings = dict[tuple[str, str], Standing]


def token(facet: Facet, value: object) -> str:
    """The word that stands for a value of a facet; folded words have letters and digits only."""
    return f"{facet.value}={value}"


def index(db: OwnedSession, material: Material, versions: Sequence[MaterialTranslation]) -> None:
    """Makes the index say what the material says now. `db` sees the whole organisation."""
    wanted = standings(material, searched(versions))
    old = sa.select(LibraryPosting).where(col(LibraryPosting.material_id) == material.id)
    for posting in db.execute(old).scalars():
        now = wanted.pop((posting.word, posting.language), None)
        if now is None:
            db.delete(posting)
        else:
            posting.weight, posting.openness = now
    learn(db, {word for word, _ in wanted if "=" not in word})
    new = ({"word": word, "language": language, **standing._asdict()} for (word, language), standing in wanted.items())
    fill(db, LibraryPosting, ({"material_id": material.id, **posting} for posting in new))


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
        for word, weight in weights(version).items():
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


def weights(version: MaterialTranslation) -> dict[str, int]:
    """The words of a text, each with its best place."""
    body = " ".join(f"{section['heading']} {section['text']}" for section in version.sections)
    places = ((BODY, body), (SUMMARY, version.summary), (TITLE, version.title))
    return {word: weight for weight, text in places for word in words_of(text)}


def learn(db: OwnedSession, words: set[str]) -> None:
    """Adds words that no text had. Two transactions never learn at once: both would add the same word."""
    db.find(Organisation, db.organisation_id, lock=True)
    asked = sa.select(col(LibraryWord.word)).where(among(LibraryWord.word, "words"))
    known: set[str] = set(db.execute(asked, {"words": sorted(words)}).scalars())
    new = sorted(words - known)
    fill(db, LibraryWord, ({"word": word} for word in new))
    fill(db, LibrarySpelling, ({"spelling": spelling, "word": word} for word in new for spelling in spellings(word)))
