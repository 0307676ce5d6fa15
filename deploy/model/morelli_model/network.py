"""VGG16 with class activation maps, as one TorchScript program without weights."""

from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

# torchvision's numbering of VGG16's convolutions; no pooling after the last block, so the stride stays 16.
CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
POOLED_CONVOLUTIONS = (2, 7, 14, 21)

RGB_MEAN = (123.68, 116.779, 103.939)


class Vgg16Cam(nn.Module):
    """uint8 [B, 3, H, W] RGB pictures to float32 [B, D] unit vectors.

    The published network (Simonyan and Zisserman, 2015) up to relu5_3, the CAM head of Zhou et al. (CVPR 2016), and a
    pooling in which the maps of the most probable classes weight the features (Jimenez et al., BMVC 2017), followed by
    a whitening projection.

    A program holds no weights: `load` must be called once before the first picture. Afterwards it is read only and
    may run in several threads at a time. `activation_maps` and `features` show what `forward` pools.
    """

    rgb_mean: List[float]
    names: List[str]
    pooled: List[bool]
    conv_weights: List[Tensor]
    conv_biases: List[Tensor]
    head: Dict[str, Tensor]

    def __init__(self, feature_scale: float, gem: float, cam_floor: float, classes: int):
        super().__init__()
        self.feature_scale = feature_scale
        self.gem = gem
        self.cam_floor = cam_floor
        self.classes = classes
        self.rgb_mean = list(RGB_MEAN)
        self.activation_scale = 1.0
        self.names = [f"features.{n}" for n in CONVOLUTIONS] + ["cam"]
        self.pooled = [n in POOLED_CONVOLUTIONS for n in CONVOLUTIONS] + [False]
        self.conv_weights = torch.jit.annotate(List[Tensor], [])
        self.conv_biases = torch.jit.annotate(List[Tensor], [])
        self.head = torch.jit.annotate(Dict[str, Tensor], {})

    @torch.jit.export
    def load(self, tensors: Dict[str, Tensor], precision: str) -> None:
        """Takes the tensors of a weights file as they are and prepares them.

        Nothing of `tensors` is kept: the caller may free their memory. The convolutions run in `precision` ("fp32",
        "bf16" or "fp16"), everything after them in float32. A tensor `pooling` with feature_scale, gem, cam_floor and
        classes replaces the constants of the program, so that one program serves other weights, too.
        """
        dtype = torch.float32
        self.activation_scale = 1.0
        if precision == "bf16":
            dtype = torch.bfloat16
        elif precision == "fp16":
            dtype = torch.float16
            # Activations reach 13,500 on paintings and half precision ends at 65,504. Convolution, ReLU and pooling
            # scale with their input and biases, so the features are divided out again exactly.
            self.activation_scale = 1.0 / 16
        elif precision != "fp32":
            raise ValueError("unknown precision: " + precision)
        if "pooling" in tensors:
            pooling = tensors["pooling"]
            self.feature_scale = float(pooling[0].item())
            self.gem = float(pooling[1].item())
            self.cam_floor = float(pooling[2].item())
            self.classes = int(pooling[3].item())
        self.conv_weights.clear()
        self.conv_biases.clear()
        self.head.clear()
        for name in self.names:
            weight = self._tensor(tensors, name + ".weight")
            self.conv_weights.append(weight.to(dtype).contiguous(memory_format=torch.channels_last))
            self.conv_biases.append((self._tensor(tensors, name + ".bias") * self.activation_scale).to(dtype))
        for name in ["classifier.weight", "classifier.bias", "projection.weight", "projection.bias"]:
            self.head[name] = self._tensor(tensors, name)
        device = self.head["projection.bias"].device
        self.head["mean"] = torch.tensor(self.rgb_mean, device=device).view(1, 3, 1, 1)

    def _tensor(self, tensors: Dict[str, Tensor], name: str) -> Tensor:
        """A float32 copy; 8-bit weights are multiplied by the scale of their output channel."""
        if name not in tensors:
            raise ValueError("missing tensor: " + name)
        tensor = tensors[name].to(torch.float32, copy=True)
        if tensors[name].dtype == torch.int8:
            scale = name + ".scale"
            if scale not in tensors:
                raise ValueError("missing tensor: " + scale)
            per_channel = [-1] + [1] * (tensor.dim() - 1)
            tensor = tensor * tensors[scale].view(per_channel)
        return tensor

    def forward(self, pictures: Tensor) -> Tensor:
        features = self._features(pictures)
        cam_maps = self._cam_maps(features)
        pooled = self._pool(self._positions(features), self._class_weights(cam_maps))
        pooled = functional.linear(
            functional.normalize(pooled, dim=1), self.head["projection.weight"], self.head["projection.bias"]
        )
        return functional.normalize(pooled, dim=1)

    @torch.jit.export
    def features(self, pictures: Tensor) -> Tensor:
        """relu5_3 of uint8 [B, 3, H, W] pictures, float32 [B, positions, 512]; positions are row by row."""
        return self._positions(self._features(pictures))

    @torch.jit.export
    def activation_maps(self, pictures: Tensor, count: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        """What `forward` weights the positions of uint8 [B, 3, H, W] pictures by, and where the `count` most probable
        classes are seen.

        Returns the weight of each position, [B, positions], 1 on average; the classes, int64 [B, count], the most
        probable one first; their probabilities, [B, count]; and their class activation maps, [B, count, positions],
        not negative.
        """
        cam_maps = self._cam_maps(self._features(pictures))
        logits = self._logits(cam_maps)
        classes = logits.topk(count, dim=1).indices
        probabilities = logits.softmax(1).gather(1, classes)
        maps = self._class_maps(cam_maps, classes).transpose(1, 2)
        return self._class_weights(cam_maps).squeeze(2), classes, probabilities, maps.contiguous()

    def _features(self, pictures: Tensor) -> Tensor:
        """relu5_3 in the precision of the convolutions, times activation_scale, [B, 512, h, w]."""
        if len(self.conv_weights) == 0:
            raise ValueError("no weights are loaded")
        x = pictures.contiguous(memory_format=torch.channels_last).to(torch.float32) - self.head["mean"]
        x = (x * self.activation_scale).to(self.conv_weights[0].dtype)
        for i in range(len(self.conv_weights) - 1):
            x = self._convolve(x, i)
            if self.pooled[i]:
                x = functional.max_pool2d(x, 2)
        return x

    def _cam_maps(self, features: Tensor) -> Tensor:
        return self._positions(self._convolve(features, len(self.conv_weights) - 1))

    def _convolve(self, x: Tensor, i: int) -> Tensor:
        """Convolution `i` and its ReLU."""
        weight, bias = self.conv_weights[i], self.conv_biases[i]
        if x.is_cuda and x.dtype == torch.float16:
            # One kernel in place of three: on an H100 the whole network is 1.7 times as fast (docs/model.md).
            return torch.cudnn_convolution_relu(x, weight, bias, [1, 1], [1, 1], [1, 1], 1)
        return torch.relu_(functional.conv2d(x, weight, bias, padding=1))

    def _positions(self, maps: Tensor) -> Tensor:
        """[B, C, h, w] to float32 [B, h * w, C], without activation_scale."""
        # Channels come last in memory already, so this is a view.
        return maps.permute(0, 2, 3, 1).flatten(1, 2).to(torch.float32) / self.activation_scale

    def _logits(self, cam_maps: Tensor) -> Tensor:
        return functional.linear(cam_maps.mean(1), self.head["classifier.weight"], self.head["classifier.bias"])

    def _class_maps(self, cam_maps: Tensor, classes: Tensor) -> Tensor:
        """[B, positions, classes], clamped at 0."""
        class_vectors = self.head["classifier.weight"][classes]
        return torch.bmm(cam_maps, class_vectors.transpose(1, 2)).clamp(min=0.0)

    def _class_weights(self, cam_maps: Tensor) -> Tensor:
        """How much each position counts, [B, positions, 1], 1 on average."""
        maps = self._class_maps(cam_maps, self._logits(cam_maps).topk(self.classes, dim=1).indices)
        maps = maps / (maps.amax(1, keepdim=True) + 1e-6)
        weights = maps.mean(2, keepdim=True) + self.cam_floor
        return weights / weights.mean(1, keepdim=True)

    def _pool(self, features: Tensor, weights: Tensor) -> Tensor:
        """Weighted generalised mean over the positions, [B, channels]."""
        powers = (features * self.feature_scale).clamp(min=1e-4) ** self.gem
        return (powers * weights).mean(1) ** (1.0 / self.gem)
