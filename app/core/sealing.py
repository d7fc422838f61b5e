"""Sealing: AES-256-GCM over the texts of one organisation, bound to the table, column and row that they stand in.

A sealed text is `s1.<number of the data key>.<nonce, ciphertext and tag in base64>`. Its associated data name the
place, so that a text carried into another row, column or organisation does not open. The empty text stays empty: it
tells only that nothing was written.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "s1."
KEY_BYTES, NONCE_BYTES = 32, 12


class SealBroken(Exception):
    """A sealed text that was altered, moved to another place, or whose key is not there."""


class Ciphertext:
    """A sealed text as the database holds it. Not a string on purpose: no answer and no log can show it by accident."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<sealed>"


class Key:
    """A data key of an organisation, by its number."""

    def __init__(self, number: int, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self.number, self.secret = number, secret

    @cached_property
    def cipher(self) -> AESGCM:
        """The cipher of this key, made once."""
        return AESGCM(self.secret)


def new_secret() -> bytes:
    """The bytes of a new key."""
    return secrets.token_bytes(KEY_BYTES)


def place(table: str, column: str, row: Any, organisation: Any) -> bytes:
    """The associated data of a text: where it stands."""
    return f"{table}|{column}|{row}|{organisation}".encode()


def seal(key: Key, text: str, at: bytes) -> Ciphertext:
    """The text, sealed for its place."""
    return Ciphertext(f"{MARK}{key.number}.{urlsafe_b64encode(encrypt(key.cipher, text.encode(), at)).decode()}")


def open_sealed(keys: Mapping[int, Key], text: str, at: bytes) -> str:
    """The plain text. Raises SealBroken."""
    key = keys.get(number_of(text))
    if key is None:
        raise SealBroken(f"there is no data key {number_of(text)}")
    return decrypt(key.cipher, urlsafe_b64decode(text.rpartition(".")[2]), at).decode()


def number_of(text: str) -> int:
    """The number of the data key that a sealed text names. Raises SealBroken."""
    parts = text.split(".", 2)
    if not text.startswith(MARK) or len(parts) != len(("s1", "number", "rest")) or not parts[1].isdigit():
        raise SealBroken("this is no sealed text")
    return int(parts[1])


def encrypt(cipher: AESGCM, plain: bytes, about: bytes) -> bytes:
    """Nonce, ciphertext and tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, about)


def decrypt(cipher: AESGCM, whole: bytes, about: bytes) -> bytes:
    """The plain bytes. Raises SealBroken."""
    try:
        return cipher.decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        raise SealBroken("this was altered or belongs elsewhere") from None
