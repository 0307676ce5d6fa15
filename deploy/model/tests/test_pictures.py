import io
import tarfile
from pathlib import Path

import cv2
import numpy
import pytest
from PIL import Image

from morelli_model import pictures

from .conftest import picture


def test_folder_and_tar_hold_the_same(folder: Path, tmp_path: Path) -> None:
    tar = tmp_path / "pictures.tar"
    with tarfile.open(tar, "w") as file:
        file.add(folder, ".")
    from_folder, from_tar = pictures.read(folder), pictures.read(tar)
    assert [p.name for p in from_folder[:3]] == ["0.jpg", "1.jpg", "10.jpg"]
    assert [p.encoded for p in from_tar] == [p.encoded for p in from_folder]


def test_pixels_are_rgb_as_pillow_decodes_them(folder: Path) -> None:
    first = pictures.read(folder)[0]
    difference = first.pixels().astype(int) - numpy.array(first.image())
    assert abs(difference).max() <= 4


@pytest.mark.parametrize("kind", ("JPEG", "PNG"))
def test_pictures_are_turned_upright(kind: str) -> None:
    orientation = Image.Exif()
    orientation[0x0112] = 6
    stored = picture(1)
    turned = _encoded(stored, kind, exif=orientation)
    upright = numpy.rot90(numpy.array(stored), -1).astype(int)
    assert abs(numpy.array(turned.image()) - upright).mean() < 6
    assert abs(turned.pixels() - upright).mean() < 6


def test_damaged_orientation_counts_as_upright() -> None:
    assert _encoded(picture(1), "PNG", exif=b"no EXIF").image().tobytes() == picture(1).tobytes()


def test_transparent_places_are_white() -> None:
    half = numpy.full((2, 3, 4), (255, 0, 0, 128), numpy.uint8)
    half[:, 0, 3] = 0
    transparent = _encoded(Image.fromarray(half), "PNG")
    assert transparent.pixels()[0].tolist() == [[255, 255, 255], [255, 127, 127], [255, 127, 127]]
    assert (transparent.pixels() == numpy.array(transparent.image())).all()


def test_transparent_colour_of_a_palette_is_white() -> None:
    black = _encoded(Image.new("P", (2, 2), 0), "GIF", transparency=0)
    assert (black.pixels() == 255).all()


def test_fourth_byte_of_a_bitmap_is_not_alpha() -> None:
    _, encoded = cv2.imencode(".bmp", numpy.full((2, 2, 4), (0, 0, 200, 0), numpy.uint8))
    assert pictures.Picture("red.bmp", encoded.tobytes()).image().getpixel((0, 0)) == (200, 0, 0)


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pictures"):
        pictures.read(tmp_path)


def test_corrupt_picture_is_named() -> None:
    broken = pictures.Picture("broken.jpg", b"\xff\xd8 nothing")
    for decode in (broken.image, broken.pixels):
        with pytest.raises(ValueError, match="broken.jpg"):
            decode()


def _encoded(image: Image.Image, kind: str, **options) -> pictures.Picture:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return pictures.Picture(f"picture.{kind.lower()}", file.getvalue())
