import math
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from morelli_model import __main__ as command
from morelli_model import report, training, weights
from morelli_model.training import Budget, Pairs, Recipe, Training

CPU = torch.device("cpu")


@pytest.fixture
def recipe(model: Path, folder: Path) -> Recipe:
    return Recipe(
        init=str(model),
        pictures=str(folder),
        teacher=None,
        train_from="conv5_3",
        size=32,
        batch=3,
        wall_share=0.5,
        memory=16,
        learning_rate=1e-4,
        entropy=1.0,
        seed=1,
    )


def _train(recipe: Recipe, out: Path, steps: int) -> dict[str, torch.Tensor]:
    out.mkdir(exist_ok=True)
    run = Training(recipe, out, workers=0)
    assert run.run(Budget(2 * recipe.batch * steps, None), checkpoint_minutes=60)
    return run.averaged_network().tensors


@pytest.mark.parametrize("begin", ("model", "published"))
def test_stopped_run_goes_on_as_if_it_had_not_stopped(
    recipe: Recipe, published: Path, googlenet: Path, tmp_path: Path, monkeypatch, begin: str
) -> None:
    if begin == "published":
        recipe = replace(recipe, init=str(published), teacher=str(googlenet))
        monkeypatch.setattr(training, "PROJECTED_DIMENSION", 4)
    # A real budget also sets the learning rate, and the halves of a run would differ from the whole.
    monkeypatch.setattr(Budget, "used", lambda budget, views, seconds: float(views >= budget.views))
    monkeypatch.setattr(training, "WARM_UP_STEPS", 1)
    whole = _train(recipe, tmp_path / "whole", 3)
    halfway = _train(recipe, tmp_path / "parts", 2)
    parts = _train(recipe, tmp_path / "parts", 3)
    changed = [name for name in whole if not torch.equal(whole[name], halfway[name])]
    assert {"features.28.weight", "features.28.bias"} <= set(changed)
    for name, tensor in whole.items():
        torch.testing.assert_close(parts[name], tensor, rtol=0, atol=0, msg=name)
    first, second = (training.read_checkpoint(tmp_path / run / training.CHECKPOINT, CPU) for run in ("whole", "parts"))
    for part in ("memory", "optimizer", "teacher", "history", "steps"):
        torch.testing.assert_close(first[part], second[part], rtol=0, atol=0, msg=part)


def test_diverged_weights_are_never_saved(recipe: Recipe, tmp_path: Path) -> None:
    _train(recipe, tmp_path, 1)
    before = (tmp_path / training.CHECKPOINT).read_bytes()
    with pytest.raises(ValueError, match="diverged at step 2"):
        _train(replace(recipe, learning_rate=math.inf), tmp_path, 2)
    assert (tmp_path / training.CHECKPOINT).read_bytes() == before


def test_damaged_checkpoint_is_named(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / training.CHECKPOINT).write_bytes(b"no checkpoint")
    with pytest.raises(ValueError, match="checkpoint.pt is no checkpoint"):
        Training(recipe, tmp_path, workers=0)


def test_head_alone_learns_from_the_teacher(recipe: Recipe, googlenet: Path, tmp_path: Path) -> None:
    before, _ = weights.read(Path(recipe.init))
    after = _train(replace(recipe, train_from="head", teacher=str(googlenet)), tmp_path, 2)
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert changed == {"cam.weight", "cam.bias", "classifier.weight", "classifier.bias"}
    with pytest.raises(ValueError, match="name one"):
        replace(recipe, train_from="head")


