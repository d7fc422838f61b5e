"""`python -m benchmarks.starting`: how long a start takes, and what a process holds idle and after it has been used.

The product over the demonstration data on SQLite, started several times; the last one is walked through: six people
read every list and rows of each. Processor time stands beside the time on the clock, which tells of the neighbours too.
"""

import argparse
import os
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import orjson

from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.services import demonstration
from app.services.sign_in.demonstration_accounts import PASSWORD
from benchmarks.servers import ROOT, Server, Wanted, serving

PEOPLE = ("coordinator", "mediator", "volunteer", "supervisor", "teacher", "administrator")
ROWS = 2


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.starting", description=__doc__)
    options.add_argument("--starts", type=int, default=5)
    starts = options.parse_args().starts
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(LEARNBRIDGE_FILES=f"{folder}/files", LEARNBRIDGE_KEYS_DIR=f"{folder}/keys")
        database = Database(f"sqlite:///{folder}/demonstration.db")
        upgrade(database)
        demonstration.load(database)
        database.engine.dispose()
        wanted = Wanted("product", str(database.url), Path(folder, "keys"))
        taken = [started(wanted) for _ in range(starts)]
        seconds, work = median(first for first, _ in taken), median(cpu for _, cpu in taken)
        print(f"first answer after {seconds:.2f} s, {work:.2f} s of a core (median of {starts})")
        with serving(wanted) as (server,):
            print(f"idle: {server.memory:.0f} MiB")
            answers = walked(server)
            told = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
            print(f"after {answers.total()} requests ({told}): {server.memory:.0f} MiB")


def started(wanted: Wanted) -> tuple[float, float]:
    """Seconds to the first answer, and of a core."""
    with serving(wanted) as (server,):
        return server.first_answer, server.cpu


def walked(server: Server) -> Counter[int]:
    """Reads what there is as each person; how often which status was answered."""
    found: Counter[int] = Counter()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client:
        for person in PEOPLE:
            client.headers["authorization"] = f"Bearer {token(client, person)}"
            for path, has_rows in lists().items():
                answer = client.get(path)
                rows = [client.get(f"{path}/{row['id']}") for row in items(answer)[:ROWS] if has_rows]
                found.update(one.status_code for one in (answer, *rows))
    return found


def token(client: httpx.Client, person: str) -> str:
    form = {"grant_type": "password", "username": f"{person}@indigo.example", "password": PASSWORD}
    return str(client.post("/v1/auth/token", data=form).json()["access_token"])


def lists() -> dict[str, bool]:
    """The paths that are read without naming a row, and whether single rows are read below them."""
    paths = orjson.loads((ROOT / "openapi" / "openapi.json").read_bytes())["paths"]
    reads = {path for path, verbs in paths.items() if "get" in verbs}
    return {path: f"{path}/{{id}}" in reads for path in sorted(reads) if "{" not in path}


def items(answer: httpx.Response) -> list[Any]:
    """The rows of a page; none where the answer is something else."""
    if answer.status_code != 200 or "json" not in answer.headers["content-type"]:
        return []
    body = answer.json()
    return list(body.get("items", ())) if isinstance(body, dict) else []


if __name__ == "__main__":
    main()
