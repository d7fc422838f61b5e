"""`python -m benchmarks.search`: how long a search of a large library takes, on both engines.

20,000 materials, each in English, Serbian (Cyrillic) and Arabic, of invented words that are as common and as rare as
words are (Zipf), indexed by the product's own functions. Whole requests through the application in one process, as a
volunteer, who reaches what is published: words as they are written, in Latin letters without diacritics, and mistyped.
The exit status is 1 when the 95th percentile is above its limit or something that is there is not found.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from starlette.testclient import TestClient

from app.auth.keys import open_ring
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock, journal
from app.core.database import Database
from app.core.folding import fold
from app.core.settings import Settings
from app.core.spelling import spellings
from app.main import create_app
from app.migrations.upgrade import upgrade
from app.models import LibraryWord, Material, MaterialTranslation
from app.models.material import MaterialAudience, MaterialKind, MaterialTopic
from app.models.material_translation import TranslationState
from app.services.library.indexing_library import standings
from benchmarks.storing import DIALECT, Pattern, Store, open_store
from tests.postgres import running_postgres
from tests.world import Place, World, build

LIMITS = {"words": 50.0, "mistyped": 150.0}
AT_ONCE = 500
# Of each language the syllables and the endings of its words.
SYLLABLES = {
    "en": ("ba con de ful gra hel in jo ken lim mo ner op pra qui res sto tri un ver wel yo", "s ed ing er ly"),
    "sr-Cyrl": ("ба ве гра ђа жи ко лу ми не њи по ре са ти ћу фи хо ца че џе ша ље", "а у ом ама ски ње"),
    "ar": ("با تا جي حو خا دي را سو شي صا طي عا في قا كو لي ما نو ها وا", "ة ات ين ون ي نا"),
}


class Language(NamedTuple):
    """Invented words of a language, and how common each is."""

    words: list[str]
    weights: list[float]

    def text(self, chance: random.Random, length: int) -> str:
        return " ".join(chance.choices(self.words, cum_weights=self.weights, k=length))


def invented(chance: random.Random, stems: int) -> dict[str, Language]:
    """The languages, each of so many stems with endings."""
    found = {}
    for tag, (syllables, endings) in SYLLABLES.items():
        words = set()
        while len(words) < stems * 3:
            stem = "".join(chance.choices(syllables.split(), k=chance.randint(2, 4)))
            words |= {stem, *(stem + ending for ending in chance.sample(endings.split(), 2))}
        ordered = chance.sample(sorted(words), len(words))
        found[tag] = Language(ordered, list(accumulate(1 / (rank + 10) for rank in range(len(ordered)))))
    return found


def materials(chance: random.Random, languages: dict[str, Language], count: int) -> Iterator[tuple[Any, list[Any]]]:
    """Published materials with their texts: a title of 5 words, a summary of 15, a body of 60."""
    kinds, audiences, topics = list(MaterialKind), list(MaterialAudience), list(MaterialTopic)
    for n in range(count):
        about: dict[str, Any] = {"kind": chance.choice(kinds), "audiences": [chance.choice(audiences)]}
        about |= {
            "topics": chance.sample(topics, 2),
            "year": chance.randint(2010, 2026),
            "made_by": f"Partner {n % 30}",
        }
        of = Material(key=f"m-{n}", source_language="en", edition=1, openness=1, **about)
        texts = []
        for tag, language in languages.items():
            body = [{"heading": "", "text": language.text(chance, 60)}]
            title, summary = language.text(chance, 5), language.text(chance, 15)
            words: dict[str, Any] = {"title": title, "summary": summary, "sections": body, "language": tag}
            state = {"state": TranslationState.PUBLISHED, "current": True, "openness": 1, "published_at": clock.now()}
            texts.append(MaterialTranslation(material_id=of.id, number=1, source_edition=1, **words, **state))
        of.title = texts[0].title
        yield of, texts


def stored_rows(rows: list[Any]) -> tuple[Any, list[tuple[Any, ...]]]:
    """Rows of one model as a store takes them."""
    table: sa.Table = type(rows[0]).__table__
    kept = [(column.key, column.type.dialect_impl(DIALECT).bind_processor(DIALECT)) for column in table.columns]
    values = [
        tuple(
            convert(value) if convert is not None and value is not None else value
            for name, convert in kept
            for value in (getattr(row, name),)
        )
        for row in rows
    ]
    return Pattern(table.name, tuple(column.name for column in table.columns), ()), values


class Filling:
    """Fills the organisation of a database; the index is written when all texts are there, in the order of its key."""

    def __init__(self, store: Store, organisation_id: UUID, known: set[str]) -> None:
        self.store, self.organisation, self.known = store, str(organisation_id), known

    def put(self, rows: list[Any]) -> None:
        for row in rows:
            row.organisation_id = UUID(self.organisation)
        self.store.put(*stored_rows(rows))

    def index(self, postings: list[tuple[Any, ...]], words: list[str]) -> None:
        new = [word for word in words if word not in self.known]
        here = (self.organisation,)
        self.store.put(Pattern("library_word", ("word", "organisation_id"), here), [(word,) for word in new])
        pairs = [(spelling, word) for word in new for spelling in spellings(word)]
        self.store.put(Pattern("library_spelling", ("spelling", "word", "organisation_id"), here), sorted(pairs))
        columns = ("word", "item_id", "language", "weight", "openness", "organisation_id")
        self.store.put(Pattern("library_posting", columns, here), postings)
        self.store.close()


def fill(fillings: list[Filling], content: Iterator[tuple[Any, list[Any]]]) -> tuple[int, list[str]]:
    """The same content for every database; gives the number of postings, and every title."""
    titles: list[str] = []
    postings: list[tuple[Any, ...]] = []
    some: list[Any] = []
    for of, texts in content:
        some.append((of, texts))
        titles += [text.title for text in texts]
        postings += [
            (word, str(of.id), language, weight, openness)
            for (word, language), (weight, openness) in standings(of, texts).items()
        ]
        if len(some) == AT_ONCE:
            put(fillings, some)
    put(fillings, some)
    postings.sort()
    words = sorted({posting[0] for posting in postings if "=" not in posting[0]})
    for filling in fillings:
        filling.index(postings, words)
    return len(postings), titles


def put(fillings: list[Filling], some: list[Any]) -> None:
    for filling in fillings if some else ():
        filling.put([of for of, _ in some])
        filling.put([text for _, texts in some for text in texts])
    some.clear()


def questions(chance: random.Random, titles: list[str], count: int) -> dict[str, list[str]]:
    """What is typed: one or two words of a title, in its own letters or in Latin ones; and one of them with a slip."""
    found: dict[str, list[str]] = {"words": [], "mistyped": []}
    for n in range(count):
        words = chance.choice(titles).split()
        typed = [fold(word) for word in words] if n % 3 else words
        found["words"].append(" ".join(chance.sample(typed, 1 + n % 2)))
        found["mistyped"].append(slipped(chance, max(typed, key=len)))
    return found


def slipped(chance: random.Random, word: str) -> str:
    """A letter left out, doubled, or changing places with the next."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice((before + after, before + 2 * letter + after, before + after[:1] + letter + after[1:]))


