"""Processes held to a share of a core by the kernel, so that a machine of few cores shows whether two do twice as much.

One process, the database and the load generator fill two cores: a second process has none left to show what it could
do. Held to a share each, both have theirs, and what one waits for the other would be seen all the same.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.servers import Server, tree

ENOUGH_CORES = 4
SHARE = 0.3
PERIOD = 10_000  # microseconds
FIRST, SECOND = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


def share() -> float:
    """The share of a core that each process is held to here; 1 where there are cores enough, or no means to hold it."""
    return 1.0 if (os.cpu_count() or 1) >= ENOUGH_CORES or not is_possible() else SHARE


def is_possible() -> bool:
    """Whether the kernel's groups of processes are ours to make: Linux, as root."""
    try:
        with group("trial", SHARE):
            return True
    except OSError:
        return False


@contextmanager
def held(servers: list[Server], part: float) -> Iterator[None]:
    """While the block runs, no process of these servers gets more than this part of a core."""
    with ExitStack() as ending:
        if part < 1:
            for pid in (pid for server in servers for pid in tree(server.process.pid)):
                folder = ending.enter_context(group(str(pid), part))
                (folder / "cgroup.procs").write_text(str(pid))
        yield


@contextmanager
def group(name: str, part: float) -> Iterator[Path]:
    """A group of processes with a part of a core, in the first form of the kernel's interface or the second."""
    first = (FIRST / "cgroup.procs").exists()
    root = FIRST if first else SECOND
    folder = root / f"learnbridge-{os.getpid()}-{name}"
    if not first:
        (root / "cgroup.subtree_control").write_text("+cpu")
    folder.mkdir()
    try:
        quota = int(PERIOD * part)
        if first:
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD))
            (folder / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (folder / "cpu.max").write_text(f"{quota} {PERIOD}")
        yield folder
        for pid in (folder / "cgroup.procs").read_text().split():
            (root / "cgroup.procs").write_text(pid)
    finally:
        folder.rmdir()
