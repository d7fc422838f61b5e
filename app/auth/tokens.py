"""Access tokens: issuing them, and reading one with every check that python-jose leaves out (RFC 9068, RFC 8725)."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jose import jws
from jose.backends import ECKey

from app.auth.keys import KeyRing
from app.core.ids import uuid7
from app.core.problems import SignedOut
from app.core.settings import settings

LARGEST = 2048

_ALGORITHM = "ES256"
_TYPE = "at+jwt"
_LONGEST_LIFE = 15 * 60
# For iat and nbf only: exp gets none, so a token never outlives what its owner was told.
_LEEWAY = 30
_LARGEST_HEADER = 256
# 86 characters are the 64 octets of r and s; anything else (DER, an empty one) is not even decoded.
_COMPACT = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
_ROLE = re.compile(r"[a-z][a-z_]{0,39}")
_UNSET = UUID(int=0)


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a token says: one membership of one person, in one sign-in. Instants are seconds since 1970.

    `issue` sets the last three, whatever they were.
    """

    user_id: UUID
    organisation_id: UUID
    membership_id: UUID
    sign_in_id: UUID
    role: str
    issued_at: int = 0
    expires_at: int = 0
    token_id: UUID = _UNSET


def issue(ring: KeyRing, claims: AccessClaims, now: datetime) -> str:
    """A signed token that lives for `access_minutes` from `now`, with a token id of its own.

    Raises ValueError for a role that `read` would not accept.
    """
    if not _ROLE.fullmatch(claims.role):
        raise ValueError("not the name of a role")
    issued_at, whom = int(now.timestamp()), settings().issuer
    stated = {
        "iss": whom,
        "aud": whom,
        "sub": str(claims.user_id),
        "org": str(claims.organisation_id),
        "membership": str(claims.membership_id),
        "sid": str(claims.sign_in_id),
        "role": claims.role,
        "iat": issued_at,
        "exp": issued_at + settings().access_minutes * 60,
        "jti": str(uuid7()),
    }
    key = ring.signing_key()
    header = {"typ": _TYPE, "kid": key.kid}
    return jws.sign(stated, ECKey(key.private, _ALGORITHM), headers=header, algorithm=_ALGORITHM)


def read(ring: KeyRing, token: str | bytes, now: datetime) -> AccessClaims:
    """The claims of a token that is ours and alive at `now`; `SignedOut` for anything else, whatever it is."""
    try:
        return _claims(_verified(ring, token), now.timestamp())
    except Exception:
        # Forged tokens make parsers fail in ways nobody lists (RecursionError, OverflowError, ...), and none of them
        # may become a 500. The cause is cut off because its text can quote the token.
        raise SignedOut() from None


def _verified(ring: KeyRing, token: str | bytes) -> Mapping[str, object]:
    raw = token.encode("ascii") if isinstance(token, str) else token
    _demand(isinstance(raw, bytes) and len(raw) <= LARGEST and _COMPACT.fullmatch(raw) is not None)
    header, claims, signature = raw.split(b".")
    _demand(len(header) <= _LARGEST_HEADER)
    kid = _kid(_flat_object(_decoded(header)))
    _decoded(signature)
    stated = _decoded(claims)
    key = ring.verifying_key(kid)
    _demand(key is not None)
    # The key was chosen by kid alone and is bound to ES256 here, so nothing in the header selects an algorithm.
    _demand(jws.verify(raw, ECKey(key, _ALGORITHM), algorithms=[_ALGORITHM]) == stated)
    return _flat_object(stated)


def _kid(header: Mapping[str, object]) -> str:
    # An exact set also refuses crit, jku, jwk, x5c, b64 and zip.
    _demand(header.keys() == {"alg", "typ", "kid"})
    _demand(header["alg"] == _ALGORITHM and header["typ"] == _TYPE)
    if not isinstance(kid := header["kid"], str):
        raise TypeError
    return kid


def _claims(stated: Mapping[str, object], now: float) -> AccessClaims:
    whom = settings().issuer
    _demand(stated["iss"] == whom and stated["aud"] == whom)
    issued_at, expires_at = _instant(stated["iat"]), _instant(stated["exp"])
    _demand(now < expires_at and issued_at <= now + _LEEWAY)
    _demand(0 < expires_at - issued_at <= _LONGEST_LIFE)
    _demand("nbf" not in stated or _instant(stated["nbf"]) <= now + _LEEWAY)
    role = stated["role"]
    if not isinstance(role, str) or not _ROLE.fullmatch(role):
        raise ValueError
    return AccessClaims(
        user_id=_uuid(stated["sub"]),
        organisation_id=_uuid(stated["org"]),
        membership_id=_uuid(stated["membership"]),
        sign_in_id=_uuid(stated["sid"]),
        role=role,
        issued_at=issued_at,
        expires_at=expires_at,
        token_id=_uuid(stated["jti"]),
    )


def _instant(value: object) -> int:
    # type() rather than isinstance(): True is an int.
    if type(value) is not int or not 0 < value < 2**53:
        raise ValueError
    return value


def _uuid(value: object) -> UUID:
    # Only the form that str() gives: the constructor also takes braces, urn: and capital letters.
    if not isinstance(value, str) or str(found := UUID(value)) != value:
        raise ValueError
    return found


def _decoded(segment: bytes) -> bytes:
    octets = base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    # The last character has bits to spare: without this, up to 16 spellings of a segment would verify alike.
    _demand(base64.urlsafe_b64encode(octets).rstrip(b"=") == segment)
    return octets


def _flat_object(text: bytes) -> Mapping[str, object]:
    found: object = json.loads(text.decode("utf-8"), object_pairs_hook=_flat, parse_constant=_no_constant)
    if not isinstance(found, dict):
        raise TypeError
    return found


def _flat(members: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    _demand(len(found) == len(members) and not any(isinstance(value, dict | list) for value in found.values()))
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError
