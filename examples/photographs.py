"""Photos as a phone takes them, drawn here: a page of sums lying on its side, with the place where it was taken."""

import io
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1800, 2400
# HEIF takes long to write: a third of the size will do.
SHARE = {"JPEG": 1, "HEIF": 3}
# Rotated by the viewer, as phones do: the picture itself lies on its left side.
ON_ITS_SIDE = 6
NORTH, EAST = (43.0, 19.0, 30.5), (21.0, 53.0, 45.2)


def of_a_page(lines: list[str], kind: str = "JPEG") -> bytes:
    """A photo of a page with these lines, as JPEG or HEIF."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    taken = page(lines).resize((WIDTH // SHARE[kind], HEIGHT // SHARE[kind])).rotate(90, expand=True)
    taken.save(file, kind, quality=93, exif=taken_in_nis().tobytes())
    return file.getvalue()


def page(lines: list[str]) -> Image.Image:
    """Lined paper with the grain of a cheap camera, which also makes the file as large as real ones are."""
    grain = Image.effect_noise((WIDTH, HEIGHT), 24).convert("RGB")
    paper = Image.blend(Image.new("RGB", (WIDTH, HEIGHT), "#fdfbf2"), grain, 0.25)
    pen = ImageDraw.Draw(paper)
    for height in range(200, HEIGHT, 120):
        pen.line((0, height, WIDTH, height), fill="#9db7d5", width=3)
    for number, line in enumerate(lines):
        pen.text((160, 120 + 240 * number), line, fill="#1b2a6b", font=ImageFont.load_default(90))
    return paper


def taken_in_nis() -> Image.Exif:
    """What a phone writes into a photo: its maker, which side is up, and where on earth it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Example phone"
    exif[ExifTags.Base.Orientation] = ON_ITS_SIDE
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", NORTH
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", EAST
    return exif


def where(photo: bytes) -> dict[int, Any]:
    """The place that a photo tells; nothing when it tells none."""
    pillow_heif.register_heif_opener()
    with Image.open(io.BytesIO(photo)) as picture:
        return dict(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))


def tells_nothing(photo: bytes) -> bool:
    """Whether nothing of the camera is left: no place, no maker, no thumbnail, no word about the sides."""
    with Image.open(io.BytesIO(photo)) as picture:
        return not dict(picture.getexif()) and b"Example phone" not in photo and b"Exif\0" not in photo


def is_upright(photo: bytes) -> bool:
    """Whether the pixels themselves stand as one holds the page."""
    with Image.open(io.BytesIO(photo)) as picture:
        return picture.height > picture.width
