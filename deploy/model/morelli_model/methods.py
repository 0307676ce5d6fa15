"""The methods that the experiment compares: each turns pictures into one or more kinds of unit vectors.

`whitened_later` names the kinds that the experiment also whitens itself; `fixed_size` is the side of the pictures that
a method looks at, px, None if that is for the experiment to say.
"""

import os
from dataclasses import replace
from pathlib import Path

import imagehash
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from . import weights
from .cam_network import CamNetwork
from .model_file import model_input
from .teacher import SIZE, GoogLeNet
from .weights import Pooling


class NetworkMethod:
    """A weights file: its own vectors, whitened already, and other poolings of the same convolutions."""

    fixed_size = None

    def __init__(self, name: str, network: CamNetwork, poolings: bool):
        self._name = name
        self._network = network
        self._own = "projection.weight" in network.tensors
        base = replace(network.pooling, gem=3.0, cam_floor=0.2, classes=8)
        self._plain = {"mean": 1.0, "GeM 3": 3.0, "GeM 5": 5.0} if poolings else {}
        head = len(network.tensors["classifier.bias"])
        cam = {
            "CAM 1, GeM 3": ("conv5_3", replace(base, classes=1)),
            "CAM 8, GeM 3": ("conv5_3", base),
            "CAM 32, GeM 3": ("conv5_3", replace(base, classes=32)),
            "CAM 64, GeM 3": ("conv5_3", replace(base, classes=64)),
            "CAM 8, mean": ("conv5_3", replace(base, gem=1.0)),
            # A floor of 0 would divide 0 by 0 in a picture that shows none of its classes anywhere.
            "CAM 8, mean, no floor": ("conv5_3", replace(base, gem=1.0, cam_floor=1e-6)),
            "CAM 8, GeM 3, conv5_2": ("conv5_2", base),
            "CAM 8, GeM 3, conv5_1": ("conv5_1", base),
        }
        self._cam = {kind: (layer, p) for kind, (layer, p) in cam.items() if poolings and p.classes <= head}
        self.input_size = network.pooling.input_size
        self.whitened_later = [f"{name}: {kind}" for kind in (*self._plain, *self._cam)]

    @torch.inference_mode()
    def vectors(self, pictures: list[Image.Image], pixels: Tensor) -> dict[str, Tensor]:
        """float32 [B, D] by kind; `pixels` is uint8 [B, 3, size, size], the same pictures as the network's input."""
        network = self._network
        maps = network.trunk(pixels, ("conv5_1", "conv5_2", "conv5_3"))
        cam_maps = network.cam_maps(maps["conv5_3"])
        result = {}
        if self._own:
            result[self._name] = network.project(network.pool(maps["conv5_3"], cam_maps))
        for kind, exponent in self._plain.items():
            powers = maps["conv5_3"].float().clamp(min=1e-4) ** exponent
            result[f"{self._name}: {kind}"] = functional.normalize(powers.mean((2, 3)) ** (1 / exponent), dim=1)
        for kind, (layer, pooling) in self._cam.items():
            result[f"{self._name}: {kind}"] = network.pool(maps[layer], cam_maps, pooling)
        return {kind: v.float().cpu() for kind, v in result.items()}


class GoogLeNetMethod:
    """The averaged features before GoogLeNet's classifier, 1,024 numbers."""

    fixed_size = SIZE

    def __init__(self, path: Path, dtype: torch.dtype, device: torch.device):
        self._network = GoogLeNet(path, dtype, device)
        self.whitened_later = ["GoogLeNet features"]

    def vectors(self, pictures: list[Image.Image], pixels: Tensor) -> dict[str, Tensor]:
        own = torch.cat([model_input(p, SIZE) for p in pictures]).to(pixels.device)
        return {"GoogLeNet features": functional.normalize(self._network.features(own), dim=1).cpu()}


class PerceptualHashMethod:
    """ImageHash's 64-bit pHash as a vector of +-1/8: the cosine falls with the Hamming distance."""

    whitened_later: list[str] = []
    fixed_size = 32

    def vectors(self, pictures: list[Image.Image], pixels: Tensor) -> dict[str, Tensor]:
        bits = [torch.from_numpy(imagehash.phash(p).hash.flatten()) for p in pictures]
        return {"pHash, 64 bits": (torch.stack(bits).float() * 2 - 1) / 8}


def network_methods(
    paths: list[Path], head: Path | None, poolings: bool, rounded: bool, dtype: torch.dtype, device: torch.device
) -> list[NetworkMethod]:
    """One for each file, named after it; if `rounded`, one more with 8-bit weights for each floating-point file.

    Published convolutions without a CAM head borrow the one of the file `head`; without, ValueError. They have no
    vectors of their own, so ValueError without `poolings`, too.
    """
    methods = []
    for path, name in zip(paths, names(paths)):
        tensors, pooling = weights.read(path)
        if pooling is None:
            if head is None:
                raise ValueError(f"{path} has no CAM head: name a weights file that lends one (--head)")
            if not poolings:
                raise ValueError(f"{path} has no vectors of its own: compare its poolings (--poolings)")
            lent, _ = weights.read_model(head)
            tensors |= {n: t for n, t in lent.items() if n.startswith(("cam.", "classifier."))}
            pooling = Pooling(feature_scale=1.0)
        methods.append(NetworkMethod(name, CamNetwork(tensors, pooling, dtype, device), poolings))
        if rounded and not weights.is_quantised(path):
            eight_bits = CamNetwork(weights.dequantised(weights.quantised(tensors)), pooling, dtype, device)
            has_own_vectors = "projection.weight" in tensors
            methods.append(NetworkMethod(f"{name} in 8 bits", eight_bits, poolings and not has_own_vectors))
    return methods


def names(paths: list[Path]) -> list[str]:
    """Each file's name without its suffix, with as many of its folders as tell it from the others.

    Raises ValueError if two paths differ in the suffix at most.
    """
    parts = [Path(os.path.abspath(path)).with_suffix("").parts for path in paths]
    result = []
    for path, own in zip(paths, parts):
        telling = [n for n in range(1, len(own) + 1) if [p[-n:] for p in parts].count(own[-n:]) == 1]
        if not telling:
            raise ValueError(f"{path} is named twice")
        result.append("/".join(own[-telling[0] :]))
    return result
