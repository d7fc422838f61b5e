"""A guardian asks for the code of signing in and gets it by e-mail; who has no address is told it by a mediator.

The answer is the same, and as fast, whether there is such a guardian or not: the code goes out behind it.
"""

from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth import attempts
from app.auth.seats import KnownAccount
from app.auth.session import OwnedSession
from app.core.journal import get_logger
from app.models import Guardian, User
from app.models.notice import NoticeKind
from app.models.one_time_code import CodePurpose
from app.services.families.answering_for_children import answers_for_a_child
from app.services.notices import addresses, notifying
from app.services.notices.letter_values import Value
from app.services.notices.notifying import ToGuardian
from app.services.people.inviting import by_code
from app.services.sign_in import afterwards, confirming
from app.services.sign_in.issuing_tokens import Door
from app.services.sign_in.signing_in import begin

MINUTES = int(confirming.LIFE.total_seconds() // 60)
log = get_logger()


async def request(door: Door, name: str) -> None:
    """Counts the request for a sign-in name; a code follows where one may. Raises TooManyRequests, whoever asks."""
    tried = attempts.guess(f"{attempts.normalised(name)} asks for a code", door.host, door.settings.issuer)
    known = await door.database.write(partial(begin, door, tried, name))
    if known is not None and known.active:
        afterwards.begin(send(door, known))


async def send(door: Door, known: KnownAccount) -> None:
    """Leaves the code to the post, in each organisation where the account is a guardian's."""
    for organisation_id in sorted({organisation for organisation, _ in known.seats}):
        try:
            await door.database.write(partial(write, door, organisation_id, known.id))
        except Exception:
            log.exception("a sign-in code was not sent")


def write(door: Door, organisation_id: UUID, account_id: UUID) -> None:
    """A new code, unless it could not be sent: then the one before goes on."""
    with door.session(organisation_id, "sending a sign-in code") as db:
        user = db.execute(sa.select(User).where(col(User.account_id) == account_id)).scalar_one_or_none()
        guardian = None if user is None else reached(db, user)
        if user is None or guardian is None:
            return
        code = confirming.issue(db, CodePurpose.SIGN_IN, user.id)
        says: dict[str, Value] = {"code": code, "minutes": MINUTES}
        letter = notifying.notify(db, NoticeKind.ONE_TIME_CODE, ToGuardian(guardian.id), says)
        db.witness("issue_code", guardian)
        if notifying.is_queued(db, letter):
            db.commit()


def reached(db: OwnedSession, user: User) -> Guardian | None:
    """The entry of a guardian who may sign in by a code, with an e-mail address, past any that is excluded."""
    if not (by_code(db, user) and answers_for_a_child(db, user.id)):
        return None
    entries = sa.select(Guardian).where(col(Guardian.user_id) == user.id).order_by(col(Guardian.id))
    rows = db.execute(entries).scalars().all()
    return next((row for row in rows if addresses.reaches(db, NoticeKind.ONE_TIME_CODE, row)), None)
