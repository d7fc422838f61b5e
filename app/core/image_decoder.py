"""Decodes one picture in a process of its own and answers with upright, plain JPEGs: run as a program, never imported.

Standard input: the file. Arguments: Pillow's name of the format, most pixels, and the longest sides wanted, largest
first. Standard output: one line of JSON {width, height, lengths} and the JPEGs one after the other, largest first; or
{refusal}. Whatever the file makes a decoder do, it has the memory and the seconds below, no file to write and no
variable of the server's environment.
"""

import importlib
import io
import json
import sys
from contextlib import suppress
from typing import Any

from PIL import Image, ImageOps

try:
    import resource
except ImportError:  # Windows: only the parent's clock bounds the work
    resource = None  # type: ignore[assignment]

MEMORY = 320 * 1024 * 1024
SECONDS = 15
QUALITY = 82


def main() -> None:
    """Bounds itself, reads everything, and only then decodes."""
    confine()
    kind, pixels, *sides = sys.argv[1:]
    data = sys.stdin.buffer.read()
    try:
        size, pictures = shrunk(data, kind, int(pixels), [int(side) for side in sides])
    except TooManyPixels:
        answer({"refusal": "too_many_pixels"})
    except MemoryError:
        answer({"refusal": "too_heavy"})
    except Exception:
        # Decoders raise whatever they like at a broken file: OSError, ValueError, SyntaxError, struct.error ...
        answer({"refusal": "damaged"})
    else:
        answer({"width": size[0], "height": size[1], "lengths": [len(one) for one in pictures]}, *pictures)


class TooManyPixels(Exception):
    """More than may be decoded."""


def confine() -> None:
    """Memory, seconds, no written file, no core dump: refused by the kernel from here on."""
    if resource is None:
        return
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        # macOS knows RLIMIT_AS and refuses to set it.
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def shrunk(data: bytes, kind: str, pixels: int, sides: list[int]) -> tuple[tuple[int, int], list[bytes]]:
    """The largest picture's width and height, and a JPEG for each side."""
    if kind == "HEIF":
        learn_heif()
    Image.MAX_IMAGE_PIXELS = None  # ours is exact, and stands before anything is decoded
    image: Any = Image.open(io.BytesIO(data), formats=[kind])
    if image.width * image.height > pixels:
        raise TooManyPixels
    if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        # Palettes cannot be made smaller smoothly.
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    largest, *smaller = sides
    image.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = plain(ImageOps.exif_transpose(image))
    size, pictures = image.size, [as_jpeg(image)]
    for side in smaller:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        pictures.append(as_jpeg(image))
    return size, pictures


def plain(image: Any) -> Any:
    """Colours on white and nothing else: a new picture has no comment, profile, place or camera."""
    clean = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        clean.paste(clear, mask=clear.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def as_jpeg(image: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=QUALITY, optimize=True)
    return held.getvalue()


def learn_heif() -> None:
    """Taken in only where it is needed: its libraries are as large again as Pillow's."""
    heif = importlib.import_module("pillow_heif")
    heif.options.DECODE_THREADS = 1
    heif.options.THUMBNAILS = False
    heif.register_heif_opener()


def answer(head: dict[str, Any], *pictures: bytes) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    for picture in pictures:
        out.write(picture)
    out.flush()


if __name__ == "__main__":
    main()