class Timed(NamedTuple):
    """Milliseconds of whole requests, and how many found nothing."""

    times: list[float]
    nothing: int

    def line(self, engine: str, kind: str) -> str:
        gate = "holds" if self.holds(kind) else "MISSED"
        figures = f"median {statistics.median(self.times):6.1f} ms  p95 {self.late:6.1f} ms"
        return f"{engine:<11} {kind:<9} {figures}  found nothing {self.nothing}  (p95 <= {LIMITS[kind]:g} ms {gate})"

    @property
    def late(self) -> float:
        """What 95 of 100 requests take at most."""
        return sorted(self.times)[int(len(self.times) * 0.95)]

    def holds(self, kind: str) -> bool:
        return self.late <= LIMITS[kind] and (kind == "mistyped" or not self.nothing)


def ask(world: World, typed: list[str]) -> Timed:
    """Each question once, after three that warm up."""
    by, times, nothing = world.indigo.volunteer, [], 0
    for n, q in enumerate([*typed[:3], *typed]):
        begun = time.perf_counter()
        answer = by.get("/v1/library", params={"q": q})
        if n >= 3:
            times.append((time.perf_counter() - begun) * 1000)
            nothing += not answer.json()["items"]
    return Timed(times, nothing)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    options.add_argument("--materials", type=int, default=20_000)
    options.add_argument("--questions", type=int, default=100)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--engines", default="sqlite,postgresql")
    given = options.parse_args()
    journal.configure("error")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {}
        for engine in given.engines.split(","):
            server = stack.enter_context(running_postgres(durable=True)) if engine == "postgresql" else None
            urls[engine] = server.create_database() if server else f"sqlite:///{folder}/search.db"
        return 0 if run(urls, folder, given) else 1


def run(urls: dict[str, str], folder: Path, given: Any) -> bool:
    """Fills, asks, prints; whether every gate holds."""
    chance = random.Random(given.seed)
    languages = invented(chance, stems=max(50, given.materials // 3))
    worlds, fillings = {}, []
    for engine, url in urls.items():
        database = Database(url, pool_size=4)
        upgrade(database)
        worlds[engine] = build(database)
        known = known_words(database, worlds[engine].indigo)
        database.engine.dispose()
        fillings.append(Filling(open_store(database), worlds[engine].indigo.id, known))
    begun = time.perf_counter()
    count, titles = fill(fillings, materials(chance, languages, given.materials))
    print(f"{given.materials} materials, {count} postings, filled in {time.perf_counter() - begun:.0f} s")
    typed, held = questions(chance, titles, given.questions), True
    for engine, url in urls.items():
        quiet: dict[str, Any] = {"keys_dir": folder / "keys", "jobs": "off", "log_level": "error"}
        app = create_app(Settings(DATABASE_URL=url, files=str(folder / "files"), **quiet))
        with TestClient(app) as client:
            world = worlds[engine].open(app, client, open_ring(folder / "keys"))
            for kind, questions_of in typed.items():
                timed = ask(world, questions_of)
                held = held and timed.holds(kind)
                print(timed.line(engine, kind))
    return held


def known_words(database: Database, place: Place) -> set[str]:
    with OwnedSession(database, System(place.id, "test data")) as db:
        return set(db.execute(sa.select(LibraryWord.word)).scalars())  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main())
