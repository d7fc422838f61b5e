"""The keys that sign access tokens: ES256, from a folder or the environment, rotated without a wrong 401."""

import base64
import fcntl
import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.core import clock

VARIABLE = "LEARNBRIDGE_SIGNING_KEY"

_SETTLING = timedelta(seconds=60)
_REREAD_AFTER = timedelta(seconds=30)
_REREAD_FOR_UNKNOWN_AFTER = timedelta(seconds=5)
_KID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)
_LARGEST_FILE = 16_384

_log = logging.getLogger(__name__)


class KeyRefused(Exception):
    """A key that must not be used. The message names the file and the cure, never anything of the key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One P-256 key; `since` is when its file last came to be or changed on this disk."""

    kid: str
    private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: ec.EllipticCurvePublicKey = field(repr=False)
    since: datetime


def open_ring(folder: Path, pem: str | None = None) -> "KeyRing":
    """The ring of this installation, made with a first key where the folder holds none.

    `pem` (default: the variable LEARNBRIDGE_SIGNING_KEY) goes before the folder, which is then left alone. It may hold
    several keys: the first signs, all verify; to rotate, append the new key everywhere, then move it to the front.
    Raises `KeyRefused` for a key that others can read or that is no P-256 key, `OSError` for a folder out of reach.
    """
    text = os.environ.get(VARIABLE, "") if pem is None else pem
    if text.strip():
        return KeyRing(_keys_from_text(text))
    _make_first_key(folder)
    keys, faults = _read_folder(folder)
    if faults:
        raise faults[0]
    return KeyRing(keys, folder)


def rotate(folder: Path) -> str:
    """Add a key that signs from a minute on; returns its kid.

    The old file can go once the last token it signed has ended: 16 minutes after the new key began to sign.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_in(folder) as handle:
        return _add_key(folder, handle)


class KeyRing:
    """All keys verify; the last by file name signs. Files made here are named by UTC time, so the newest is the last.

    Every process reads the folder again after 30 s, so each of them knows a key before it has lain there for 60 s and
    begins to sign: no token meets a process that has not heard of its key. An unknown kid makes it read at once, though
    at most every 5 s, for the cases which time does not cover (a first key, clocks that differ).
    """

    def __init__(self, keys: Iterable[SigningKey], folder: Path | None = None) -> None:
        self._folder = folder
        self._keys = {key.kid: key for key in keys}
        self._read_at = clock.now()
        self._reading = Lock()

    def signing_key(self) -> SigningKey:
        """The newest key that the other processes know by now; the oldest where all are new."""
        self._reread(_REREAD_AFTER)
        keys, now = list(self._keys.values()), clock.now()
        settled = [key for key in keys if now - key.since >= _SETTLING]
        return settled[-1] if settled else keys[0]

    def verifying_key(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """The public key of this kid, or None."""
        self._reread(_REREAD_AFTER)
        if kid not in self._keys:
            self._reread(_REREAD_FOR_UNKNOWN_AFTER)
        key = self._keys.get(kid)
        return key.public if key else None

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public keys as a JWK set (RFC 7517), newest first, those that do not sign yet included."""
        self._reread(_REREAD_AFTER)
        return {
            "keys": [
                {**_public_jwk(key.public), "kid": key.kid, "use": "sig", "alg": "ES256"}
                for key in reversed(self._keys.values())
            ]
        }

    def _reread(self, after: timedelta) -> None:
        if self._folder is None or not self._due(after):
            return
        with self._reading:
            if self._due(after):
                started = clock.now()
                self._keys = _merged(self._keys, *_read_folder(self._folder))
                # Last, so that a thread which finds the folder freshly read also finds the keys.
                self._read_at = started

    def _due(self, after: timedelta) -> bool:
        # abs(): a clock that was set back must not stop the reading.
        return abs(clock.now() - self._read_at) >= after


