"""Ending sign-ins: by their owner, with a token, with the role that they rest on. It counts from the next request."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import tokens
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock
from app.core.listing import Clause
from app.core.problems import NotFound, SignedOut
from app.core.secret_texts import presented
from app.core.settings import settings
from app.models import Membership, RefreshToken, SignIn
from app.services.sign_in.issuing_tokens import Door, prolong


def revoke(door: Door, token: str) -> None:
    """Ends the sign-in of a refresh or access token; does nothing for what is neither (RFC 7009, 2.2)."""
    if (shown := presented(token)) is not None:
        with door.session(shown.organisation_id, "signing out") as db:
            mine = sa.select(RefreshToken).where(col(RefreshToken.digest) == shown.digest)
            if (found := db.execute(mine).scalar_one_or_none()) is not None:
                end_one(db, found.sign_in_id)
        return
    try:
        claims = tokens.read(door.ring, token, clock.now())
    except SignedOut:
        return
    with door.session(claims.organisation_id, "signing out") as db:
        end_one(db, claims.sign_in_id)


def end_one(db: OwnedSession, id: UUID) -> None:
    try:
        sign_in = db.find(SignIn, id, lock=True)
    except NotFound:
        return
    if sign_in.ended_at is None:
        db.owner = System(db.organisation_id, "signing out", sign_in.user_id)
        sign_in.ended_at = db.at
        db.commit()


def end_own(db: OwnedSession, id: UUID) -> None:
    """Ends a sign-in of the caller; once more changes nothing."""
    own = db.find(SignIn, id)
    with db.beyond_reach("ending one's own sign-in") as wide:
        end_all(wide, col(SignIn.id) == own.id)


def end_all(db: OwnedSession, *which: Clause) -> None:
    """Ends the sign-ins that are still open, for whoever may end them: the session sees the whole organisation."""
    for sign_in in still_open(db, *which):
        sign_in.ended_at = db.at
    db.flush()


def follow(db: OwnedSession, membership: Membership) -> None:
    """Lets the open sign-ins of a membership end when it does now."""
    idle = timedelta(days=settings().refresh_idle_days)
    for sign_in in still_open(db, col(SignIn.membership_id) == membership.id):
        prolong(sign_in, membership, idle)
    db.flush()


def still_open(db: OwnedSession, *which: Clause) -> list[SignIn]:
    """Locked, in the order of their ids."""
    alive = [col(SignIn.ended_at).is_(None), *which]
    statement = sa.select(SignIn).where(*alive).order_by(col(SignIn.id)).with_for_update()
    return list(db.execute(statement.execution_options(populate_existing=True)).scalars())
