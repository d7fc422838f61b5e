"""Pictures come out small, upright and plain; what would hurt is refused by the decoder, and the decoder is bounded."""

import io
import resource
from typing import Any

import pytest
from PIL import Image

from app.core import image_decoder, images
from app.core.file_kinds import FileKind
from app.core.images import Refused, shrink
from tests import pictures

MEBI = 1 << 20


def opened(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("kind", "name"), [(FileKind.JPEG, "JPEG"), (FileKind.HEIC, "HEIF")])
def test_a_phones_photo_comes_out_upright_small_and_without_a_trace(kind: FileKind, name: str) -> None:
    sent = pictures.photo(3000, 2000, orientation=6, kind=name) + b"<script>tail</script>"
    assert pictures.CAMERA.encode() in sent
    made = shrink(sent, kind)
    assert list(made.by_size) == ["full", "medium", "small"]
    assert (made.width, made.height) == opened(made.by_size["full"]).size == (1365, 2048)
    assert opened(made.by_size["small"]).size == (213, 320)
    for data in made.by_size.values():
        picture = opened(data)
        assert (picture.format, picture.mode, dict(picture.getexif())) == ("JPEG", "RGB", {})
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert pictures.CAMERA.encode() not in data
        assert b"script" not in data
        # Turned by a quarter: what was above is at the right.
        assert picture.getpixel((picture.width - 3, 3))[0] > 200 > 60 > picture.getpixel((2, 3))[0]


def test_every_mode_of_a_picture_becomes_a_plain_one() -> None:
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    made = shrink(pictures.encoded(clear, "PNG"), FileKind.PNG)
    assert opened(made.by_size["full"]).getpixel((5, 5)) == (255, 255, 255), "what is clear lies on white"
    for mode in ("1", "L", "LA", "P", "RGBA"):
        data = pictures.encoded(pictures.drawn(40, 30).convert(mode), "PNG")
        assert shrink(data, FileKind.PNG).width == 40
    assert shrink(pictures.encoded(pictures.drawn(40, 30).convert("CMYK")), FileKind.JPEG).width == 40
    assert shrink(pictures.encoded(pictures.drawn(40, 30), "WEBP"), FileKind.WEBP).height == 30
    with_comment = pictures.encoded(pictures.drawn(40, 30), comment=b"kept at home")
    assert b"kept at home" not in shrink(with_comment, FileKind.JPEG).by_size["full"]


def refusal(data: bytes, kind: FileKind) -> str:
    with pytest.raises(Refused) as refused:
        shrink(data, kind)
    return refused.value.code


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pictures.flood(9_000)
    assert len(bomb) < 12_000
    assert refusal(bomb, FileKind.PNG) == "too_many_pixels"
    # The twin without the bound decodes as far as its memory goes.
    monkeypatch.setitem(images.MOST_PIXELS, FileKind.PNG, 20_000 * 20_000)
    assert refusal(pictures.flood(20_000), FileKind.PNG) == "too_heavy"


def test_what_is_broken_is_damaged() -> None:
    whole = pictures.noise(600, 400)
    assert shrink(whole, FileKind.JPEG).width == 600
    for data in (whole[: len(whole) // 2], whole[:40], b"\xff\xd8\xff" + pictures.HTML, b"\xff\xd8\xff"):
        assert refusal(data, FileKind.JPEG) == "damaged"
    assert refusal(pictures.photo(400, 300, kind="HEIF")[:600], FileKind.HEIC) == "damaged"
    assert refusal(pictures.gif(), FileKind.PNG) == "damaged", "decoded as what it was taken for, or not at all"
    assert refusal(pictures.flood(100)[:-30], FileKind.PNG) == "damaged"


def test_a_decoder_that_takes_too_long_or_says_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SECONDS", 0.01)
    assert refusal(pictures.photo(), FileKind.JPEG) == "too_heavy"
    monkeypatch.setattr(images, "SECONDS", 30)
    monkeypatch.setattr(images, "MOST_ANSWERED", 100)
    assert refusal(pictures.noise(600, 400), FileKind.JPEG) == "too_heavy"


def test_the_decoder_bounds_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(image_decoder.resource, "setrlimit", asked.__setitem__)
    image_decoder.confine()
    assert asked[resource.RLIMIT_AS][1] <= 320 * MEBI
    assert asked[resource.RLIMIT_CPU][1] <= 15
    assert asked[resource.RLIMIT_FSIZE] == asked[resource.RLIMIT_CORE] == (0, 0)
