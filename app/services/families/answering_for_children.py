"""Whether a guardian answers for a child now, and what ends when that is over."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Guardian, Guardianship, SignIn, User
from app.models.membership import Role
from app.models.one_time_code import CodePurpose
from app.services.sign_in import confirming, signing_out


def answers_for_a_child(db: OwnedSession, user_id: UUID) -> bool:
    """Whether a verified link leads from a guardian's login to a child, past none who is excluded for safety.

    The session sees the whole organisation.
    """
    entries = sa.select(col(Guardian.id)).where(
        col(Guardian.user_id) == user_id, col(Guardian.safety_excluded).is_(False)
    )
    verified = [col(Guardianship.guardian_id).in_(entries), col(Guardianship.verified_at).is_not(None)]
    return db.execute(sa.select(col(Guardianship.id)).where(*verified).limit(1)).first() is not None


def end_if_over(db: OwnedSession, user_id: UUID | None) -> None:
    """Signs out, from the next request on, a guardian who signs in by codes alone and answers for no child any more."""
    if user_id is None:
        return
    with db.beyond_reach("a guardian who answers for no child is signed out") as wide:
        user = wide.find(User, user_id, lock=True)  # as whoever signs in does
        if user.sign_in_name and not answers_for_a_child(wide, user_id):
            signing_out.end_all(wide, col(SignIn.user_id) == user_id, col(SignIn.role) == Role.GUARDIAN)
            confirming.end(wide, CodePurpose.SIGN_IN, user_id)
