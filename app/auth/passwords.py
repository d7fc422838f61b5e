"""Passwords: hashing them with argon2id, comparing them at one price for everybody, and refusing the easy ones."""

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from threading import BoundedSemaphore

from passlib.context import CryptContext

from app.core.problems import DomainError

SHORTEST, LONGEST = 12, 256

# OWASP's minimum for argon2id. Four at once bound the memory (76 MiB) and leave cores for everyone who is signed in.
_MEMORY_KIB, _PASSES, _LANES = 19_456, 2, 1
_AT_ONCE = BoundedSemaphore(4)

# Bounds the parameters too: a damaged row must not make argon2 ask for gigabytes.
_HASH = re.compile(r"\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=\d{1,2}\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}")

_FEWEST_FREE_CHARACTERS = 6
_SHORTEST_WORD, _SHORTEST_RUN = 4, 3
_SEPARATORS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DISGUISES = {"a": "[a4@]", "b": "[b8]", "e": "[e3]", "i": "[i1!]", "l": "[l1]", "o": "[o0]", "s": "[s5$]", "t": "[t7]"}


class WeakPassword(DomainError):
    """`errors`: [{pointer, code, detail}]; code is characters, too_short, too_long, too_common or about_you."""

    slug, title, status = "weak-password", "Choose another password", 422
    detail = "This password is too short, too long, or too easy to guess; `errors` says which."


def hash_password(text: str) -> str:
    """The argon2id hash to store. Raises `WeakPassword` only for what `verify_password` could never accept."""
    secret = _normalised(text)
    if secret is None:
        raise _weak("characters", "Use 1 to 256 characters, without NUL or unpaired surrogates.")
    with _AT_ONCE:
        return _context().hash(secret)


def verify_password(text: str, stored: str | None) -> bool:
    """Whether `text` is the password behind `stored`; None stands for a person who is not there.

    Costs one hash whatever the answer and never raises, so neither time nor an error tells who has an account.
    """
    secret = _normalised(text)
    with _AT_ONCE:
        context = _context()
        if secret is None or stored is None or not _HASH.fullmatch(stored):
            return bool(context.dummy_verify())
        try:
            return bool(context.verify(secret, stored))
        except Exception:  # passlib and argon2 have no common base for what a damaged hash makes them raise
            return bool(context.dummy_verify())


def needs_rehash(stored: str) -> bool:
    """Whether the hash is weaker than today's. A stronger one stays: else two versions in service would take turns."""
    found = _HASH.fullmatch(stored)
    return found is None or int(found[1]) < _MEMORY_KIB or int(found[2]) < _PASSES


def check_strength(text: str, about: Iterable[str] = ()) -> None:
    """Raise `WeakPassword` for a new password that is too short, too long or easy to guess.

    `about`: what is known of the person (e-mail address, names): words of four letters and more count for nothing.
    """
    secret = unicodedata.normalize("NFC", text) if len(text) <= 4 * LONGEST else text
    if len(secret) > LONGEST:
        raise _weak("too_long", f"Use at most {LONGEST} characters.")
    if _normalised(text) is None and text:
        raise _weak("characters", "NUL and unpaired surrogates cannot be used.")
    if len(secret) < SHORTEST:
        raise _weak("too_short", f"Use at least {SHORTEST} characters; a few unrelated words are easy to remember.")
    folded, known = _folded(secret), _words(" ".join(about))
    listed = {folded, _SEPARATORS.sub("", folded)} & _common_passwords()
    if listed or _free_characters(folded, _common_words()) < _FEWEST_FREE_CHARACTERS:
        raise _weak("too_common", "This is among the first guesses; add a few unrelated words.")
    if known and _free_characters(folded, _any_of(known)) < _FEWEST_FREE_CHARACTERS:
        raise _weak("about_you", "This is made of your own name or address; add a few unrelated words.")


def _weak(code: str, detail: str) -> WeakPassword:
    return WeakPassword(errors=[{"pointer": "/password", "code": code, "detail": detail}])


def _normalised(text: str) -> str | None:
    """NFC, so that one password typed on two keyboards stays one; None for what no hash is ever made of."""
    # Composing shortens a character at most fourfold; what is longer is not worth the work of composing.
    if len(text) > 4 * LONGEST:
        return None
    secret = unicodedata.normalize("NFC", text)
    usable = 0 < len(secret) <= LONGEST and "\0" not in secret and not any("\ud800" <= c <= "\udfff" for c in secret)
    return secret if usable else None


@lru_cache
def _context() -> CryptContext:
    context = CryptContext(
        schemes=["argon2"],
        argon2__type="ID",
        argon2__memory_cost=_MEMORY_KIB,
        argon2__time_cost=_PASSES,
        argon2__parallelism=_LANES,
    )
    # passlib makes its dummy hash at the first use, which would then cost double and stand out.
    context.dummy_verify()
    return context


def _free_characters(folded: str, words: re.Pattern[str]) -> int:
    """How many different characters stay when words, years and rows are taken out; repeating them adds none."""
    rest = _without_rows(_YEAR.sub(" ", words.sub(" ", folded)))
    return len(set(rest) - set(string.whitespace))


def _without_rows(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        run = _run_length(text, at)
        if run < _SHORTEST_RUN:
            kept.append(text[at])
        at += run if run >= _SHORTEST_RUN else 1
    return "".join(kept)


def _run_length(text: str, at: int) -> int:
    end = at
    while end < len(text) and any(text[at : end + 1] in row for row in _rows()):
        end += 1
    return end - at


def _folded(text: str) -> str:
    """Without case, width and accents: how a guesser would try škola, SKOLA and skola."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _SEPARATORS.split(_folded(text)) if len(word) >= _SHORTEST_WORD)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({*words, *_sections()["words"]}, key=lambda word: (-len(word), word))
    return re.compile("|".join("".join(_DISGUISES.get(c, re.escape(c)) for c in word) for word in longest_first))


@lru_cache
def _common_words() -> re.Pattern[str]:
    return _any_of(())


@lru_cache
def _common_passwords() -> frozenset[str]:
    return frozenset(_sections()["passwords"])


@lru_cache
def _rows() -> tuple[str, ...]:
    rows = _sections()["rows"]
    return tuple(rows) + tuple(row[::-1] for row in rows)


@lru_cache
def _sections() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in files("app.auth").joinpath("blocklist.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            entries = sections.setdefault(line[3:].strip(), [])
        elif not line.startswith("# "):
            entries.extend(_folded(line).split())
    return sections
