import tarfile
from pathlib import Path

import numpy
import pytest

from morelli_model import pictures


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


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pictures"):
        pictures.read(tmp_path)


def test_corrupt_picture_is_named() -> None:
    broken = pictures.Picture("broken.jpg", b"\xff\xd8 nothing")
    for decode in (broken.image, broken.pixels):
        with pytest.raises(ValueError, match="broken.jpg"):
            decode()
