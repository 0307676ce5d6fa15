"""Pictures from a folder or a tar file."""

import io
import sys
import tarfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import cv2
import numpy
from numpy import ndarray
from PIL import Image, ImageOps

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pbm", ".pgm", ".ppm", ".pnm")

_JPEG_START = b"\xff\xd8\xff"

# The longer side that a reduced picture keeps at least, px.
_MIN_REDUCED_SIDE = 1024

_REDUCED_COLOR = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


class Picture(NamedTuple):
    """Where a picture is stored. It is read when it is decoded: a collection may be larger than the memory.

    `name` is its path within the folder or tar file; `size` bytes of `file` from `offset` on are the picture, -1: all.
    """

    name: str
    file: Path
    offset: int = 0
    size: int = -1

    def encoded(self) -> bytes:
        with open(self.file, "rb") as file:
            file.seek(self.offset)
            return file.read(self.size)

    def image(self) -> Image.Image:
        """Decoded as Morelli's jobs do: RGB, turned upright as its EXIF data say, transparent places white.

        A picture is reduced by 2, 4 or 8 as long as its longer side keeps at least 1,024 px. Raises ValueError naming
        the picture if it cannot be read or decoded.
        """
        try:
            stored = Image.open(io.BytesIO(self.encoded()))
            width, height = stored.size
            reduction = _reduction(stored.size)
            # A JPEG is reduced while it is decoded, with libjpeg's own result.
            stored.draft(stored.mode, (width // reduction, height // reduction))
            whole = stored.size == (width, height)
            upright = _upright(stored)
            # The fourth byte of a BMP pixel is mostly unused and 0, so it is not taken for alpha.
            picture = upright.convert("RGB") if stored.format == "BMP" else _over_white(upright)
            return _reduced(picture, reduction) if whole else picture
        # Damaged files make Pillow raise nearly anything, and what is too large a plain Exception of its own.
        except Exception as e:
            raise ValueError(f"cannot decode picture {self.name}: {e}") from e

    def pixels(self) -> ndarray:
        """The same as uint8 [H, W, 3], faster for a JPEG: for training.

        Raises OSError if the file cannot be read, else ValueError as `image` does. A truncated JPEG ends in grey.
        """
        # OpenCV turns pictures upright, too, but drops alpha, which a JPEG never has.
        encoded = self.encoded()
        if not encoded.startswith(_JPEG_START):
            return numpy.array(self.image())
        try:
            reduction = _reduction(Image.open(io.BytesIO(encoded)).size)
        except OSError:
            return numpy.array(self.image())
        pixels = cv2.imdecode(numpy.frombuffer(encoded, numpy.uint8), _REDUCED_COLOR[reduction])
        return numpy.array(self.image()) if pixels is None else cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


def read(source: Path) -> list[Picture]:
    """All pictures in a folder (and its folders) or a tar file, by name, without hidden files.

    Raises ValueError if there is none, or if the tar file is compressed: its pictures cannot be read one by one.
    """
    if source.is_dir():
        files = sorted(f for f in source.rglob("*") if _is_picture(f.name) and f.is_file())
        pictures = [Picture(str(f.relative_to(source)), f) for f in files]
    elif tarfile.is_tarfile(source):
        try:
            with tarfile.open(source, "r:") as tar:
                members = sorted((m for m in tar if m.isfile() and _is_picture(m.name)), key=lambda m: m.name)
        except tarfile.ReadError as e:
            raise ValueError(f"cannot read {source}: unpack it if it is compressed ({e})") from e
        pictures = [Picture(m.name, source, m.offset_data, m.size) for m in members]
    else:
        raise ValueError(f"neither a folder nor a tar file: {source}")
    if not pictures:
        raise ValueError(f"no pictures in {source}")
    return pictures


def readable(collection: list[Picture]) -> list[Picture]:
    """Those that can be decoded; names the others. Raises ValueError if none is left."""
    result = []
    for number, picture in enumerate(collection, 1):
        try:
            picture.image()
            result.append(picture)
        except ValueError as e:
            print(f"\rleft out: {e}", file=sys.stderr)
        if number % 100 == 0 or number == len(collection):
            print(f"\rchecked {number:,} of {len(collection):,} pictures", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if not result:
        raise ValueError(f"none of the {len(collection)} pictures can be decoded")
    return result


def spread(collection: list[Picture], limit: int) -> list[Picture]:
    """At most `limit` of them, evenly spread."""
    if limit < 1:
        raise ValueError(f"limit must be at least 1: {limit}")
    count = min(limit, len(collection))
    return [collection[number * len(collection) // count] for number in range(count)]


def _reduction(size: tuple[int, int]) -> int:
    """1, 2, 4 or 8, as ImageDecoder in Java has it."""
    reduction = 1
    while reduction < 8 and max(size) // (2 * reduction) >= _MIN_REDUCED_SIDE:
        reduction *= 2
    return reduction


def _reduced(picture: Image.Image, reduction: int) -> Image.Image:
    if reduction == 1:
        return picture
    size = tuple(-(-side // reduction) for side in picture.size)
    return Image.fromarray(cv2.resize(numpy.array(picture), size, interpolation=cv2.INTER_AREA))


def _upright(picture: Image.Image) -> Image.Image:
    """Damaged metadata do not spoil a picture: it counts as upright."""
    try:
        picture.getexif()
    # Pillow raises whatever its parser meets.
    except Exception:
        return picture
    return ImageOps.exif_transpose(picture)


def _over_white(picture: Image.Image) -> Image.Image:
    """RGB."""
    if picture.mode.startswith("I;16"):
        # Pillow would take everything over 255 for white.
        picture = Image.fromarray((numpy.array(picture) / 257).round().astype(numpy.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def _is_picture(name: str) -> bool:
    """Hidden files are none: macOS stores notes on `a.jpg` as `._a.jpg`."""
    file = PurePosixPath(name).name
    return file.lower().endswith(SUFFIXES) and not file.startswith(".")
