"""What this package computes for small synthetic pictures, for the Java side to compare with."""

import hashlib
import json
from collections import OrderedDict
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageDraw, ImageFilter

from . import weights as weights_file
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


def write_grafted(weights: Path, convolutions: Path, out: Path) -> None:
    """Writes `golden-grafted.json`: the vectors with head and projection of `weights` on other convolutions."""
    module = network(weights)
    module.load(weights_file.read(weights)[0] | weights_file.read(convolutions)[0], "fp32")
    size = input_size(weights)
    with torch.inference_mode():
        vectors = {
            name: [round(x, 6) for x in module(model_input(picture, size))[0].tolist()]
            for name, picture in pictures().items()
        }
    (out / "golden-grafted.json").write_text(json.dumps({"vectors": vectors, "resized": []}) + "\n")


def write_checkpoints(out: Path) -> None:
    """Writes a small state dict in both formats of `torch.save`, `checkpoint.pth` and `checkpoint-legacy.pth`."""
    numbers = torch.arange(12, dtype=torch.float32) / 4
    tensors = OrderedDict(
        features=torch.nn.Parameter(numbers[:6].reshape(2, 3)),
        view=numbers[6:].reshape(3, 2),
        half=torch.tensor([0.5, -2], dtype=torch.float16),
        bfloat=torch.tensor([1.5, -0.25], dtype=torch.bfloat16),
        bytes=torch.tensor([-3, 7], dtype=torch.int8),
        number=torch.tensor(2.5),
        turned=numbers.reshape(3, 4).T,
    )
    torch.save(tensors, out / "checkpoint-legacy.pth", _use_new_zipfile_serialization=False)
    tensors["double"] = torch.tensor([1.0], dtype=torch.float64)
    torch.save(tensors, out / "checkpoint.pth")


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
