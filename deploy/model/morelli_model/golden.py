"""What this package computes for small synthetic pictures, for the Java side to compare with."""

import hashlib
import io
import json
from collections import OrderedDict
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageDraw, ImageFilter

from . import weights as weights_file
from .model_file import input_size, model_input, network, resize
from .pictures import Picture

# Shrinking, enlarging, one axis only, a single pixel, unchanged.
RESIZED = ((224, 224), (97, 31), (640, 500), (1, 1), (320, 13), (320, 240))


def pictures() -> dict:
    """By name; small as PNG files, with edges, smooth areas, texture and odd proportions."""
    return {"discs": _discs(), "clouds": _clouds(), "stripes": _stripes(), "speck": _discs().resize((23, 37))}


def files() -> dict[str, bytes]:
    """By file name: pictures as people store them, one of each way that they are decoded."""
    scene = _scene(3, (360, 270))
    sideways = Image.Exif()
    sideways[0x0112] = 6
    alpha = Image.fromarray(numpy.hypot(*numpy.mgrid[-120:120, -160:160]).clip(0, 255).astype(numpy.uint8))
    cut_out = _scene(8, (320, 240))
    cut_out.putalpha(alpha)
    deep = numpy.array(_scene(10, (200, 150)).convert("L")).astype(numpy.uint16) * 257
    return {
        "colour.jpg": _file(scene, "JPEG", quality=80),
        "progressive.jpg": _file(_scene(4, (300, 400)), "JPEG", quality=60, progressive=True),
        "sideways.jpg": _file(_scene(5, (400, 260)), "JPEG", quality=75, exif=sideways),
        "grey.jpg": _file(_scene(6, (280, 280)).convert("L"), "JPEG", quality=75),
        # More than twice what is looked at, with an odd side: decoded at half its size.
        "large.jpg": _file(_scene(7, (2401, 1607)), "JPEG", quality=25),
        "transparent.png": _file(cut_out, "PNG", optimize=True),
        "palette.png": _file(_scene(9, (240, 180)).quantize(32), "PNG", optimize=True, transparency=3),
        "deep.png": _file(Image.fromarray(deep), "PNG", optimize=True),
        # Its decoder cannot reduce it.
        "large.png": _file(_scene(15, (2050, 301)).quantize(16), "PNG", optimize=True),
        "web.webp": _file(_scene(11, (320, 200)), "WEBP", quality=70),
        "animated.gif": _file(
            _scene(12, (200, 200)).quantize(64), "GIF", save_all=True, append_images=[_scene(1, (200, 200))]
        ),
        "bitmap.bmp": _file(_scene(13, (90, 120)), "BMP"),
        "scanned.tif": _file(_scene(14, (160, 120)), "TIFF", compression="tiff_lzw"),
    }


def write(weights: Path, out: Path) -> None:
    """Writes the pictures and `golden.json` into the folder `out`, the files into its folder `files`."""
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
    _write_files(module, size, out / "files")


def _write_files(module: torch.nn.Module, size: int, out: Path) -> None:
    """Writes the files and `vectors.json` into the folder `out`."""
    out.mkdir(exist_ok=True)
    vectors = {}
    for name, encoded in files().items():
        (out / name).write_bytes(encoded)
        with torch.inference_mode():
            vector = module(model_input(Picture(name, out / name).image(), size))[0]
        vectors[name] = [round(x, 6) for x in vector.tolist()]
    (out / "vectors.json").write_text(json.dumps(vectors) + "\n")


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


def _scene(seed: int, size: tuple[int, int]) -> Image.Image:
    """Light and shadow, and things before it; different for each seed."""
    random = numpy.random.default_rng(seed)
    coarse = random.integers(0, 256, (4, 5, 3), dtype=numpy.uint8)
    scene = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(scene)
    for number in range(24):
        x, y = random.integers(0, size[0]), random.integers(0, size[1])
        width, height = random.integers(size[1] // 40 + 1, size[1] // 4, 2)
        color = tuple(int(c) for c in random.integers(0, 256, 3))
        shape = draw.ellipse if number % 2 else draw.rectangle
        shape((x - width, y - height, x + width, y + height), fill=color)
    return scene


def _file(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
