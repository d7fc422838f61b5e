"""Codes that people copy from paper: 128 random bits in Crockford's alphabet, in groups, with a check against slips.

Twenty-six characters carry the bits and two more the remainder by 1021, a prime: every single wrong character and every
two that were swapped are noticed without asking anybody.
"""

import hashlib
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_BITS, _LETTERS, _PRIME, _GROUP = 128, 28, 1021, 4


def new_code() -> str:
    """A new code, as it is printed."""
    return written(secrets.randbits(_BITS))


def written(number: int) -> str:
    whole = number << 10 | number % _PRIME
    letters = "".join(_ALPHABET[whole >> 5 * place & 31] for place in reversed(range(_LETTERS)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def read_code(text: str) -> str | None:
    """The code as it is printed, however it was typed: in any case, O for 0, I and L for 1, ungrouped. None: a slip."""
    letters = text.upper().replace("-", "").replace(" ", "")
    if len(letters) != _LETTERS or any(letter not in _VALUES for letter in letters):
        return None
    whole = 0
    for letter in letters:
        whole = whole << 5 | _VALUES[letter]
    number, check = whole >> 10, whole & 1023
    return written(number) if number >> _BITS == 0 and number % _PRIME == check else None


def digest_of(code: str) -> str:
    """Under which a code is found; the random bits need no slow hash."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
