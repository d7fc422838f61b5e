"""Examples played as their readers would: a command with the address of a running server."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def play(example: str, address: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Runs an example of examples/ against a server, with these variables in its environment."""
    command = [sys.executable, str(ROOT / "examples" / example), address]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=os.environ | settings)
