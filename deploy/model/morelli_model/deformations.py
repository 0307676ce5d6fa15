"""What the experiment does to a picture before it asks for it: fixed, named, and the same for every method."""

import io
from typing import Callable

import numpy
from numpy.random import Generator
from PIL import Image, ImageEnhance, ImageFilter

Deformation = Callable[[Image.Image, Generator], Image.Image]


def _rotated(angle: float) -> Deformation:
    """Counterclockwise, the picture kept whole, black where it does not reach."""
    return lambda picture, _: picture.rotate(angle, Image.Resampling.BICUBIC, expand=True)


def _cropped(area: float) -> Deformation:
    """To a share of the area, proportions kept, anywhere."""

    def crop(picture: Image.Image, random: Generator) -> Image.Image:
        width, height = (max(1, round(side * area**0.5)) for side in picture.size)
        left = int(random.integers(picture.width - width + 1))
        top = int(random.integers(picture.height - height + 1))
        return picture.crop((left, top, left + width, top + height))

    return crop


def _compressed(quality: int) -> Deformation:
    def compress(picture: Image.Image, _: Generator) -> Image.Image:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        return Image.open(file).convert("RGB")

    return compress


def _tilted(share: float) -> Deformation:
    """Each corner of the result shows a place up to `share` of a side inside the picture."""

    def tilt(picture: Image.Image, random: Generator) -> Image.Image:
        width, height = picture.size
        (a, b), (c, d), (e, f), (g, h) = random.uniform(0, share, (4, 2)) * (width, height)
        seen = [(a, b), (width - c, d), (width - e, height - f), (g, height - h)]
        shown = [(0, 0), (width, 0), (width, height), (0, height)]
        rows, values = [], []
        for (x, y), (u, v) in zip(shown, seen):
            rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
            values += [u, v]
        coefficients = numpy.linalg.solve(numpy.array(rows), numpy.array(values)).tolist()
        return picture.transform(picture.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)

    return tilt


def _brightened(factor: float) -> Deformation:
    return lambda picture, _: ImageEnhance.Brightness(picture).enhance(factor)


def _hue_shifted(degrees: float) -> Deformation:
    def shift(picture: Image.Image, _: Generator) -> Image.Image:
        hue, saturation, value = picture.convert("HSV").split()
        by = round(degrees / 360 * 256)
        return Image.merge("HSV", (hue.point(lambda h: (h + by) % 256), saturation, value)).convert("RGB")

    return shift


def _shrunk(factor: int) -> Deformation:
    return lambda picture, _: picture.resize(
        tuple(max(1, side // factor) for side in picture.size), Image.Resampling.BICUBIC
    )


DEFORMATIONS: dict[str, Deformation] = {
    "rotated 90": _rotated(90),
    "rotated 180": _rotated(180),
    "rotated 15": _rotated(15),
    "rotated 37": _rotated(37),
    "flipped": lambda picture, _: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "cropped 70 %": _cropped(0.7),
    "cropped 40 %": _cropped(0.4),
    "cropped 20 %": _cropped(0.2),
    "JPEG 10": _compressed(10),
    "blurred 3 px": lambda picture, _: picture.filter(ImageFilter.GaussianBlur(3)),
    "perspective 15 %": _tilted(0.15),
    "brightness 1.6": _brightened(1.6),
    "brightness 0.5": _brightened(0.5),
    "grey": lambda picture, _: picture.convert("L").convert("RGB"),
    "hue 30 degrees": _hue_shifted(30),
    "shrunk 4x": _shrunk(4),
}
