"""The network with its weights as plain float32 tensors: what training, whitening and the experiment work with."""

import torch
from torch import Tensor
from torch.nn import functional

from .network import POOLED_CONVOLUTIONS, RGB_MEAN, Vgg16Cam
from .weights import LAYER_NAMES, LAYERS, Pooling

DIMENSION = 512


class CamNetwork:
    """Computes what `Vgg16Cam` computes, step by step and differentiably.

    `tensors` are float32 and are cast to `dtype` on every pass, so an optimiser may change them in between.
    Convolutions run in `dtype`, the pooling in float32.
    """

    def __init__(self, tensors: dict[str, Tensor], pooling: Pooling, dtype: torch.dtype, device: torch.device):
        self.tensors = {n: _channels_last(t.to(device, torch.float32)) for n, t in tensors.items()}
        self.pooling = pooling
        self.device = device
        self._dtype = dtype
        self._mean = torch.tensor(RGB_MEAN, device=device).view(1, 3, 1, 1)

    def trunk(self, pictures: Tensor, wanted: tuple[str, ...] = ("conv5_3",)) -> dict[str, Tensor]:
        """uint8 [B, 3, H, W] RGB to the wanted layers' maps after their ReLU, each [B, channels, H / 16, W / 16]."""
        x = pictures.contiguous(memory_format=torch.channels_last).float() - self._mean
        x = x.to(self._dtype)
        maps = {}
        for layer, name in zip(LAYERS, LAYER_NAMES):
            x = self._convolve(x, layer)
            if name in wanted:
                maps[name] = x
            if int(layer.removeprefix("features.")) in POOLED_CONVOLUTIONS:
                x = functional.max_pool2d(x, 2)
        return maps

    def cam_maps(self, conv5_3: Tensor) -> Tensor:
        """float32 [B, positions, 1024]."""
        return _positions(self._convolve(conv5_3, "cam"))

    def class_scores(self, cam_maps: Tensor) -> Tensor:
        """[B, 1000], before the softmax."""
        return functional.linear(cam_maps.mean(1), self.tensors["classifier.weight"], self.tensors["classifier.bias"])

    def pool(self, maps: Tensor, cam_maps: Tensor, pooling: Pooling | None = None) -> Tensor:
        """The weighted generalised mean of `maps`, [B, channels], of length 1. The weights carry no gradient."""
        pooling = pooling or self.pooling
        program = Vgg16Cam(pooling.feature_scale, pooling.gem, pooling.cam_floor, pooling.classes)
        program.head["classifier.weight"] = self.tensors["classifier.weight"]
        program.head["classifier.bias"] = self.tensors["classifier.bias"]
        with torch.no_grad():
            weights = program._class_weights(cam_maps)
        return functional.normalize(program._pool(_positions(maps), weights), dim=1)

    def project(self, pooled: Tensor) -> Tensor:
        """[B, 512] to [B, D] unit vectors."""
        projected = functional.linear(pooled, self.tensors["projection.weight"], self.tensors["projection.bias"])
        return functional.normalize(projected, dim=1)

    def pooled(self, pictures: Tensor) -> Tensor:
        """uint8 [B, 3, H, W] to [B, 512] of length 1: everything before the projection."""
        maps = self.trunk(pictures)["conv5_3"]
        return self.pool(maps, self.cam_maps(maps.detach()))

    def _convolve(self, x: Tensor, layer: str) -> Tensor:
        weight = self.tensors[f"{layer}.weight"].to(self._dtype)
        return torch.relu_(functional.conv2d(x, weight, self.tensors[f"{layer}.bias"].to(self._dtype), padding=1))


def _channels_last(tensor: Tensor) -> Tensor:
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor.contiguous()


def _positions(maps: Tensor) -> Tensor:
    """[B, C, h, w] to float32 [B, h * w, C]."""
    return maps.permute(0, 2, 3, 1).flatten(1, 2).float()
