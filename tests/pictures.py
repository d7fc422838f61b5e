"""Files for tests, drawn and built here: photos as phones make them, and files that are not what they say."""

import io
import math
import struct
import wave
import zlib
from typing import Any

import pillow_heif
from PIL import Image

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
CAMERA = "LearnPhone 7"


def drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red above, blue below: upright is told by where the red is."""
    image = Image.new(mode, (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, kind, **more)
    return held.getvalue()


def photo(width: int = 400, height: int = 300, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A photo with the camera's name and the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, CAMERA
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 19.0, 15.0), 3: "E", 4: (21.0, 53.0, 45.0)})
    image = drawn(width, height)
    if kind == "HEIF":
        # As a phone does it: turned by the container.
        pillow_heif.register_heif_opener()
        image.info["exif"] = exif.tobytes()
        return encoded(image, kind)
    return encoded(image, kind, exif=exif)


def noise(width: int, height: int) -> bytes:
    """A photo that cannot be packed."""
    return encoded(Image.effect_noise((width, height), 90).convert("RGB"), quality=95)


def flood(side: int) -> bytes:
    """A small PNG of very many pixels, made without drawing them."""
    row = b"\0" + b"\0" * ((side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pdf(extra: bytes = b"") -> bytes:
    """The least PDF: a catalogue, and what is put into it."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + extra + b" >>\nendobj\n"
    return body + b"xref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def wav(seconds: float = 0.1) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (int(9000 * math.sin(n / 3)) for n in range(int(8000 * seconds)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return held.getvalue()


def mp3() -> bytes:
    """A tag and three silent frames of 128 kbit/s at 44.1 kHz."""
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    return b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + frame * 3


def ogg() -> bytes:
    page = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x05" + b"OpusH"
    return page * 2


def m4a() -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", 8 + len(data)) + kind + data

    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", b"\0\0hdlr\0\0\0\0soun") + box(b"mdat", b"\0" * 40)


def gif() -> bytes:
    return encoded(drawn(20, 20).convert("P"), "GIF")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
