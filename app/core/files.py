"""Where files lie: a folder by default, an S3-compatible store by configuration; keys are ours, never a client's words.

What `put` has returned from is there after a power cut. A key is put once; the same key again replaces it whole, so a
retry does no harm.
"""

import importlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol, cast

from app.core.problems import Unavailable

# Segments of lower-case letters, digits and dashes: no way up, no hidden name, the same on every file system.
_KEY: Final = re.compile(r"[a-z0-9-]{1,64}(?:/[a-z0-9-]{1,64}){0,7}")
_UNFINISHED: Final = ".part"


class FileLost(Exception):
    """Nothing lies under this key."""


class FileStore(Protocol):
    """A place for bytes. Every method may block; Unavailable when the place cannot be reached or is full."""

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes, durably and whole."""

    def get(self, key: str) -> bytes:
        """The bytes; FileLost where there are none."""

    def erase(self, prefix: str) -> None:
        """Removes everything at and below the prefix; none there is no error."""

    def sweep(self, prefix: str, before: datetime) -> int:
        """Removes what was put below the prefix before an instant; how many objects that were."""


def open_store(place: str) -> FileStore:
    """The store of a setting: a folder, or s3://bucket/prefix with the extra `s3` installed (ValueError without)."""
    if not place.startswith("s3://"):
        return FolderStore(Path(place))
    try:
        module = importlib.import_module("app.core.file_bucket")
    except ImportError as error:
        raise ValueError("files in s3:// need the extra: pip install learnbridge[s3]") from error
    return cast(FileStore, module.open_bucket(place))


class FolderStore:
    """Files in a folder that only this user may enter, spread by the first letters of their place."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        with _translated():
            self._make(path.parent)
            unfinished = path.with_name(f"{path.name}-{secrets.token_hex(4)}{_UNFINISHED}")
            try:
                _write(unfinished, data)
                unfinished.replace(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
            _sync(path.parent)

    def get(self, key: str) -> bytes:
        try:
            with _translated():
                return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise FileLost from error

    def erase(self, prefix: str) -> None:
        path = self._path(prefix)
        with _translated(), suppress(FileNotFoundError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            _sync(path.parent)

    def sweep(self, prefix: str, before: datetime) -> int:
        swept = 0
        with _translated():
            for path in sorted(self._path(prefix).rglob("*"), reverse=True):
                # Another process may be sweeping, or filling a folder again.
                with suppress(FileNotFoundError, OSError):
                    if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
                        continue
                    if path.is_dir():
                        path.rmdir()
                    else:
                        path.unlink()
                        swept += 1
        return swept

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    def _make(self, folder: Path) -> None:
        """Makes a folder and those above it, each entered durably into the one above."""
        if folder.is_dir():
            return
        if folder.parent != folder:
            self._make(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        _sync(folder.parent)


def checked(key: str) -> str:
    """The key; ValueError for one that is not ours."""
    if not _KEY.fullmatch(key):
        raise ValueError("a key is made of plain segments")
    return key


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Makes the names in a folder durable; where folders cannot be opened (Windows), the system sees to it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    """A full or broken disk is Unavailable; a missing file is for the caller to judge."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unavailable from error
