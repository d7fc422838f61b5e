"""Demonstration data: three organisations from a fixed seed, with times relative to today. Nobody in it exists.

INDIGO in Niš and a Red Cross society in Helsinki are full; `Empty example` has an administrator and nothing else, for
examples that begin with nothing. Everybody signs in with the same password, which only demonstration accounts accept.
"""

import sqlalchemy as sa
from sqlmodel import col

from app.auth.passwords import hash_password
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock
from app.core.database import Database
from app.core.settings import settings
from app.models import Account
from app.services.demonstration import empty, indigo, red_cross
from app.services.demonstration.stage import Dice, Stage

PASSWORD = "learnbridge-demo"  # noqa: S105 - it is printed at every start, and only demonstration accounts accept it
ORGANISATIONS = {
    "indigo.example": ("Europe/Belgrade", indigo.found),
    "redcross.example": ("Europe/Helsinki", red_cross.found),
    "empty.example": ("Europe/Belgrade", empty.found),
}


def load(database: Database) -> None:
    """Writes the demonstration data into an empty, migrated database: the same people and ids every time."""
    password_hash, now = hash_password(PASSWORD), clock.now()
    for domain, (zone, found) in ORGANISATIONS.items():
        dice = Dice(domain)
        with OwnedSession(database, System(dice.id(), "demonstration data")) as db:
            found(Stage(db, dice, domain, password_hash, zone, now))
            db.commit()


def who_can_sign_in(database: Database) -> list[str]:
    """What to print at the start: the demonstration accounts that may sign in; nothing where there are none."""
    if not settings().demo_sign_in:
        return []
    with OwnedSession(database, System(None, "listing demonstration accounts")) as db:
        found = sa.select(Account).where(col(Account.demonstration).is_(True)).order_by(col(Account.id))
        addresses = [account.email for account in db.execute(found).scalars()]
    lines = [line(domain, [email for email in addresses if email.endswith(f"@{domain}")]) for domain in ORGANISATIONS]
    shown = [line for line in lines if line]
    return [f"Demonstration data: sign in with the password {PASSWORD} as", *shown] if shown else []


def line(domain: str, addresses: list[str]) -> str:
    """The first address whole, then what stands before the @ of the others."""
    others = [address.removesuffix(f"@{domain}") for address in addresses[1:]]
    return ", ".join([f"  {address}" for address in addresses[:1]] + others)
