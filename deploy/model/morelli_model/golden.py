"""What this package computes for small synthetic pictures, for the Java side to compare with."""

import hashlib
import json
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageDraw, ImageFilter

from .model_file import input_size, model_input, network, resize

# Shrinking, enlarging, one axis only, a single pixel, unchanged.
RESIZED = ((224, 224), (97, 31), (640, 500), (1, 1), (320, 13), (320, 240))


def pictures() -> dict:
    """By name; small as PNG files, with edges, smooth areas, texture and odd proportions."""
    return {"discs": _discs(), "clouds": _clouds(), "stripes": _stripes(), "speck": _discs().resize((23, 37))}


def write(weights: Path, out: Path) -> None:
    """Writes the pictures and `golden.json` into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    module = network(weights)
    size = input_size(weights)
    vectors = {}
    resized = []
    for name, picture in pictures().items():
        picture.save(out / f"{name}.png", optimize=True)
        with torch.inference_mode():
            vectors[name] = [round(x, 7) for x in module(model_input(picture, size))[0].tolist()]
        for width, height in RESIZED:
            pixels = resize(picture, width, height).tobytes()
            resized.append(
                {
                    "picture": name,
                    "width": width,
                    "height": height,
                    "sha256": hashlib.sha256(pixels).hexdigest(),
                }
            )
    (out / "golden.json").write_text(json.dumps({"vectors": vectors, "resized": resized}) + "\n")


def _discs() -> Image.Image:
    random = numpy.random.default_rng(1)
    picture = Image.new("RGB", (320, 240), (200, 190, 160))
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, radius = random.integers(0, 320), random.integers(0, 240), random.integers(4, 40)
        color = tuple(int(c) for c in random.integers(0, 256, 3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)
    return picture


def _clouds() -> Image.Image:
    random = numpy.random.default_rng(2)
    coarse = random.integers(0, 256, (9, 7, 3), dtype=numpy.uint8)
    return Image.fromarray(coarse).resize((180, 260), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))


def _stripes() -> Image.Image:
    y, x = numpy.mgrid[0:150, 0:400]
    waves = [127.5 * (1 + numpy.sin((x * a + y * b) / c)) for a, b, c in ((1, 2, 9), (3, -1, 14), (1, 1, 40))]
    return Image.fromarray(numpy.stack(waves, 2).round().astype(numpy.uint8))
