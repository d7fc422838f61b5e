"""Demonstration data: three organisations from a fixed seed, with times relative to today. Nobody in it exists.

INDIGO in Niš and a Red Cross society in Helsinki are full; `Empty example` has an administrator and nothing else, for
examples that begin with nothing. Everybody signs in with the same password, which only demonstration accounts accept.
"""

from app.auth.passwords import hash_password
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock
from app.core.database import Database
from app.services.demonstration import empty, indigo, red_cross
from app.services.demonstration.stage import Dice, Stage
from app.services.sign_in.demonstration_accounts import PASSWORD

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
    # A server that has looked at the first organisation alone would plan for the others as if they had no rows.
    database.gather_statistics()
