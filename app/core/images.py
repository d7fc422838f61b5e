"""Pictures made small, upright and plain by another process, so that no file can hurt the server.

The decoder (app/core/image_decoder.py) bounds its memory and processor time itself; here are the pixels that it may
decode, the time that it may take by the clock, and how many of it may run at once.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.core.file_kinds import FileKind

MEBI: Final = 1 << 20
# By what a decoder needs for them (200 MiB at most): 24 million pixels of a phone's camera, less where a format has
# to be decoded with its transparency and its frames.
MOST_PIXELS: Final[dict[FileKind, int]] = {
    FileKind.JPEG: 24 * MEBI,
    FileKind.HEIC: 24 * MEBI,
    FileKind.PNG: 16 * MEBI,
    FileKind.WEBP: 10 * MEBI,
}
# The longest sides of what is kept.
SIDES: Final = {"full": 2048, "medium": 1024, "small": 320}
SECONDS: Final = 30
MOST_ANSWERED: Final = 16 * MEBI

_DECODER: Final = Path(__file__).with_name("image_decoder.py")
_FORMATS: Final = {FileKind.JPEG: "JPEG", FileKind.HEIC: "HEIF", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}
_ONE_AT_A_TIME: Final = threading.BoundedSemaphore(1)


class Refused(Exception):
    """The file is not kept. `code`: damaged, too_many_pixels or too_heavy."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Pictures(NamedTuple):
    """JPEGs by the name of their size, and the largest one's width and height."""

    width: int
    height: int
    by_size: dict[str, bytes]


def shrink(data: bytes, kind: FileKind) -> Pictures:
    """The picture upright, without metadata, in each of SIDES; raises Refused. Takes seconds: not for an event loop."""
    with _ONE_AT_A_TIME:
        head, rest = _decoded(data, kind)
    if "refusal" in head:
        raise Refused(str(head["refusal"]))
    by_size = {}
    for name, length in zip(SIDES, head["lengths"], strict=True):
        by_size[name], rest = rest[:length], rest[length:]
    return Pictures(head["width"], head["height"], by_size)


def _decoded(data: bytes, kind: FileKind) -> tuple[dict[str, Any], bytes]:
    """The decoder's line and what follows; one that was stopped or fell is too heavy."""
    sides = [str(side) for side in SIDES.values()]
    decoder = subprocess.Popen(  # noqa: S603 - our own program, and none of the client's words
        # Isolated, and without the server's variables: no secret, no path of ours.
        [sys.executable, "-I", "-W", "ignore", str(_DECODER), _FORMATS[kind], str(MOST_PIXELS[kind]), *sides],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={"MALLOC_ARENA_MAX": "1"}, cwd=_DECODER.anchor, close_fds=True,
    )  # fmt: skip
    clock = threading.Timer(SECONDS, decoder.kill)
    clock.start()
    try:
        answer = _talk(decoder, data)
    finally:
        clock.cancel()
        decoder.kill()
        decoder.wait()
    head, _, rest = answer.partition(b"\n")
    if len(answer) > MOST_ANSWERED or not head:
        raise Refused("too_heavy")
    return json.loads(head), rest


def _talk(decoder: Any, data: bytes) -> bytes:
    """Everything in, then at most so much out: the decoder answers nothing before it has read all."""
    with decoder.stdout:
        try:
            with decoder.stdin:
                decoder.stdin.write(data)
        except BrokenPipeError:
            return b""
        answer: bytes = decoder.stdout.read(MOST_ANSWERED + 1)
        return answer
