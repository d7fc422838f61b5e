"""What a file is, by its content: magic bytes for all kinds, the whole structure for those that are kept as they came.

Pictures are decoded and written anew (app/core/images.py), so what else hides in them is gone. A PDF or a recording
passes unchanged: it must be one file from its first byte to its last, and a PDF must not act by itself.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final


class FileKind(StrEnum):
    """The kinds that are known, by their media types."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    MP3 = "audio/mpeg"
    OGG = "audio/ogg"
    M4A = "audio/mp4"
    WAV = "audio/wav"
    VTT = "text/vtt"


_HEIC_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SOUND_BRANDS: Final = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"3gp4", b"3gp5")
_ACTS: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])"
)
# Bits per second by version (3: MPEG 1, else 2 and 2.5) of layer III, and samples per second of MPEG 1.
_BIT_RATES: Final = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES: Final = (44_100, 48_000, 32_000)


def kind_of(data: bytes) -> FileKind | None:
    """The kind that the first bytes tell, or None; whatever name or media type came with it."""
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data.startswith(b"RIFF"):
        return {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.WAV}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return FileKind.HEIC if data[8:12] in _HEIC_BRANDS else FileKind.M4A if data[8:12] in _SOUND_BRANDS else None
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"OggS"):
        return FileKind.OGG
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n])", data):
        return FileKind.VTT
    return FileKind.MP3 if data.startswith(b"ID3") or _frame(data, 0) else None


def flaw_of(kind: FileKind, data: bytes) -> str | None:
    """Why a PDF or a recording is not kept: damaged or active_content; None where nothing is wrong."""
    if kind is FileKind.PDF and _ACTS.search(_unescaped(data)):
        return "active_content"
    return None if _WHOLE[kind](data) else "damaged"


def _unescaped(data: bytes) -> bytes:
    """A PDF's text with #xx in its names resolved: /J#61vaScript is /JavaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), data)


def _whole_pdf(data: bytes) -> bool:
    """Header, cross reference, and nothing but white space after the end."""
    tail = data[-1024:].rstrip(b"\r\n\t \0")
    return re.match(rb"%PDF-[12]\.\d", data) is not None and tail.endswith(b"%%EOF") and b"startxref" in tail


def _whole_wave(data: bytes) -> bool:
    if len(data) < 12 or int.from_bytes(data[4:8], "little") != len(data) - 8:
        return False
    at, kinds = 12, set()
    while at + 8 <= len(data):
        kinds.add(data[at : at + 4])
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return len(data) <= at <= len(data) + 1 and {b"fmt ", b"data"} <= kinds


def _whole_boxes(data: bytes) -> bool:
    """ISO base media boxes from end to end, with sound described and present, and no picture track."""
    at, boxes = 0, {b"moov": b""}
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        if length < 8:
            return False
        boxes[kind] = data[at : at + length] if kind == b"moov" else b""
        at += length
    tracks = boxes[b"moov"]
    return at == len(data) and {b"ftyp", b"mdat"} <= boxes.keys() and b"soun" in tracks and b"vide" not in tracks


def _whole_ogg(data: bytes) -> bool:
    """Pages from end to end."""
    at = 0
    while data[at : at + 5] == b"OggS\0" and at + 27 <= len(data):
        segments = data[at + 27 : at + 27 + data[at + 26]]
        at += 27 + len(segments) + sum(segments)
    return at == len(data)


def _whole_mp3(data: bytes) -> bool:
    """An ID3 tag or none, frames one after the other, then padding and an old tag or none."""
    at = 0
    if data.startswith(b"ID3"):
        size = data[6:10]
        if len(size) < 4 or any(byte > 127 for byte in size):
            return False
        at = 10 + sum(byte << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))
    end = len(data) - 128 if data[-128:-125] == b"TAG" else len(data)
    frames = 0
    while at < end and (length := _frame(data, at)):
        at, frames = at + length, frames + 1
    return frames > 1 and at <= end and not data[at:end].strip(b"\0")


def _whole_subtitles(data: bytes) -> bool:
    """Text with at least one cue."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and "-->" in text


def _frame(data: bytes, at: int) -> int:
    """The length of the MPEG layer III frame that begins here; 0 where there is none."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer, rate, samples = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or samples == 3:
        return 0
    first = version == 3
    hertz = _SAMPLE_RATES[samples] >> (0 if first else 1 if version == 2 else 2)
    return (144_000 if first else 72_000) * _BIT_RATES[first][rate - 1] // hertz + (head[2] >> 1 & 1)


_WHOLE: Final[dict[FileKind, Callable[[bytes], bool]]] = {
    FileKind.PDF: _whole_pdf,
    FileKind.WAV: _whole_wave,
    FileKind.M4A: _whole_boxes,
    FileKind.OGG: _whole_ogg,
    FileKind.MP3: _whole_mp3,
    FileKind.VTT: _whole_subtitles,
}
