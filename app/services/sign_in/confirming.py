"""One-time codes: six digits, told or sent over another way than the one they are typed into.

A code is good for one use and five tries. Tries are counted with the code, and wrong ones slow down whoever makes them
(app/auth/attempts.py), so that asking for a new code again and again gains nothing.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import attempts
from app.auth.attempts import Guess
from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import OneTimeCode
from app.models.one_time_code import CodePurpose

LIFE = timedelta(minutes=10)
MOST_TRIES = 5
# A code that was used goes on for so long, for a phone that lost the answer.
GRACE = timedelta(minutes=2)


class CodeRefused(DomainError):
    """One answer for a wrong code, one that is over or tried too often, and for where there is none."""

    slug, title, status = "code-refused", "This code is not good", 401
    detail = "The code is wrong, was used, has expired or was tried too often; ask for a new one."
    headers = {"www-authenticate": 'Bearer realm="learnbridge"'}  # noqa: RUF012 - declared by the base class


def issue(db: OwnedSession, purpose: CodePurpose, subject_id: UUID, until: datetime | None = None) -> str:
    """A new code in clear, for the only time, in the place of the one before; good for ten minutes or `until`."""
    code = f"{secrets.randbelow(1_000_000):06}"
    with db.beyond_reach("a one-time code is made for what the caller hands on") as wide:
        row = current(wide, purpose, subject_id) or OneTimeCode(
            purpose=purpose, subject_id=subject_id, digest="", expires_at=db.at
        )
        row.digest, row.expires_at, row.tries = digest_of(row.id, code), until or db.at + LIFE, 0
        wide.put(row)
    return code


def confirm(db: OwnedSession, tried: Guess, purpose: CodePurpose, subject_id: UUID, code: str) -> bool:
    """Whether the code is right. The try counts only if the caller commits, whatever the answer is.

    `tried`: from `attempts.guess`, for the name that the code belongs to. Raises TooManyRequests.
    """
    attempts.count(db, tried)
    right = check(db, purpose, subject_id, code)
    if right:
        attempts.succeed(db, tried)
    return right


def check(db: OwnedSession, purpose: CodePurpose, subject_id: UUID, code: str) -> bool:
    """`confirm`, for those who have counted the attempt themselves."""
    with db.beyond_reach("a one-time code is tried") as wide:
        row = current(wide, purpose, subject_id)
        return row is not None and is_right(wide, row, code)


def is_right(db: OwnedSession, row: OneTimeCode, code: str) -> bool:
    if row.expires_at <= db.at or row.tries >= MOST_TRIES:
        return False
    row.tries += 1
    right = hmac.compare_digest(row.digest, digest_of(row.id, code))
    if right:
        row.expires_at = min(row.expires_at, db.at + GRACE)
    return right


def end(db: OwnedSession, purpose: CodePurpose, subject_id: UUID) -> None:
    """Ends the code for a purpose and a subject, if there is one."""
    with db.beyond_reach("a one-time code ends with what it is for") as wide:
        if (row := current(wide, purpose, subject_id)) is not None:
            row.expires_at = min(row.expires_at, db.at)


def current(db: OwnedSession, purpose: CodePurpose, subject_id: UUID) -> OneTimeCode | None:
    """The code for a purpose and a subject, locked."""
    this = [col(OneTimeCode.subject_id) == subject_id, col(OneTimeCode.purpose) == purpose]
    found: OneTimeCode | None = db.execute(
        sa.select(OneTimeCode).where(*this).with_for_update(key_share=True)
    ).scalar_one_or_none()
    return found


def digest_of(id: UUID, code: str) -> str:
    """A fast hash: six digits are few for any hash, so what counts are the tries and the short life."""
    return hashlib.sha256(f"{id}:{code}".encode("utf-8", "replace")).hexdigest()
