"""Guessing passwords slowed down: refused attempts counted in the database, so that every process counts alike.

Three counters: the address of an account together with a network, the account alone, the network alone. An attempt is
counted before its outcome is known, so that many at once gain nothing; success takes it back. Nothing here knows
whether the account exists. No delay is for ever, and a network from which the account has signed in lately is held to
its own counter alone: a stranger cannot lock anyone out of the places where they usually are.
"""

import hashlib
import unicodedata
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.auth.session import OwnedSession
from app.core.columns import Instant
from app.core.problems import TooManyRequests
from app.core.statements import Plans, any_of
from app.models import Attempt

# After so long without a refusal the count begins again.
WINDOW = timedelta(hours=1)
# A network stays known for so long after the account's last sign-in from it.
KNOWN_FOR = timedelta(days=30)
MOST_CLEARED = 500


class Limit(NamedTuple):
    """Refusals that cost nothing, and the longest delay in seconds; in between each refusal doubles it from one."""

    free: int
    longest: int

    def wait(self, failures: int, last_at: datetime, at: datetime) -> float:
        """Seconds until the next attempt is heard."""
        if failures < self.free or at - last_at >= WINDOW:
            return 0
        delay = min(1 << min(failures - self.free, 20), self.longest)
        return max(0.0, delay - (at - last_at).total_seconds())


# The longest delays of the last two let at most 20 and 100 attempts an hour through.
PAIR, ACCOUNT, NETWORK = Limit(5, 900), Limit(20, 180), Limit(100, 36)


class Guess(NamedTuple):
    """Hashes under which an attempt is counted; `known` marks that the account has signed in from the network."""

    pair: str
    account: str
    network: str
    known: str

    @property
    def limits(self) -> dict[str, Limit]:
        """The counters in the order in which every process locks them."""
        return dict(sorted({self.pair: PAIR, self.account: ACCOUNT, self.network: NETWORK}.items()))


attempt = Attempt.__table__  # type: ignore[attr-defined]


def _held(insert: Any) -> Any:
    # An update that changes nothing: it locks the row, whether it was there or not, and gives what it holds.
    kept = {"failures": attempt.c.failures}
    locked = insert(attempt).on_conflict_do_update(index_elements=[attempt.c.key], set_=kept)
    return locked.returning(attempt.c.failures, attempt.c.last_at)


def _marked(insert: Any) -> Any:
    statement = insert(attempt)
    values = {"failures": statement.excluded.failures, "last_at": statement.excluded.last_at}
    return statement.on_conflict_do_update(index_elements=[attempt.c.key], set_=values)


HOLD = {"sqlite": Plans(_held(sqlite.insert)), "postgresql": Plans(_held(postgresql.insert))}
MARK = {"sqlite": Plans(_marked(sqlite.insert)), "postgresql": Plans(_marked(postgresql.insert))}
KNOWN = Plans(
    sa.select(attempt.c.key).where(
        attempt.c.key == sa.bindparam("name"), attempt.c.last_at > sa.bindparam("since", type_=Instant)
    )
)
# Rows that another transaction holds are left for the next time, so that clearing never waits.
OLD = Plans(
    sa.select(attempt.c.key)
    .where(attempt.c.last_at < sa.bindparam("before", type_=Instant))
    .order_by(attempt.c.last_at)
    .limit(MOST_CLEARED)
    .with_for_update(skip_locked=True)
)
CLEAR = Plans(sa.delete(attempt).where(any_of(attempt.c.key, "names")))


def guess(email: str, host: str, installation: str) -> Guess:
    """The counters of an attempt for an address, from a host. Of all three only hashes are kept."""
    account, (narrow, wide) = normalised(email), neighbourhood(host)

    def key(*parts: str) -> str:
        return hashlib.sha256("\0".join((installation, *parts)).encode("utf-8", "replace")).hexdigest()

    return Guess(
        pair=key("pair", account, wide),
        account=key("account", account),
        network=key("network", narrow),
        known=key("known", account, wide),
    )


def normalised(email: str) -> str:
    """An address as accounts are found by it, however it was typed."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def neighbourhood(host: str) -> tuple[str, str]:
    """The network that one subscriber has (an IPv4 address, /64) and the one around it (/24, /48)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host, host
    address = getattr(address, "ipv4_mapped", None) or address
    prefixes = (32, 24) if isinstance(address, IPv4Address) else (64, 48)
    narrow, wide = (str(ip_network((address, prefix), strict=False)) for prefix in prefixes)
    return narrow, wide


def count(db: OwnedSession, tried: Guess) -> None:
    """Counts an attempt as refused until it succeeds. Raises TooManyRequests, then nothing is counted."""
    connection, at = db.connection(), db.at
    since = {"name": tried.known, "since": at - KNOWN_FOR}
    known = KNOWN.run(connection, since).fetchone() is not None
    counted, longest = [], 0.0
    for name, limit in tried.limits.items():
        failures, last_at = held(connection, name, at)
        if not known or name == tried.pair:
            longest = max(longest, limit.wait(failures, last_at, at))
        counted.append({"key": name, "failures": 1 if at - last_at >= WINDOW else failures + 1, "last_at": at})
    if longest:
        raise TooManyRequests(retry_after=max(1, ceil(longest)), error="slow_down")
    MARK[connection.dialect.name].run_many(connection, counted)


def succeed(db: OwnedSession, tried: Guess) -> None:
    """The password was right: clears the account's counters and takes the attempt back from the network's."""
    connection, at = db.connection(), db.at
    failures = {name: held(connection, name, at)[0] for name in tried.limits}
    left = {tried.pair: 0, tried.account: 0, tried.network: max(0, failures[tried.network] - 1), tried.known: 0}
    rows = [{"key": name, "failures": count, "last_at": at} for name, count in left.items()]
    MARK[connection.dialect.name].run_many(connection, rows)
    names = [name for (name,) in OLD.run(connection, {"before": at - KNOWN_FOR}).fetchall()]
    if names:
        CLEAR.run(connection, {"names": names})


def held(connection: sa.Connection, name: str, at: datetime) -> tuple[int, datetime]:
    """A counter, locked to the end of the transaction; a new one begins at zero."""
    found = HOLD[connection.dialect.name].run(connection, {"key": name, "failures": 0, "last_at": at}).fetchall()
    failures, last_at = found[0]
    return failures, Instant().process_result_value(last_at, connection.dialect) or at
