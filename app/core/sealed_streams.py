"""Files sealed while they stream: AES-256-GCM in pieces of 64 KiB, each bound to its place and the last one marked.

A file has a key of its own (`new_file_key`), kept in a `sealed()` column of the row that the file belongs to: rotation
of the data keys seals the file's key anew and never touches the bytes, and without the row nobody can read them.
A stream is `LBS1`, 16 random bytes, then the sealed pieces; a piece that is altered, left out, moved or cut off raises.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.sealing import KEY_BYTES, SealBroken, new_secret

HEAD, SALT_BYTES, TAG_BYTES = b"LBS1", 16, 16
PIECE = 65_536


def new_file_key() -> str:
    """A new key for one file, as text for its `sealed()` column."""
    return urlsafe_b64encode(new_secret()).decode()


def seal_stream(file_key: str, about: str, source: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed bytes of a file; `about` says what it is (`<attachment id>|original`) and must be said again to open.

    Memory: two pieces, whatever the length of the chunks given.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = cipher_of(file_key, about, salt)
    yield HEAD + salt
    for number, (piece, last) in enumerate(pieces(source, PIECE)):
        yield cipher.encrypt(nonce_of(number, last), piece, None)


def open_stream(file_key: str, about: str, source: Iterable[bytes]) -> Iterator[bytes]:
    """The plain bytes of a sealed file. Raises SealBroken, at the latest at its end: a cut file is not a short one."""
    chunks = iter(source)
    head = b""
    while len(head) < len(HEAD) + SALT_BYTES and (chunk := next(chunks, None)) is not None:
        head += chunk
    salt, rest = head[len(HEAD) : len(HEAD) + SALT_BYTES], head[len(HEAD) + SALT_BYTES :]
    if not head.startswith(HEAD) or len(salt) < SALT_BYTES:
        raise SealBroken("this is no sealed file")
    cipher = cipher_of(file_key, about, salt)
    for number, (piece, last) in enumerate(pieces(chained(rest, chunks), PIECE + TAG_BYTES)):
        try:
            yield cipher.decrypt(nonce_of(number, last), piece, None)
        except (InvalidTag, ValueError):
            raise SealBroken("this file was altered, cut or belongs elsewhere") from None


def sealed_length(plain: int) -> int:
    """How long a file of so many bytes is when sealed."""
    return len(HEAD) + SALT_BYTES + plain + TAG_BYTES * max(1, -(-plain // PIECE))


def cipher_of(file_key: str, about: str, salt: bytes) -> AESGCM:
    secret = urlsafe_b64decode(file_key)
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"learnbridge file|" + about.encode()).derive(secret))


def nonce_of(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def chained(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def pieces(source: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """The bytes again in pieces of one size, each with whether it is the last; an empty source is one empty piece."""
    held = bytearray()
    for chunk in source:
        view = memoryview(chunk)
        while view:
            if len(held) == size:
                yield bytes(held), False
                held.clear()
            taken = view[: size - len(held)]
            held += taken
            view = view[len(taken) :]
    yield bytes(held), True
