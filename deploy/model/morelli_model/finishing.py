"""From trained weights to a weights file: the whitening is fitted and the weights are rounded to 8 bits."""

from pathlib import Path

import torch

from . import pictures, training, weights
from .cam_network import CamNetwork
from .weights import Pooling

EIGHT_BITS = "weights.safetensors"
FLOAT = "float.safetensors"


def finish(network: CamNetwork, sample: list[pictures.Picture], dimension: int, out: Path) -> float:
    """Fits the projection on pictures at the network's input size.

    Writes the file to ship, `weights.safetensors`, and `float.safetensors` with the weights before rounding, to compare
    with. Returns the share of the variance that the projection keeps.
    """
    # Fitted to the features of the weights that are shipped.
    rounded = weights.dequantised(weights.quantised(network.tensors))
    shipped = CamNetwork(rounded, network.pooling, training.best_dtype(network.device), network.device)
    projection, kept = training.fit_whitening(shipped, sample, network.pooling.input_size, dimension)
    tensors = network.tensors | projection
    out.mkdir(parents=True, exist_ok=True)
    weights.write(out / EIGHT_BITS, weights.quantised(tensors), network.pooling)
    weights.write(out / FLOAT, weights.as_float(tensors), network.pooling)
    return kept


def read_network(path: Path, device: torch.device) -> CamNetwork:
    """Of a weights file or a training checkpoint (its averaged weights). ValueError if it has no CAM head."""
    dtype = training.best_dtype(device)
    if path.suffix == ".pt":
        state = training.read_checkpoint(path, device)
        return CamNetwork(state["tensors"] | state["average"], Pooling(**state["pooling"]), dtype, device)
    return CamNetwork(*weights.read_model(path), dtype, device)
