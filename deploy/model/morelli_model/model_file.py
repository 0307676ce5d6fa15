"""The files of a model: program, weights, manifest."""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy
import torch
from PIL import Image
from torch import Tensor

from . import weights as weights_file
from .network import RGB_MEAN, Vgg16Cam

# Provisional until an experiment has fitted them.
THRESHOLDS = {"highCosine": 0.7, "lowCosine": 0.1, "minKeyPoints": 50, "manyPoints": 8, "fewPoints": 6}


def network(weights: Path) -> Vgg16Cam:
    """The network that a weights file describes in its metadata, with the weights loaded, in fp32.

    Raises ValueError if the file has no CAM head.
    """
    tensors, pooling = weights_file.read_model(weights)
    result = Vgg16Cam(pooling.feature_scale, pooling.gem, pooling.cam_floor, pooling.classes)
    result.load(tensors, "fp32")
    return result


def input_size(weights: Path) -> int:
    return weights_file.read_model(weights)[1].input_size


def model_input(picture: Image.Image, size: int) -> Tensor:
    """uint8 [1, 3, size, size]: the picture squeezed to a square."""
    pixels = numpy.array(resize(picture.convert("RGB"), size, size))
    return torch.from_numpy(pixels).permute(2, 0, 1).unsqueeze(0)


def resize(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Bicubic, columns first: Pillow 13 would choose the order by cost, and the rounding depends on it."""
    columns_done = picture.resize((width, picture.height), Image.Resampling.BICUBIC)
    return columns_done.resize((width, height), Image.Resampling.BICUBIC)


def export(
    weights: Path, name: str, out: Path, classes: Path | None = None, licence: str = "", sources: tuple[str, ...] = ()
) -> None:
    """Writes the files of a model into the folder `out`.

    `classes` has the name of a class in each line, in the order of the classifier. What is not named, and the
    thresholds, stay as in the model that is there. Raises ValueError if the names are not as many as the classes.
    """
    module = network(weights)
    dimension = module.head["projection.bias"].shape[0]
    if classes is None and (out / "classes.txt").exists():
        classes = out / "classes.txt"
    if classes:
        _check_names(classes, module.head["classifier.bias"].shape[0])
    module.conv_weights.clear()
    module.conv_biases.clear()
    module.head.clear()
    out.mkdir(parents=True, exist_ok=True)
    _save_program(module, out / "program.pt")
    _copy(weights, out / "weights.safetensors")
    former = json.loads((out / "manifest.json").read_text()) if (out / "manifest.json").exists() else {}
    licence = licence or former.get("licence", "")
    sources = sources or former.get("sources", ())
    manifest = {
        "name": name,
        "inputSize": input_size(weights),
        "dimension": dimension,
        "preprocessing": {
            "color": "RGB, 0 to 255",
            "resize": "to a square, bicubic with antialiasing, as Pillow",
            "mean": RGB_MEAN,
        },
        "thresholds": former.get("thresholds", THRESHOLDS),
    }
    if licence:
        manifest["licence"] = licence
    if sources:
        manifest["sources"] = list(sources)
    if classes:
        _copy(classes, out / "classes.txt")
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _check_names(names: Path, classes: int) -> None:
    with open(names, encoding="utf-8") as lines:
        count = sum(1 for _ in lines)
    if count != classes:
        raise ValueError(f"{names} has {count} names for {classes} classes")


def _copy(source: Path, target: Path) -> None:
    """A model may be exported anew in its own folder: its files are there already."""
    if not (target.exists() and target.samefile(source)):
        shutil.copyfile(source, target)


def _save_program(module: Vgg16Cam, path: Path) -> None:
    """Saves without the debug records: they name folders of this machine and would change the model's version."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / path.name
        torch.jit.script(module).save(str(raw))
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
            for entry in source.infolist():
                if not entry.filename.endswith(".debug_pkl"):
                    target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))
