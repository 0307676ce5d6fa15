"""VGG16's published ImageNet convolutions (Simonyan and Zisserman, CC BY 4.0), from an ONNX file that carries them."""

import zipfile
from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from safetensors.torch import save_file
from torch import Tensor

from .weights import LAYER_NAMES, LAYERS


def convert(source: Path, out: Path) -> None:
    """Writes the 13 convolutions in float32.

    `source` is an ONNX file exported from Keras' VGG16, or a zip file (such as a Python wheel) with one inside.
    Raises ValueError naming the first initialiser that is missing.
    """
    save_file(convolutions(_onnx_bytes(source)), out, {"source": "VGG16, Simonyan and Zisserman, CC BY 4.0"})


def convolutions(serialized: bytes) -> dict[str, Tensor]:
    try:
        initialisers = {i.name: i for i in onnx.load_model_from_string(serialized).graph.initializer}
    except DecodeError as e:
        raise ValueError(f"it is no ONNX file: {e}") from e
    tensors = {}
    for layer, name in zip(LAYERS, LAYER_NAMES):
        keras = "functional_1/block{}_conv{}_1".format(*name.removeprefix("conv").split("_"))
        tensors[f"{layer}.weight"] = _tensor(initialisers, f"{keras}/convolution/ReadVariableOp:0")
        tensors[f"{layer}.bias"] = _tensor(initialisers, f"{keras}/Squeeze:0").flatten()
    # The published network takes BGR.
    tensors["features.0.weight"] = tensors["features.0.weight"].flip(1)
    return tensors


def _tensor(initialisers: dict, name: str) -> Tensor:
    if name not in initialisers:
        raise ValueError(f"missing initialiser: {name}")
    return torch.from_numpy(numpy_helper.to_array(initialisers[name]).copy()).float()


def _onnx_bytes(source: Path) -> bytes:
    if not zipfile.is_zipfile(source):
        return source.read_bytes()
    with zipfile.ZipFile(source) as archive:
        names = [n for n in archive.namelist() if n.endswith("vgg16.onnx")]
        if len(names) != 1:
            raise ValueError(f"expected one *vgg16.onnx in {source}, found {names}")
        return archive.read(names[0])
