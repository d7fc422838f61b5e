"""The master keys that wrap the data keys: from the environment or from files of mode 0600, several for rotation.

A file `<time>.master` holds 32 random bytes in base64; the newest by name wraps, all unwrap. A key is known by a digest
of itself, wherever it lies, and each wrapped key names the one that wrapped it.
"""

import fcntl
import hashlib
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core import clock
from app.core.sealing import KEY_BYTES, decrypt, encrypt, new_secret

VARIABLE = "LEARNBRIDGE_MASTER_KEY"
LARGEST_FILE = 1024
# Of 32 random bytes, fewer than 16 different ones are not met in the life of the universe; of typed ones, often.
LEAST_VARIETY = 16


class MasterKeyRefused(Exception):
    """A key that must not be used, or one that is missing. The message names the place and the cure, never the key."""


class MasterKeys:
    """The master keys of this installation, newest last; none is read before the first one is needed."""

    def __init__(self, folder: Path, text: str = "") -> None:
        self.folder, self.text = folder, text
        self.keys: dict[str, bytes] = {}
        self.reading = Lock()

    def wrap(self, secret: bytes, about: str) -> tuple[str, str]:
        """A data key sealed by the newest master key, and that key's id; the first key of all is made here."""
        self.read()
        if not self.keys:
            self.add()
        newest = list(self.keys)[-1]
        whole = encrypt(AESGCM(self.keys[newest]), secret, about.encode())
        return b64encode(whole).decode(), newest

    def unwrap(self, wrapped: str, master: str, about: str) -> bytes:
        """The data key. Raises MasterKeyRefused where its master key is missing, SealBroken where it was altered."""
        if master not in self.keys:
            self.read()
        if master not in self.keys:
            raise MasterKeyRefused(f"{self.where}: the master key {master}, which wrapped a data key, is missing")
        return decrypt(AESGCM(self.keys[master]), b64decode(wrapped), about.encode())

    def read(self) -> None:
        """Reads the environment or the folder again. Raises MasterKeyRefused for a weak key or one others can read."""
        with self.reading:
            found = from_text(self.text) if self.text.strip() else from_folder(self.folder)
            # A folder in trouble (unmounted, emptied) must not make unreadable what is read now.
            self.keys = {**{id: key for id, key in self.keys.items() if id not in found}, **found}

    def open(self, needed: set[str]) -> None:
        """At the start: reads the keys and refuses where one is weak or missing. The first of all is made here.

        `needed`: the ids of the master keys that wrapped the data keys of the database.
        """
        self.read()
        if missing := sorted(needed - self.keys.keys()):
            raise MasterKeyRefused(f"{self.where}: the master key {missing[0]}, which wrapped data keys, is missing")
        if not self.keys:
            self.add()

    def add(self) -> str:
        """Adds a master key to the folder; it wraps from now on. Returns its id."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        add_file(self.folder)
        self.read()
        return list(self.keys)[-1]

    @property
    def where(self) -> str:
        """Where the keys are looked for."""
        return VARIABLE if self.text.strip() else str(self.folder)


def id_of(key: bytes) -> str:
    """The id of a master key: a digest, so that it tells nothing of the key."""
    return hashlib.sha256(b"learnbridge master key|" + key).hexdigest()[:16]


def from_text(text: str) -> dict[str, bytes]:
    """Keys parted by commas or blanks; the first wraps, so it comes last here."""
    keys = [checked(part, VARIABLE) for part in reversed(text.replace(",", " ").split())]
    return {id_of(key): key for key in keys}


def from_folder(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    if folder.stat().st_mode & 0o022:
        raise MasterKeyRefused(f"{folder}: others may put keys here; run: chmod 700 {folder}")
    keys = [from_file(path) for path in sorted(folder.glob("*.master"))]
    return {id_of(key): key for key in keys}


def from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(LARGEST_FILE)
    except OSError as fault:
        raise MasterKeyRefused(f"{path}: {fault.strerror}") from None
    if mode & 0o077:
        raise MasterKeyRefused(f"{path}: others can read this key; make a new one, or run: chmod 600 {path}")
    return checked(text.decode("ascii", "replace").strip(), str(path))


def checked(text: str, where: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise MasterKeyRefused(f"{where}: a master key is 32 random bytes in base64") from None
    if len(key) != KEY_BYTES or len(set(key)) < LEAST_VARIETY:
        raise MasterKeyRefused(f"{where}: a master key is 32 random bytes in base64; run: openssl rand -base64 32")
    return key


def add_file(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        name = f"{clock.now():%Y%m%dT%H%M%S%fZ}"
        if any(path.stem >= name for path in folder.glob("*.master")):
            raise MasterKeyRefused(f"{folder}: a key there comes after {name} by name, so a new one would never wrap")
        unfinished = folder / f".{name}.new"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(b64encode(new_secret()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / f"{name}.master")
        os.fsync(handle)
    finally:
        os.close(handle)
