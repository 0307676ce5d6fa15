"""Weights files: safetensors with 8-bit rows, and the settings of the pooling in the metadata."""

import os
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

FORMAT = "morelli-vgg16-cam"
LAYERS = (
    "features.0 features.2 features.5 features.7 features.10 features.12 features.14 "
    "features.17 features.19 features.21 features.24 features.26 features.28"
).split()
HEAD = ("cam", "classifier", "projection")
LAYER_NAMES = (
    "conv1_1 conv1_2 conv2_1 conv2_2 conv3_1 conv3_2 conv3_3 conv4_1 conv4_2 conv4_3 conv5_1 conv5_2 conv5_3".split()
)
# In place of a layer's name: only the CAM head is trained.
HEAD_ALONE = "head"


@dataclass(frozen=True)
class Pooling:
    """The constants of a program; see `Vgg16Cam`."""

    feature_scale: float
    gem: float = 3.0
    cam_floor: float = 0.2
    classes: int = 8
    input_size: int = 224

    def __post_init__(self) -> None:
        if self.gem <= 0 or not 0 <= self.cam_floor <= 1 or self.classes < 1 or self.input_size < 16:
            raise ValueError(
                f"impossible pooling: exponent {self.gem} must be positive, floor {self.cam_floor} lie in 0 to 1, "
                f"classes {self.classes} be at least 1, input size {self.input_size} at least 16"
            )


def read(path: Path) -> tuple[dict[str, Tensor], Pooling | None]:
    """Float32 tensors and the pooling, which is None where a file has none: the published convolutions alone.

    Raises ValueError naming a tensor or a setting that is missing, or if it is a file of another kind.
    """
    try:
        tensors = dequantised(load_file(path))
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
    except SafetensorError as e:
        raise ValueError(f"{path} is no safetensors file: {e}") from e
    # A program's copy of the metadata, in files that `morelli model import` wrote.
    tensors.pop("pooling", None)
    has_pooling = "feature_scale" in metadata
    layers = (*LAYERS, *HEAD) if has_pooling else LAYERS
    if "classifier.6.weight" in tensors:
        raise ValueError(
            f"{path} has torchvision's fully connected layers, whose convolutions take other pixels: "
            "make a model of it by `morelli model import`, and begin with its weights.safetensors"
        )
    tensors = {name: t for name, t in tensors.items() if name.rpartition(".")[0] in layers}
    missing = [f"{layer}.{part}" for layer in layers for part in ("weight", "bias") if f"{layer}.{part}" not in tensors]
    if missing:
        raise ValueError(f"{path} lacks tensor {missing[0]}")
    if not has_pooling:
        return tensors, None
    # Files that earlier versions of `morelli model import` wrote lack it.
    settings = {"input_size": str(Pooling.input_size)} | metadata
    pooling = Pooling(**{f.name: _setting(path, settings, f.name, f.type) for f in fields(Pooling)})
    head = len(tensors["classifier.bias"])
    if not 1 <= pooling.classes <= head:
        raise ValueError(f"{path}: {pooling.classes} classes shall weight the positions, but its head has {head}")
    return tensors, pooling


def _setting(path: Path, metadata: dict[str, str], name: str, kind: type) -> float:
    text = metadata.get(name)
    try:
        return kind(text)
    except (TypeError, ValueError) as e:
        raise ValueError(f"{path}: metadata {name} is {text!r}, no number") from e


def read_model(path: Path) -> tuple[dict[str, Tensor], Pooling]:
    """As `read`, but raises ValueError if the file has no CAM head."""
    tensors, pooling = read(path)
    if pooling is None:
        raise ValueError(f"{path} has no CAM head: its metadata lack feature_scale")
    return tensors, pooling


def write(path: Path, tensors: dict[str, Tensor], pooling: Pooling) -> None:
    """Writes tensors from `quantised` or `as_float`. The file appears at once, or not at all."""
    metadata = {
        "format": FORMAT,
        "feature_scale": f"{pooling.feature_scale:.9g}",
        "gem": f"{pooling.gem:g}",
        "cam_floor": f"{pooling.cam_floor:g}",
        "classes": str(pooling.classes),
        "input_size": str(pooling.input_size),
    }
    if any(t.dtype == torch.int8 for t in tensors.values()):
        metadata["note"] = "int8 weights with one float32 scale per output channel: w = q * scale"
    unfinished = path.with_name(path.name + ".unfinished")
    save_file(tensors, unfinished, metadata)
    # safetensors lets nobody else read its files; the job that loads a model may run as another user.
    unfinished.chmod(0o644)
    os.replace(unfinished, path)


def as_float(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Float32, in memory order, on the CPU."""
    return {name: tensor.detach().float().cpu().contiguous() for name, tensor in tensors.items()}


def quantised(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convolutions and classifier rounded to -127..127 times a scale for each output channel; the rest in float32."""
    result = {}
    for name, tensor in as_float(tensors).items():
        if name.endswith(".bias") or name.startswith("projection."):
            result[name] = tensor
            continue
        scale = (tensor.flatten(1).abs().amax(1) / 127).clamp(min=1e-12)
        per_channel = scale.view(-1, *[1] * (tensor.dim() - 1))
        result[name] = (tensor / per_channel).round().to(torch.int8)
        result[f"{name}.scale"] = scale
    return result


def dequantised(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of `quantised`; floating-point weights become float32."""
    result = {}
    for name, tensor in tensors.items():
        if name.endswith(".scale"):
            continue
        if tensor.dtype == torch.int8:
            if f"{name}.scale" not in tensors:
                raise ValueError(f"tensor {name} has 8 bits and no {name}.scale")
            scale = tensors[f"{name}.scale"]
            result[name] = tensor.float() * scale.view(-1, *[1] * (tensor.dim() - 1))
        else:
            result[name] = tensor.float()
    return result


def is_quantised(path: Path) -> bool:
    with safe_open(path, "pt") as file:
        return f"{LAYERS[0]}.weight.scale" in file.keys()
