"""The demonstration accounts: their one password, and who they are for whoever starts the server."""

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core.database import Database
from app.core.settings import settings
from app.models import Account

PASSWORD = "learnbridge-demo"  # noqa: S105 - it is printed at every start, and only demonstration accounts accept it


def who_can_sign_in(database: Database) -> list[str]:
    """What to print at the start: the demonstration accounts that may sign in; nothing where there are none."""
    if not settings().demo_sign_in:
        return []
    with OwnedSession(database, System(None, "listing demonstration accounts")) as db:
        found = sa.select(Account).where(col(Account.demonstration).is_(True)).order_by(col(Account.id))
        addresses = [account.email for account in db.execute(found).scalars()]
    domains: dict[str, list[str]] = {}
    for name, _, domain in (address.partition("@") for address in addresses):
        domains.setdefault(domain, []).append(name)
    fullest = sorted(domains, key=lambda domain: (-len(domains[domain]), domain))
    lines = [line(domain, domains[domain]) for domain in fullest]
    return [f"Demonstration data: sign in with the password {PASSWORD} as", *lines] if lines else []


def line(domain: str, names: list[str]) -> str:
    """The first address whole, then what stands before the @ of the others."""
    return ", ".join([f"  {names[0]}@{domain}", *names[1:]])
