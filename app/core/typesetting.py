"""Documents typeset by another process, so that neither a text nor a font can hurt or hold up the server.

A template says how, JSON says what: nothing that a person has written is ever read as markup. The same template, fonts
and content give the same bytes.
"""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

import orjson

from app.core.problems import Unavailable

SECONDS: Final = 30
MOST: Final = 4 << 20

_TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
_ONE_AT_A_TIME: Final = threading.BoundedSemaphore(1)


def typeset(template: Path, given: dict[str, Any]) -> bytes:
    """The document as an accessible PDF. Takes a quarter of a second: not for an event loop. Raises Unavailable."""
    command = [sys.executable, "-I", "-W", "ignore", str(_TYPESETTER), str(template), str(template.parent)]
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and none of the client's words
                command, input=orjson.dumps(given), capture_output=True, timeout=SECONDS, check=True,
                env={"MALLOC_ARENA_MAX": "1", "RAYON_NUM_THREADS": "1"}, cwd=template.anchor, close_fds=True,
            )  # fmt: skip
        except subprocess.SubprocessError as error:
            raise Unavailable from error
    if not done.stdout.startswith(b"%PDF-") or len(done.stdout) > MOST:
        raise Unavailable
    return done.stdout
