"""Pictures from a folder or a tar file."""

import io
import tarfile
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy
from numpy import ndarray
from PIL import Image, ImageOps

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")

_JPEG_START = b"\xff\xd8\xff"


class Picture(NamedTuple):
    """An encoded picture; `name` is its path within the folder or tar file."""

    name: str
    encoded: bytes

    def image(self) -> Image.Image:
        """Decoded as Morelli's jobs do: RGB, turned upright as its EXIF data say, transparent places white.

        Raises ValueError naming the picture if it cannot be decoded.
        """
        try:
            stored = Image.open(io.BytesIO(self.encoded))
            upright = _upright(stored)
            # The fourth byte of a BMP pixel is mostly unused and 0, so it is not taken for alpha.
            return upright.convert("RGB") if stored.format == "BMP" else _over_white(upright)
        except (OSError, SyntaxError) as e:
            raise ValueError(f"cannot decode picture {self.name}: {e}") from e

    def pixels(self) -> ndarray:
        """The same as uint8 [H, W, 3], faster for a JPEG: for training. Raises ValueError as `image` does."""
        # OpenCV turns pictures upright, too, but drops alpha, which a JPEG never has.
        if not self.encoded.startswith(_JPEG_START):
            return numpy.array(self.image())
        pixels = cv2.imdecode(numpy.frombuffer(self.encoded, numpy.uint8), cv2.IMREAD_COLOR_RGB)
        return numpy.array(self.image()) if pixels is None else pixels


def read(source: Path) -> list[Picture]:
    """All pictures in a folder (and its folders) or a tar file, by name. Raises ValueError if there is none."""
    if source.is_dir():
        files = sorted(f for f in source.rglob("*") if _is_picture(f.name))
        pictures = [Picture(str(f.relative_to(source)), f.read_bytes()) for f in files]
    elif tarfile.is_tarfile(source):
        with tarfile.open(source) as tar:
            members = sorted((m for m in tar if m.isfile() and _is_picture(m.name)), key=lambda m: m.name)
            pictures = [Picture(m.name, tar.extractfile(m).read()) for m in members]
    else:
        raise ValueError(f"neither a folder nor a tar file: {source}")
    if not pictures:
        raise ValueError(f"no pictures in {source}")
    return pictures


def _upright(picture: Image.Image) -> Image.Image:
    """Damaged metadata do not spoil a picture: it counts as upright."""
    try:
        return ImageOps.exif_transpose(picture)
    except SyntaxError:
        return picture


def _over_white(picture: Image.Image) -> Image.Image:
    """RGB."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def _is_picture(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)
