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
    assert [p.encoded() for p in from_tar] == [p.encoded() for p in from_folder]


def test_compressed_tar_file_is_to_be_unpacked(folder: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "pictures.tar.gz", "w:gz") as file:
        file.add(folder, ".")
    with pytest.raises(ValueError, match="pictures.tar.gz: unpack it"):
        pictures.read(tmp_path / "pictures.tar.gz")


def test_hidden_files_and_folders_are_no_pictures(folder: Path, tmp_path: Path) -> None:
    (folder / "._0.jpg").write_bytes(b"notes of macOS")
    (folder / "album.jpg").mkdir()
    with tarfile.open(tmp_path / "pictures.tar", "w") as file:
        file.add(folder, ".")
    for source in (folder, tmp_path / "pictures.tar"):
        assert [p.name.removeprefix("./") for p in pictures.read(source)[:2]] == ["0.jpg", "1.jpg"]


def test_what_cannot_be_decoded_is_left_out_and_named(folder: Path, capsys) -> None:
    (folder / "text.jpg").write_text("no picture")
    whole = (folder / "5.jpg").read_bytes()
    (folder / "5.jpg").write_bytes(whole[: len(whole) // 2])
    left = pictures.readable(pictures.read(folder))
    assert len(left) == 11 and {"5.jpg", "text.jpg"}.isdisjoint(p.name for p in left)
    errors = capsys.readouterr().err
    assert "picture 5.jpg: image file is truncated" in errors and "picture text.jpg" in errors
    with pytest.raises(ValueError, match="none of the 1 pictures"):
        pictures.readable([p for p in pictures.read(folder) if p.name == "text.jpg"])


def test_sample_is_spread_evenly(folder: Path) -> None:
    collection = pictures.read(folder)
    assert [collection.index(p) for p in pictures.spread(collection, 8)] == [0, 1, 3, 4, 6, 7, 9, 10]
    assert pictures.spread(collection, 100) == collection


def test_picture_that_is_too_large_is_named(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(ValueError, match="0.jpg.*exceeds limit"):
        pictures.read(folder)[0].image()


def test_pixels_are_rgb_as_pillow_decodes_them(folder: Path) -> None:
    first = pictures.read(folder)[0]
    difference = first.pixels().astype(int) - numpy.array(first.image())
    assert abs(difference).max() <= 4


@pytest.mark.parametrize("kind", ("JPEG", "PNG"))
def test_pictures_are_turned_upright(kind: str, tmp_path: Path) -> None:
    orientation = Image.Exif()
    orientation[0x0112] = 6
    stored = picture(1)
    turned = _stored(tmp_path, stored, kind, exif=orientation)
    upright = numpy.rot90(numpy.array(stored), -1).astype(int)
    assert abs(numpy.array(turned.image()) - upright).mean() < 6
    assert abs(turned.pixels() - upright).mean() < 6


def test_damaged_orientation_counts_as_upright(tmp_path: Path) -> None:
    assert _stored(tmp_path, picture(1), "PNG", exif=b"no EXIF").image().tobytes() == picture(1).tobytes()


def test_transparent_places_are_white(tmp_path: Path) -> None:
    half = numpy.full((2, 3, 4), (255, 0, 0, 128), numpy.uint8)
    half[:, 0, 3] = 0
    transparent = _stored(tmp_path, Image.fromarray(half), "PNG")
    assert transparent.pixels()[0].tolist() == [[255, 255, 255], [255, 127, 127], [255, 127, 127]]
    assert (transparent.pixels() == numpy.array(transparent.image())).all()


def test_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    black = _stored(tmp_path, Image.new("P", (2, 2), 0), "GIF", transparency=0)
    assert (black.pixels() == 255).all()


def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path) -> None:
    deep = _stored(tmp_path, Image.fromarray(numpy.array([[0, 257, 65535, 100 * 257]], numpy.uint16)), "PNG")
    assert deep.pixels()[0, :, 0].tolist() == [0, 1, 255, 100]


@pytest.mark.parametrize(("side", "reduced"), ((2047, 2047), (2049, 1025), (4099, 1025), (9000, 1125)))
@pytest.mark.parametrize("kind", ("JPEG", "PNG"))
def test_large_pictures_are_reduced(kind: str, side: int, reduced: int, tmp_path: Path) -> None:
    original = picture(1).resize((side, 64))
    large = _stored(tmp_path, original, kind)
    image = large.image()
    assert image.width == reduced
    assert abs(numpy.array(image).astype(int) - numpy.array(original.resize(image.size))).mean() < 2
    if kind == "JPEG":
        assert abs(large.pixels().astype(int) - numpy.array(image)).max() <= 4


def test_fourth_byte_of_a_bitmap_is_not_alpha(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "red.bmp"), numpy.full((2, 2, 4), (0, 0, 200, 0), numpy.uint8))
    assert pictures.read(tmp_path)[0].image().getpixel((0, 0)) == (200, 0, 0)


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pictures"):
        pictures.read(tmp_path)


def test_corrupt_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 nothing")
    broken = pictures.read(tmp_path)[0]
    for decode in (broken.image, broken.pixels):
        with pytest.raises(ValueError, match="broken.jpg"):
            decode()


def _stored(folder: Path, image: Image.Image, kind: str, **options) -> pictures.Picture:
    image.save(folder / f"picture.{kind.lower()}", kind, **options)
    return pictures.read(folder)[0]
