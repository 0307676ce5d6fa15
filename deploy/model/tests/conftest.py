"""Small synthetic pictures and a random model of the real shape."""

import io
from pathlib import Path

import numpy
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from morelli_model import weights
from morelli_model.network import CONVOLUTIONS
from morelli_model.weights import Pooling

# GoogLeNet's (Szegedy et al., CVPR 2015, table 1).
_BRANCHES = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")
_INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
_CHANNELS = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)


def picture(number: int, width: int = 60, height: int = 45) -> Image.Image:
    coarse = numpy.random.default_rng(number).integers(0, 256, (5, 6, 3), dtype=numpy.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve different pictures, `0.jpg` to `11.jpg`."""
    result = tmp_path / "pictures"
    result.mkdir()
    for number in range(12):
        (result / f"{number}.jpg").write_bytes(jpeg(picture(number)))
    return result


@pytest.fixture(scope="session")
def tensors() -> dict[str, torch.Tensor]:
    """Of the published convolutions: random, seeded."""
    random = torch.Generator().manual_seed(1)
    result = {}
    for place, number in enumerate(CONVOLUTIONS):
        into, out = _CHANNELS[place], _CHANNELS[place + 1]
        weight = torch.randn(out, into, 3, 3, generator=random) * (2 / (9 * into)) ** 0.5
        result[f"features.{number}.weight"] = weight
        result[f"features.{number}.bias"] = torch.zeros(out)
    return result


@pytest.fixture(scope="session")
def model(tensors: dict[str, torch.Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An 8-bit weights file with head and projection."""
    random = torch.Generator().manual_seed(2)
    head = {
        "cam.weight": torch.randn(1024, 512, 3, 3, generator=random) * 0.02,
        "cam.bias": torch.zeros(1024),
        "classifier.weight": torch.randn(1000, 1024, generator=random) * 0.03,
        "classifier.bias": torch.zeros(1000),
        "projection.weight": torch.randn(256, 512, generator=random),
        "projection.bias": torch.randn(256, generator=random) * 0.01,
    }
    path = tmp_path_factory.mktemp("model") / "random.safetensors"
    weights.write(path, weights.quantised(tensors | head), Pooling(feature_scale=0.02, input_size=64))
    return path


@pytest.fixture(scope="session")
def googlenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher of the real shape, random."""
    random = numpy.random.default_rng(3)
    shapes = {
        "conv1/7x7_s2": (64, 3, 7, 7),
        "conv2/3x3_reduce": (64, 64, 1, 1),
        "conv2/3x3": (192, 64, 3, 3),
        "loss3/classifier": (1000, 1024),
    }
    channels = 192
    for block, widths in _INCEPTIONS.items():
        sizes = (1, 1, 3, 1, 5, 1)
        inputs = (channels, channels, widths[1], channels, widths[3], channels)
        for branch, width, size, into in zip(_BRANCHES, widths, sizes, inputs):
            shapes[f"inception_{block}/{branch}"] = (width, into, size, size)
        channels = widths[0] + widths[2] + widths[4] + widths[5]
    arrays = {}
    for name, shape in shapes.items():
        spread = (2 / numpy.prod(shape[1:])) ** 0.5
        arrays[f"{name}.weight"] = random.normal(0, spread, shape).astype(numpy.float16)
        arrays[f"{name}.bias"] = numpy.zeros(shape[0], numpy.float16)
    path = tmp_path_factory.mktemp("teacher") / "googlenet.npz"
    numpy.savez(path, **arrays)
    return path


@pytest.fixture(scope="session")
def published(tensors: dict[str, torch.Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the convolutions alone."""
    path = tmp_path_factory.mktemp("published") / "published.safetensors"
    save_file(tensors, path)
    return path