def test_signal_saves_and_stops(recipe: Recipe, tmp_path: Path, monkeypatch) -> None:
    def used(budget: Budget, views: int, seconds: float) -> float:
        if views:
            signal.raise_signal(signal.SIGTERM)
        return 0.0

    monkeypatch.setattr(Budget, "used", used)
    before = signal.getsignal(signal.SIGTERM)
    assert not Training(recipe, tmp_path, workers=0).run(Budget(1000, None), checkpoint_minutes=60)
    assert (tmp_path / training.CHECKPOINT).exists()
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("option, value", [("size", 8), ("batch", 1), ("memory", 2), ("wall_share", 1.5)])
def test_impossible_options_are_named(recipe: Recipe, option: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{option}.*{value}"):
        replace(recipe, **{option: value})


def test_only_layers_from_the_named_one_change(recipe: Recipe, tmp_path: Path) -> None:
    before, _ = weights.read(Path(recipe.init))
    after = _train(recipe, tmp_path, 2)
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert changed == {f"{layer}.{part}" for layer in ("features.28", "projection") for part in ("weight", "bias")}


def test_run_keeps_its_recipe(recipe: Recipe, tmp_path: Path) -> None:
    _train(recipe, tmp_path, 1)
    with pytest.raises(ValueError, match="size=32, not 48"):
        Training(replace(recipe, size=48), tmp_path, workers=0)


def test_run_keeps_its_pictures(recipe: Recipe, folder: Path, tmp_path: Path) -> None:
    _train(recipe, tmp_path / "out", 1)
    (folder / "0.jpg").rename(folder / "other.jpg")
    with pytest.raises(ValueError, match="begun with other pictures"):
        Training(recipe, tmp_path / "out", workers=0)


def test_unreadable_pictures_are_left_out(recipe: Recipe, folder: Path, tmp_path: Path) -> None:
    (folder / "5.jpg").write_text("no picture")
    _train(recipe, tmp_path / "out", 1)
    assert "5.jpg" not in [p.name for p in Training(recipe, tmp_path / "out", workers=0).collection]
    (folder / "5.jpg").unlink()
    assert len(Training(recipe, tmp_path / "out", workers=0).collection) == 11


def test_run_that_diverged_goes_on_with_another_learning_rate(recipe: Recipe, tmp_path: Path) -> None:
    _train(recipe, tmp_path, 1)
    with pytest.raises(ValueError, match="lower --learning-rate"):
        _train(replace(recipe, learning_rate=1e30), tmp_path, 5)
    assert all(t.isfinite().all() for t in _train(recipe, tmp_path, 2).values())


def test_head_of_other_classes_has_no_teacher(recipe: Recipe, tmp_path: Path) -> None:
    init = _model(recipe, tmp_path, {"classifier.weight": torch.zeros(64, 1024), "classifier.bias": torch.zeros(64)})
    with pytest.raises(ValueError, match="has 64 classes, the teacher 1000"):
        Training(replace(recipe, init=init, teacher="googlenet.npz"), tmp_path, workers=0)


def test_model_keeps_its_dimension(recipe: Recipe, tmp_path: Path) -> None:
    init = _model(recipe, tmp_path, {"projection.weight": torch.eye(7, 512), "projection.bias": torch.zeros(7)})
    assert Training(replace(recipe, init=init), tmp_path, workers=0).dimension == 7
    assert _train(replace(recipe, init=init), tmp_path, 2)["projection.bias"].shape == (7,)


@pytest.mark.parametrize(
    "options, complaint",
    [
        ("", "needs 512 pictures, not 12"),
        ("--labelled crops.csv", "need --gallery"),
        ("--gallery nowhere", "nowhere"),
    ],
)
def test_bad_input_shows_before_training(
    recipe: Recipe, tmp_path: Path, monkeypatch, options: str, complaint: str
) -> None:
    train = f"train --init {recipe.init} --pictures {recipe.pictures} --out {tmp_path} --views 8 --threads 1 {options}"
    monkeypatch.setattr("sys.argv", ["morelli_model", *train.split()])
    with pytest.raises(SystemExit, match=complaint):
        command.main()
    assert not (tmp_path / training.CHECKPOINT).exists()


def _model(recipe: Recipe, out: Path, changed: dict[str, torch.Tensor]) -> str:
    """Another weights file: that of the recipe with some tensors changed."""
    tensors, pooling = weights.read(Path(recipe.init))
    weights.write(out / "changed.safetensors", tensors | changed, pooling)
    return str(out / "changed.safetensors")


def test_published_convolutions_need_a_teacher(recipe: Recipe, published: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name a teacher"):
        Training(replace(recipe, init=str(published)), tmp_path, workers=0)


def test_every_epoch_shows_every_picture_once(recipe: Recipe, folder: Path) -> None:
    pairs = Pairs(training.pictures.read(folder), recipe)
    first, second = ([pairs[i][2] for i in range(start, start + 12)] for start in (0, 12))
    assert sorted(first) == sorted(second) == list(range(12))
    assert first != second
    assert all(torch.equal(a, b) for a, b in zip(pairs[5][:2], pairs[5][:2]))


def test_budget_ends_at_what_comes_first() -> None:
    assert Budget(1000, None).used(250, 1e9) == 0.25
    assert Budget(1000, 1.0).used(250, 45.0) == 0.75
    assert Budget(None, 1.0).used(10**9, 90.0) == 1.0


@pytest.mark.parametrize("views, minutes", [(-1, None), (0, 5.0), (None, -0.5), (None, None)])
def test_budget_that_never_ends_is_refused(views: int | None, minutes: float | None) -> None:
    with pytest.raises(ValueError, match="views|minutes"):
        Budget(views, minutes)


def test_losses_are_plotted(tmp_path: Path) -> None:
    report.plot_losses([(64, 2.0, 0.1, 1.0), (128, 1.5, 0.0, 0.9)], tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")
