"""BVLC GoogLeNet (Szegedy et al., CVPR 2015): soft class scores for the CAM head to learn, and pooled features."""

from pathlib import Path

import numpy
import torch
from torch import Tensor
from torch.nn import functional

SIZE = 224
CLASSES = 1000
_BGR_MEAN = (104.0, 117.0, 123.0)
_INCEPTIONS = ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
_BRANCHES = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")
_ARRAYS = [
    f"{layer}.{part}"
    for layer in (
        *("conv1/7x7_s2", "conv2/3x3_reduce", "conv2/3x3"),
        *(f"inception_{block}/{branch}" for block in _INCEPTIONS for branch in _BRANCHES),
        "loss3/classifier",
    )
    for part in ("weight", "bias")
]


class GoogLeNet:
    """Reads the published weights from a NumPy archive whose arrays bear Caffe's names (`conv1/7x7_s2.weight`, ...)."""

    def __init__(self, path: Path, dtype: torch.dtype, device: torch.device):
        with numpy.load(path) as arrays:
            lacking = [n for n in _ARRAYS if n not in arrays.files]
            if lacking:
                raise ValueError(f"{path} lacks array {lacking[0]}")
            self._tensors = {n: torch.from_numpy(arrays[n]).to(device, dtype) for n in _ARRAYS}
        self._dtype = dtype
        self._mean = torch.tensor(_BGR_MEAN, device=device).view(1, 3, 1, 1)

    @torch.no_grad()
    def features(self, pictures: Tensor) -> Tensor:
        """uint8 [B, 3, H, W] RGB of any size to float32 [B, 1024], averaged over the picture."""
        x = pictures.flip(1).float()
        if x.shape[2:] != (SIZE, SIZE):
            x = functional.interpolate(x, (SIZE, SIZE), mode="bilinear", antialias=True)
        x = (x - self._mean).to(self._dtype).contiguous(memory_format=torch.channels_last)
        x = self.normalise(_pool(self._conv(x, "conv1/7x7_s2", stride=2)))
        x = self._conv(self._conv(x, "conv2/3x3_reduce"), "conv2/3x3")
        x = _pool(self.normalise(x))
        for block in _INCEPTIONS:
            x = self._inception(x, f"inception_{block}/")
            if block in ("3b", "4e"):
                x = _pool(x)
        return x.float().mean((2, 3))

    def scores(self, features: Tensor) -> Tensor:
        """[B, 1024] from `features` to [B, 1000] class scores before the softmax, ImageNet classes in synset order."""
        weight = self._tensors["loss3/classifier.weight"].flatten(1).float()
        return functional.linear(features, weight, self._tensors["loss3/classifier.bias"].float())

    def _conv(self, x: Tensor, name: str, stride: int = 1) -> Tensor:
        weight = self._tensors[f"{name}.weight"]
        return torch.relu_(
            functional.conv2d(x, weight, self._tensors[f"{name}.bias"], stride, padding=weight.shape[2] // 2)
        )

    def _inception(self, x: Tensor, name: str) -> Tensor:
        return torch.cat(
            (
                self._conv(x, f"{name}1x1"),
                self._conv(self._conv(x, f"{name}3x3_reduce"), f"{name}3x3"),
                self._conv(self._conv(x, f"{name}5x5_reduce"), f"{name}5x5"),
                self._conv(functional.max_pool2d(x, 3, stride=1, padding=1), f"{name}pool_proj"),
            ),
            1,
        )

    @staticmethod
    def normalise(x: Tensor) -> Tensor:
        """Local response normalisation over 5 channels (alpha 1e-4, beta 0.75), channels last all the way."""
        squares = functional.pad(x.permute(0, 2, 3, 1).float().square(), (2, 2))
        channels = x.shape[1]
        total = sum(squares[..., i : i + channels] for i in range(5))
        return (x / (1 + 1e-4 / 5 * total).pow(0.75).permute(0, 3, 1, 2)).to(x.dtype)


def _pool(x: Tensor) -> Tensor:
    return functional.max_pool2d(x, 3, stride=2, ceil_mode=True)
