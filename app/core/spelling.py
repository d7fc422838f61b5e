"""Words and their near misses: what a word shares with those that are one slip of the finger away.

Two words that differ by a letter too few, too many, another one or two exchanged share a spelling once each loses at
most one letter (symmetric deletion, W. Garbe 2012). Only the beginning is looked at, so that endings do not count.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.core.folding import fold

LONGEST: Final = 40
SHORTEST: Final = 2
# How much of a word's beginning its spellings are made of; shorter words than `FORGIVEN` must be typed right.
_BEGINNING: Final = 7
FORGIVEN: Final = 4

_PIECES: Final = re.compile(r"\S+")


def words_of(text: str) -> Iterator[str]:
    """The folded words of a text of any length, those of one letter left out."""
    for piece in _PIECES.findall(text):
        for word in fold(piece).split():
            if len(word) >= SHORTEST:
                yield word[:LONGEST]


def spellings(word: str) -> list[str]:
    """The beginning of a word, and the beginning less each of its letters."""
    head = word[:_BEGINNING]
    if len(head) < FORGIVEN:
        return [head]
    return list(dict.fromkeys([head, *(head[:at] + head[at + 1 :] for at in range(len(head)))]))


def slips(typed: str, word: str) -> int:
    """How many slips lead from one word to the other: a letter put in, left out, another one, or two exchanged."""
    before, above = [0] * (len(word) + 1), list(range(len(word) + 1))
    for i, letter in enumerate(typed):
        row = [i + 1]
        for j, other in enumerate(word):
            least = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != other))
            if i and j and letter == word[j - 1] and typed[i - 1] == other:
                least = min(least, before[j - 1] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]


def forgiven(typed: str) -> int:
    """How many slips a word of this length is forgiven, counting those of its ending."""
    return 0 if len(typed) < FORGIVEN else 1 if len(typed) <= 5 else 2 if len(typed) <= 7 else 3
