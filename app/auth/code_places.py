"""Where the code of a certificate belongs, asked by whoever holds the paper: nobody is signed in."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth import attempts
from app.auth.principal import System
from app.auth.seats import as_id
from app.auth.session import OwnedSession
from app.core.database import Database
from app.core.problems import NotFound
from app.core.statements import Plans
from app.models import CertificateCode

code = CertificateCode.__table__  # type: ignore[attr-defined]
PLACE = Plans(sa.select(code.c.organisation_id, code.c.certificate_id).where(code.c.digest == sa.bindparam("digest")))
NO_ORGANISATION = UUID(int=0)


class CodePlace(NamedTuple):
    """The organisation and the certificate of a code."""

    organisation_id: UUID
    certificate_id: UUID


async def place_of(database: Database, digest: str) -> CodePlace | None:
    """Where a code belongs; None for one that was never given."""
    plan = PLACE.on(database.kind)
    for row in await database.source.rows(plan, plan.args({"digest": digest}), NO_ORGANISATION):
        return CodePlace(as_id(row[0]), as_id(row[1]))
    return None


def refuse(database: Database, digest: str, host: str, installation: str) -> None:
    """Counts a code that was never given, as a wrong password is counted. Raises TooManyRequests, or else NotFound."""
    with OwnedSession(database, System(None, "a code that was never given is counted")) as db:
        attempts.count(db, attempts.guess(f"certificate {digest}", host, installation))
        db.commit()
    raise NotFound
