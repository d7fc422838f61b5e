"""Secrets that are told once and carry the organisation they belong to: `<organisation hex>.<random>`.

Only the hash is kept: 256 random bits need no slow one, and whoever reads the database can use none of them.
"""

import hashlib
import re
import secrets
from typing import NamedTuple
from uuid import UUID

_SECRET = re.compile(r"([0-9a-f]{32})\.[A-Za-z0-9_-]{43}")


class Presented(NamedTuple):
    """A secret as it was sent: where it belongs, and what is kept of it."""

    organisation_id: UUID
    digest: str


def new_secret(organisation_id: UUID) -> str:
    """A secret in clear, for the only time."""
    return f"{organisation_id.hex}.{secrets.token_urlsafe(32)}"


def presented(text: str) -> Presented | None:
    """Reads a secret; None for what is none of ours."""
    match = _SECRET.fullmatch(text)
    return Presented(UUID(match[1]), digest_of(text)) if match else None


def digest_of(text: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()
