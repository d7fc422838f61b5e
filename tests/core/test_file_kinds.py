"""Kinds by content, and the structure of what is kept as it came."""

import pytest

from app.core.file_kinds import FileKind, flaw_of, kind_of
from tests import pictures

WHOLE = {
    FileKind.PDF: pictures.pdf(),
    FileKind.WAV: pictures.wav(),
    FileKind.MP3: pictures.mp3(),
    FileKind.OGG: pictures.ogg(),
    FileKind.M4A: pictures.m4a(),
}


SUBTITLES = b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:04.000\nDobro do\xc5\xa1li\n"


def test_subtitles_are_text_with_cues() -> None:
    assert flaw_of(FileKind.VTT, SUBTITLES) is None
    for wrong in (b"WEBVTT\n\nno cue", SUBTITLES + b"\xff", SUBTITLES + b"\0"):
        assert flaw_of(FileKind.VTT, wrong) == "damaged"


def test_kinds_are_told_by_content_alone() -> None:
    found = {kind: kind_of(data) for kind, data in WHOLE.items()}
    found[FileKind.JPEG] = kind_of(pictures.photo())
    found[FileKind.PNG] = kind_of(pictures.flood(1))
    found[FileKind.WEBP] = kind_of(pictures.encoded(pictures.drawn(9, 9), "WEBP"))
    found[FileKind.VTT] = kind_of(SUBTITLES)
    found[FileKind.HEIC] = kind_of(pictures.photo(64, 64, kind="HEIF"))
    assert found == {kind: kind for kind in FileKind}
    for other in (b"", b"\0", pictures.gif(), pictures.SVG, pictures.HTML, b"PK\3\4" + b"\0" * 50, b"\x1f\x8b" * 9):
        assert kind_of(other) is None


@pytest.mark.parametrize("kind", WHOLE)
def test_what_is_kept_as_it_came_is_one_whole_file(kind: FileKind) -> None:
    data = WHOLE[kind]
    assert flaw_of(kind, data) is None
    assert flaw_of(kind, data + pictures.HTML) == "damaged", "a tail"
    for cut in (len(data) - 7, len(data) // 2 - 3, 13):
        assert flaw_of(kind, data[:cut]) == "damaged"


def test_a_pdf_that_acts_is_refused_also_when_it_hides_it() -> None:
    for act in (
        b"/OpenAction << /S /JavaScript /JS (1) >>",
        b"/J#61vaScript 1",
        b"/AA << /S /Launch >>",
        b"/XFA 3 0 R",
    ):
        assert flaw_of(FileKind.PDF, pictures.pdf(act)) == "active_content", act
    assert flaw_of(FileKind.PDF, pictures.pdf(b"/PageMode /UseNone /JSomething 1 /OpenAction [1 0 R /Fit]")) is None


def test_lengths_that_lie_are_damaged_and_end() -> None:
    for lie in (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1"):
        assert flaw_of(FileKind.M4A, lie + WHOLE[FileKind.M4A][4:]) == "damaged"
        assert flaw_of(FileKind.WAV, b"RIFF" + lie + WHOLE[FileKind.WAV][8:]) == "damaged"
    assert flaw_of(FileKind.MP3, b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\0" * 50) == "damaged"
    assert flaw_of(FileKind.MP3, b"ID3\x04\0\0\xff\xff\xff\xff" + b"\0" * 50) == "damaged"
