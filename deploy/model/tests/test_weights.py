from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from morelli_model import model_file, weights
from morelli_model.weights import Pooling

# As `morelli model import` writes it.
_IMPORTED = {"feature_scale": "0.5", "gem": "2.0", "cam_floor": "0.1", "classes": "3"}


def test_rounding_errs_by_half_a_step_at_most() -> None:
    tensor = (
        torch.randn(6, 4, 3, 3, generator=torch.Generator().manual_seed(1))
        * torch.logspace(-3, 3, 6)[:, None, None, None]
    )
    rounded = weights.quantised({"cam.weight": tensor})
    assert rounded["cam.weight"].dtype == torch.int8
    error = (weights.dequantised(rounded)["cam.weight"] - tensor).abs().flatten(1).amax(1)
    assert (error <= rounded["cam.weight.scale"] * 0.501).all()


def test_channel_of_zeros_stays_zero() -> None:
    rounded = weights.quantised({"cam.weight": torch.zeros(2, 3, 3, 3)})
    assert (weights.dequantised(rounded)["cam.weight"] == 0).all()


def test_biases_and_projection_are_not_rounded() -> None:
    tensors = {"cam.bias": torch.tensor([0.1234567]), "projection.weight": torch.tensor([[0.7654321]])}
    assert weights.quantised(tensors) == tensors


def test_file_holds_tensors_and_pooling(model: Path) -> None:
    tensors, pooling = weights.read(model)
    assert pooling == Pooling(feature_scale=0.02, input_size=64)
    assert tensors["projection.weight"].shape == (256, 512)
    assert weights.is_quantised(model)
    assert model_file.network(model).classes == 8


def test_published_convolutions_have_no_pooling(published: Path) -> None:
    assert weights.read(published)[1] is None
    assert not weights.is_quantised(published)


@pytest.mark.parametrize("name", ("features.17.bias", "classifier.bias"))
def test_missing_tensor_is_named(model: Path, tmp_path: Path, name: str) -> None:
    tensors = load_file(model)
    del tensors[name]
    save_file(tensors, tmp_path / "lacking.safetensors", _IMPORTED)
    with pytest.raises(ValueError, match=name):
        weights.read(tmp_path / "lacking.safetensors")


@pytest.mark.parametrize("gem", ({}, {"gem": "three"}))
def test_setting_that_is_no_number_is_named(model: Path, tmp_path: Path, gem: dict[str, str]) -> None:
    metadata = {name: value for name, value in _IMPORTED.items() if name != "gem"} | gem
    save_file(load_file(model), tmp_path / "unset.safetensors", metadata)
    with pytest.raises(ValueError, match="unset.safetensors: metadata gem is .*, no number"):
        weights.read(tmp_path / "unset.safetensors")


def test_head_has_the_classes_that_weight_the_positions(model: Path, tmp_path: Path) -> None:
    save_file(load_file(model), tmp_path / "few.safetensors", _IMPORTED | {"classes": "1001"})
    with pytest.raises(ValueError, match="1001 classes shall weight the positions, but its head has 1000"):
        weights.read(tmp_path / "few.safetensors")


def test_model_that_java_imported(model: Path, tmp_path: Path) -> None:
    pooling = torch.tensor([0.5, 2.0, 0.1, 3.0])
    save_file(load_file(model) | {"pooling": pooling}, tmp_path / "imported.safetensors", _IMPORTED)
    tensors, pooling = weights.read_model(tmp_path / "imported.safetensors")
    assert pooling == Pooling(feature_scale=0.5, gem=2.0, cam_floor=0.1, classes=3, input_size=224)
    assert "pooling" not in tensors
    model_file.export(tmp_path / "imported.safetensors", "imported", tmp_path / "exported")
    assert '"inputSize": 224' in (tmp_path / "exported/manifest.json").read_text()


def test_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "weights.pth").write_bytes(b"PK, a state dict of PyTorch")
    with pytest.raises(ValueError, match="weights.pth is no safetensors file"):
        weights.read(tmp_path / "weights.pth")


def test_model_is_exported_anew_in_its_own_folder(model: Path, tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("class\n" * 1000)
    model_file.export(model, "first", tmp_path, tmp_path / "classes.txt")
    program = (tmp_path / "program.pt").read_bytes()
    model_file.export(tmp_path / "weights.safetensors", "second", tmp_path, tmp_path / "classes.txt")
    assert '"name": "second"' in (tmp_path / "manifest.json").read_text()
    assert (tmp_path / "weights.safetensors").read_bytes() == model.read_bytes()
    assert (tmp_path / "program.pt").read_bytes() == program
    assert (tmp_path / "classes.txt").read_text() == "class\n" * 1000


def test_every_class_has_a_name(model: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("class\n" * 999)
    with pytest.raises(ValueError, match="names.txt has 999 names for 1000 classes"):
        model_file.export(model, "nameless", tmp_path / "out", tmp_path / "names.txt")
    assert not (tmp_path / "out").exists()


def test_published_convolutions_alone_are_not_exported(published: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="published.safetensors has no CAM head"):
        model_file.export(published, "headless", tmp_path)
