"""How fast the network computes vectors, and how much of the machine's matrix-multiply peak that is."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from . import model_file, weights
from .network import CONVOLUTIONS, POOLED_CONVOLUTIONS, RGB_MEAN, Vgg16Cam

_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Speed:
    """`share_of_peak` is None where there is no peak of that precision to compare with."""

    precision: str
    batch: int
    pictures_per_second: float
    share_of_peak: float | None


def measure(path: Path, batches: list[int], size: int, seconds: float, device: torch.device) -> list[Speed]:
    """The exported program's speed with the weights of `path`, for each precision that the device is good at.

    Run as the jobs run it: loaded from its file, without the optimiser of TorchScript.
    """
    precisions = ["fp32", "bf16", "fp16"] if device.type == "cuda" else ["fp32", "bf16"]
    module = _exported(path)
    tensors = {n: t.to(device) for n, t in weights.read_model(path)[0].items()}
    flops = picture_flops(model_file.network(path), size)
    speeds = []
    for precision in precisions:
        module.load(tensors, precision)
        peak = peak_flops(_DTYPES[precision], device, seconds)
        for batch in batches:
            pixels = torch.randint(0, 256, (batch, 3, size, size), dtype=torch.uint8, device=device)
            with torch.inference_mode(), torch.jit.optimized_execution(False):
                rate = batch * _rate(lambda: module(pixels), device, seconds)
            speeds.append(Speed(precision, batch, rate, rate * flops / peak))
    return speeds


def _exported(path: Path) -> torch.jit.ScriptModule:
    with tempfile.TemporaryDirectory() as folder:
        model_file.export(path, "speed", Path(folder))
        return torch.jit.load(str(Path(folder) / "program.pt"))


def measure_int8(
    path: Path, calibration: Tensor, batches: list[int], size: int, seconds: float
) -> tuple[list[Speed], float]:
    """Convolutions up to relu5_3 quantised statically to int8 by PyTorch's x86 backend; CPU only.

    `calibration` is uint8 [N, 3, size, size]; its first half sets the ranges of the activations. Returns the speeds,
    without head and pooling, and the smallest cosine to the generalised mean (exponent 3) of the float32 maps over the
    second half.
    """
    from torch.ao.quantization import get_default_qconfig_mapping
    from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx

    if len(calibration) < 2:
        raise ValueError(f"int8 needs at least 2 pictures, to calibrate and to compare with: {len(calibration)}")
    exact = _trunk(weights.read(path)[0])
    inputs = _centered(calibration)
    half = len(inputs) // 2
    with torch.inference_mode(False), torch.no_grad():
        prepared = prepare_fx(exact, get_default_qconfig_mapping("x86"), (inputs[:1],))
        prepared(inputs[:half])
        rounded = convert_fx(prepared)
        cosine = functional.cosine_similarity(
            _generalised_mean(rounded(inputs[half:])), _generalised_mean(exact(inputs[half:]))
        )
        speeds = []
        for batch in batches:
            x = inputs[torch.arange(batch) % len(inputs)]
            rate = batch * _rate(lambda: rounded(x), torch.device("cpu"), seconds)
            speeds.append(Speed("int8, static, trunk only", batch, rate, None))
    return speeds, float(cosine.min())


def peak_flops(dtype: torch.dtype, device: torch.device, seconds: float) -> float:
    """Floating-point operations per second of one large square matrix product, a multiply-add being two."""
    side = 8192 if device.type == "cuda" else 2048
    a, b = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    return 2.0 * side**3 * _rate(lambda: a @ b, device, seconds)


def picture_flops(module: Vgg16Cam, size: int) -> float:
    """Of all convolutions for one picture of `size` px, a multiply-add being two; the rest is below one per cent."""
    total, side = 0.0, size
    for weight, pooled in zip(module.conv_weights, module.pooled):
        total += 2.0 * weight.numel() * side * side
        if pooled:
            side //= 2
    return total


def _rate(work: Callable[[], object], device: torch.device, seconds: float) -> float:
    """Calls per second of the fastest of at least three calls in `seconds`: other load on the machine only slows."""
    work()
    _finish(device)
    durations: list[float] = []
    while len(durations) < 3 or sum(durations) < seconds:
        started = time.perf_counter()
        work()
        _finish(device)
        durations.append(time.perf_counter() - started)
    return 1 / min(durations)


def _finish(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def _trunk(tensors: dict[str, Tensor]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for number in CONVOLUTIONS:
        weight = tensors[f"features.{number}.weight"]
        layer = nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1)
        layer.weight.data, layer.bias.data = weight, tensors[f"features.{number}.bias"]
        layers += [layer, nn.ReLU()]
        if number in POOLED_CONVOLUTIONS:
            layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers).eval().to(memory_format=torch.channels_last)


def _centered(pictures: Tensor) -> Tensor:
    return (pictures.float() - torch.tensor(RGB_MEAN).view(1, 3, 1, 1)).contiguous(memory_format=torch.channels_last)


def _generalised_mean(maps: Tensor) -> Tensor:
    return (maps**3).mean((2, 3)) ** (1 / 3)
