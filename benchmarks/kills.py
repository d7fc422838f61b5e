"""`python -m benchmarks.kills`: the server is killed with `kill -9` under 16 writers, and nothing that it said is lost.

Sites and attendance sheets are posted without pause over the demonstration data, each with an Idempotency-Key, until
the server and all processes beneath it are killed, at a moment that a seed chooses. Another one is started over the
same database; what had no answer is sent again with its key, and so is a sample of what had one, whose answer must be
the same bytes. After the last round every row that was answered for must be there once, the audit chains must hold and
the feeds must have no gap. A kill takes the process and not the machine: power cuts are not shown here.

The exit status is 1 when something is lost, doubled or broken, or when no request was under way at any kill. With
`--twin early` a server answers before it commits, on SQLite, and with `--twin forgetful` one does not know a key that
comes again: then the exit status is 1 when the loss, or the doubling, is *not* noticed.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.services import demonstration
from benchmarks.servers import Server, Wanted, await_answer, start, tree
from benchmarks.starting import token
from benchmarks.surviving import PREFIX, SITES, Sent, Survey, judge, owed, survey
from tests.postgres import running_postgres

ENGINES = ("sqlite", "postgresql")
# What must be noticed of each server with a fault.
TWINS = {"early": "lost", "forgetful": "doubled"}
WRITERS, CHILDREN, SAMPLE = 16, 3, 16
EARLIEST, LATEST = 0.05, 0.6  # seconds of writing before the kill
# Minutes that no mark of the demonstration data has, so that each sheet changes every mark.
MINUTES, STEPS = 601, 100
SHOWN = 20


def main() -> int:
    """The engines, one after the other."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    options.add_argument("--rounds", type=int, default=100, help="how often the server is killed")
    options.add_argument("--engine", choices=ENGINES, help="both where none is named")
    options.add_argument("--seed", type=int, default=1, help="settles when it is killed, and what is sent again")
    options.add_argument("--twin", choices=TWINS, help="a server with a fault, which must be noticed")
    given = options.parse_args()
    engines = ("sqlite",) if given.twin == "early" else (given.engine,) if given.engine else ENGINES
    right = True
    with tempfile.TemporaryDirectory(prefix="learnbridge-") as folder, ExitStack() as ending:
        os.environ.update(LEARNBRIDGE_FILES=f"{folder}/files", LEARNBRIDGE_KEYS_DIR=f"{folder}/keys")
        for engine in engines:
            url = f"sqlite:///{folder}/kills.db"
            if engine == "postgresql":
                url = ending.enter_context(running_postgres(durable=True)).create_database()
            trial = Trial(Wanted(given.twin or "product", url, Path(folder, "keys")), given.seed)
            right &= tell(trial, trial.run(given.rounds), given.rounds)
    return 0 if right else 1


def tell(trial: "Trial", found: Survey, rounds: int) -> bool:
    """Prints what was found; whether it is as it must be. A sheet counts as each of its marks, lost or doubled."""
    verdict = judge(owed(trial.answered), found.traces)
    faults = [*(f"lost: {trace}" for trace in verdict.lost), *(f"doubled: {trace}" for trace in verdict.doubled)]
    faults += trial.differing + found.breaks
    if not trial.in_flight:
        faults.append("no request was under way at any kill: nothing was shown")
    chain, feed = (not any(line.startswith(what) for line in found.breaks) for what in ("audit", "feed"))
    print(
        f"{trial.database.kind}: {rounds} kills under {WRITERS} writers, {trial.acknowledged} acknowledged,"
        f" {trial.in_flight} in flight when killed, {trial.kept} of them were found kept, {len(verdict.lost)} lost,"
        f" {len(verdict.doubled)} doubled, {trial.asked_again} asked again and {len(trial.differing)} answered"
        f" otherwise, audit chain {'whole' if chain else 'BROKEN'}, feed {'without gap' if feed else 'BROKEN'}"
    )
    for fault in faults[:SHOWN]:
        print(f"  {fault}")
    return bool(getattr(verdict, TWINS[trial.wanted.name])) if trial.wanted.name in TWINS else not faults


class Writer:
    """One of those who write: sites under names of their own, and sheets of a session that nobody else touches."""

    def __init__(self, name: str, session: str, children: list[str]) -> None:
        self.name, self.session, self.children, self.turn = name, session, children, 0
        self.answered: list[Sent] = []

    def write(self, client: httpx.Client) -> Sent | None:
        """One request after another until the server is gone; the one whose answer never came."""
        while True:
            one = self.another()
            try:
                answer = client.post(one.path, json=one.body, headers={"idempotency-key": one.key})
            except httpx.ConnectError:  # nothing was sent
                return None
            except httpx.TransportError:
                return one
            one.answer = answer.raise_for_status().content
            self.answered.append(one)

    def another(self) -> Sent:
        """A site and a sheet by turns."""
        self.turn += 1
        key = f"{self.name}-{self.turn}"
        if self.turn % 2:
            return Sent(SITES, {"name": f"{PREFIX}{key}", "kind": "other"}, key)
        minutes = MINUTES + self.turn % STEPS
        marks = [{"child_id": child, "status": "present", "minutes": minutes} for child in self.children]
        return Sent(f"/v1/sessions/{self.session}/attendance", {"marks": marks}, key)


