"""The candidates as processes: started with the same options, watched through /proc, stopped at the end."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from benchmarks.load import Broken, ask

APPLICATIONS = {
    "product": "app.start:create_app",
    "ceiling": "benchmarks.ceiling:create_app",
    "naive": "benchmarks.naive:create_app",
    "early": "benchmarks.faulty:early",
    "forgetful": "benchmarks.faulty:forgetful",
}
ROOT = Path(__file__).parents[1]
START_WITHIN = 60.0
STOP_WITHIN = 10.0
TICK = os.sysconf("SC_CLK_TCK")
FIRST = b"GET /v1/children HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"


class Wanted(NamedTuple):
    """A candidate to be started."""

    name: str
    database_url: str
    keys: Path
    processes: int = 1


@dataclass
class Server:
    """A running candidate. `first_answer` is how many seconds it took from the start to an answer over HTTP."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    begun: float
    first_answer: float = 0.0

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, its child processes included."""
        return sum(cpu_of(pid) for pid in tree(self.process.pid))

    @property
    def waited(self) -> float:
        """Seconds that its first process was ready to run and had no core."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[1]) / 1e9

    @property
    def memory(self) -> float:
        """MiB resident, of all its processes, without the database file that SQLite maps."""
        return sum(map(resident, tree(self.process.pid))) / 1024


@contextmanager
def serving(*wanted: Wanted) -> Iterator[list[Server]]:
    """Candidates that answer, started together, until the block ends."""
    with ExitStack() as ending:
        servers = []
        for one in wanted:
            server = start(one, ending.enter_context(TemporaryFile()))
            ending.callback(stop, server)
            servers.append(server)
        for server in servers:
            await_answer(server)
        yield servers


def start(wanted: Wanted, errors: IO[bytes]) -> Server:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    options = f"--factory --host 127.0.0.1 --port {port} --workers {wanted.processes} --loop uvloop --http httptools"
    command = [sys.executable, "-m", "uvicorn", APPLICATIONS[wanted.name], *options.split(), "--no-access-log"]
    settings = {
        "DATABASE_URL": wanted.database_url,
        "LEARNBRIDGE_KEYS_DIR": str(wanted.keys),
        "PYTHONWARNINGS": "ignore",
    }
    # An installation has its bytecode; only where this forbids it would every start compile the code anew.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--log-level", "warning"],
        cwd=ROOT,
        env=inherited | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )
    return Server(wanted.name, port, process, errors, begun)


def await_answer(server: Server) -> None:
    while time.perf_counter() - server.begun < START_WITHIN and server.process.poll() is None:
        try:
            ask(server.port, FIRST)
        except (OSError, Broken):
            time.sleep(0.01)
        else:
            server.first_answer = time.perf_counter() - server.begun
            return
    server.errors.seek(0)
    raise RuntimeError(f"{server.name} did not start:\n{server.errors.read().decode(errors='replace')[-4000:]}")


def stop(server: Server) -> None:
    server.process.terminate()
    try:
        server.process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        for pid in tree(server.process.pid):
            os.kill(pid, 9)
        server.process.wait()


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_of(pid: int) -> float:
    """Seconds of a process and of those of its children that have ended."""
    fields = stat(pid)
    return sum(map(int, fields[11:15])) / TICK if fields else 0.0


def stat(pid: int) -> list[str]:
    """/proc/pid/stat from the state on; empty when the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def resident(pid: int) -> int:
    """KiB that a process holds in memory."""
    total, counts = 0, True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        first = line.partition(" ")[0]
        if not first.endswith(":"):
            counts = not line.endswith(".db")
        elif first == "Rss:" and counts:
            total += int(line.split()[1])
    return total