def _merged(known: dict[str, SigningKey], keys: list[SigningKey], faults: list[KeyRefused]) -> dict[str, SigningKey]:
    for fault in faults:
        _log.error("signing key not taken: %s", fault)
    if keys and not faults:
        return {key.kid: key for key in keys}
    # A folder in trouble (unmounted, emptied, half copied) must not sign everyone out: nothing known is dropped.
    both = {**known, **{key.kid: key for key in keys}}
    return dict(sorted(both.items()))


def _read_folder(folder: Path) -> tuple[list[SigningKey], list[KeyRefused]]:
    try:
        if folder.stat().st_mode & 0o022:
            return [], [KeyRefused(f"{folder}: others may put keys here; run: chmod 700 {folder}")]
    except OSError as fault:
        return [], [KeyRefused(f"{folder}: {fault.strerror}")]
    keys, faults = [], []
    for path in sorted(folder.glob("*.pem"), key=lambda path: path.stem):
        try:
            keys.append(_read_key(path))
        except KeyRefused as fault:
            faults.append(fault)
    return keys, faults


def _read_key(path: Path) -> SigningKey:
    if not _KID.fullmatch(path.stem) or not path.is_file():
        raise KeyRefused(f"{path}: not a file whose name is of letters, digits, '.', '_' and '-'")
    try:
        with path.open("rb") as file:
            status, text = os.fstat(file.fileno()), file.read(_LARGEST_FILE)
    except OSError as fault:
        raise KeyRefused(f"{path}: {fault.strerror}") from None
    if status.st_mode & 0o077:
        raise KeyRefused(f"{path}: others can read this key; make a new one, or run: chmod 600 {path}")
    found = _private_keys(text, str(path))
    if len(found) != 1:
        raise KeyRefused(f"{path}: holds {len(found)} private keys in PEM, expected one")
    return SigningKey(path.stem, found[0], found[0].public_key(), datetime.fromtimestamp(status.st_ctime, UTC))


def _keys_from_text(text: str) -> list[SigningKey]:
    # One-line variables write the line ends as \n.
    found = _private_keys(text.replace("\\n", "\n").encode(), VARIABLE)
    if not found:
        raise KeyRefused(f"{VARIABLE}: holds no private key in PEM")
    always = datetime.min.replace(tzinfo=UTC)
    return [SigningKey(_thumbprint(key.public_key()), key, key.public_key(), always) for key in reversed(found)]


def _private_keys(text: bytes, where: str) -> list[ec.EllipticCurvePrivateKey]:
    found = []
    for block in _BLOCK.finditer(text):
        try:
            key = load_pem_private_key(block.group(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyRefused(f"{where}: not a private key in PEM without a passphrase") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise KeyRefused(f"{where}: ES256 needs a key on the curve P-256")
        found.append(key)
    return found


def _make_first_key(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.glob("*.pem")):
        return
    with _alone_in(folder) as handle:
        if not any(folder.glob("*.pem")):
            _add_key(folder, handle)


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    # A lock on the folder itself: nothing is left behind by a killed process, and no kid has to be fixed beforehand.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _add_key(folder: Path, handle: int) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    kid = f"{clock.now():%Y%m%dT%H%M%S%fZ}-{_thumbprint(key.public_key())[:8]}"
    later = [path.stem for path in folder.glob("*.pem") if path.stem >= kid]
    if later:
        raise KeyRefused(f"{folder}: {max(later)} comes after {kid} by name, so the new key would never sign")
    unfinished = folder / f".{kid}.new"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / f"{kid}.pem")
    finally:
        unfinished.unlink(missing_ok=True)
    os.fsync(handle)
    return kid


def _thumbprint(key: ec.EllipticCurvePublicKey) -> str:
    """RFC 7638."""
    canonical = json.dumps(_public_jwk(key), sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    point = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _base64url(point.x.to_bytes(32, "big")),
        "y": _base64url(point.y.to_bytes(32, "big")),
    }


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