class Trial:
    """One database, the servers over it, one after another, and what was asked of them."""

    def __init__(self, wanted: Wanted, seed: int) -> None:
        self.wanted, self.database, self.dice = wanted, Database(wanted.database_url), random.Random(seed)
        upgrade(self.database)
        demonstration.load(self.database)
        # SQLite mends its file when the first connection comes: that must be the next server's and not one of ours.
        self.database.engine.dispose()
        self.writers: list[Writer] = []
        self.before: dict[UUID, int] = {}
        self.unanswered: list[tuple[Writer, Sent]] = []
        self.sample: list[Sent] = []
        self.differing: list[str] = []
        self.acknowledged = self.in_flight = self.kept = self.asked_again = 0

    @property
    def answered(self) -> list[Sent]:
        """Everything that has an answer by now."""
        return [one for writer in self.writers for one in writer.answered]

    def run(self, rounds: int) -> Survey:
        """The rounds, then what the database holds."""
        for number in range(rounds + 1):
            with self.serving() as (server, client):
                if not self.writers:
                    self.cast(client)
                self.ask_again(client)
                if number < rounds:
                    self.kill(server, client)
        return survey(self.database, self.before)

    def kill(self, server: Server, client: httpx.Client) -> None:
        """Everybody writes until the server is killed."""
        already = {writer.name: len(writer.answered) for writer in self.writers}
        with ThreadPoolExecutor(WRITERS) as pool:
            work = [(writer, pool.submit(writer.write, client)) for writer in self.writers]
            time.sleep(self.dice.uniform(EARLIEST, LATEST))
            fell(server)
        self.unanswered = [(writer, one) for writer, done in work if (one := done.result())]
        new = [one for writer in self.writers for one in writer.answered[already[writer.name] :]]
        self.sample = self.dice.sample(new, min(SAMPLE, len(new)))
        self.acknowledged, self.in_flight = self.acknowledged + len(new), self.in_flight + len(self.unanswered)

    def ask_again(self, client: httpx.Client) -> None:
        """What had no answer, which is answered now; and the sample, which must be answered as before."""
        for one in self.sample:
            again = client.post(one.path, json=one.body, headers={"idempotency-key": one.key})
            if again.content != one.answer:
                self.differing.append(f"answered otherwise: {one.key}, {again.status_code} {again.text[:120]}")
        self.asked_again += len(self.sample)
        for writer, one in self.unanswered:
            answer = client.post(one.path, json=one.body, headers={"idempotency-key": one.key}).raise_for_status()
            self.kept += answer.headers.get("idempotency-replayed") == "true"
            one.answer = answer.content
            writer.answered.append(one)
        self.sample, self.unanswered = [], []

    def cast(self, client: httpx.Client) -> None:
        """A session with marks for each writer."""
        for session in items(client, "/v1/sessions?state=held&limit=200"):
            marks = items(client, f"/v1/sessions/{session['id']}/attendance")
            if len(marks) >= CHILDREN and len(self.writers) < WRITERS:
                children = [mark["child_id"] for mark in marks]
                self.writers.append(Writer(f"{len(self.writers)}", session["id"], children))
                self.before |= {UUID(mark["id"]): mark["version"] for mark in marks}
        if len(self.writers) < WRITERS:
            raise LookupError("the demonstration data has too few sessions with marks")

    @contextmanager
    def serving(self) -> Iterator[tuple[Server, httpx.Client]]:
        """A server and somebody who is signed in, until it is killed: by the block, or after it."""
        limits = httpx.Limits(max_connections=WRITERS, max_keepalive_connections=WRITERS)
        with tempfile.TemporaryFile() as errors:
            server = start(self.wanted, errors)
            try:
                await_answer(server)
                with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30, limits=limits) as client:
                    client.headers["authorization"] = f"Bearer {token(client, 'coordinator')}"
                    yield server, client
            finally:
                fell(server)


def fell(server: Server) -> None:
    """SIGKILL, for the server and whatever it has started; nothing where that has happened already."""
    if server.process.poll() is None:
        for pid in tree(server.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        server.process.wait()


def items(client: httpx.Client, path: str) -> list[Any]:
    return list(client.get(path).raise_for_status().json()["items"])


if __name__ == "__main__":
    sys.exit(main())
