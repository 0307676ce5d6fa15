import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from morelli_model import report, training, weights
from morelli_model.training import Budget, Pairs, Recipe, Training


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


def test_stopped_run_goes_on_as_if_it_had_not_stopped(recipe: Recipe, tmp_path: Path, monkeypatch) -> None:
    # A real budget also sets the learning rate, and the halves of a run would differ from the whole.
    monkeypatch.setattr(Budget, "used", lambda budget, views, seconds: float(views >= budget.views))
    whole = _train(recipe, tmp_path / "whole", 3)
    _train(recipe, tmp_path / "parts", 2)
    parts = _train(recipe, tmp_path / "parts", 3)
    for name, tensor in whole.items():
        torch.testing.assert_close(parts[name], tensor, msg=name)


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


@pytest.mark.parametrize("option, value", [("size", 8), ("batch", 1), ("memory", 0), ("wall_share", 1.5)])
def test_impossible_options_are_named(recipe: Recipe, option: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{option}.*{value}"):
        replace(recipe, **{option: value})


def test_only_layers_from_the_named_one_change(recipe: Recipe, tmp_path: Path) -> None:
    before, _ = weights.read(Path(recipe.init))
    after = _train(recipe, tmp_path, 2)
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert changed == {"features.28.weight", "features.28.bias"}


def test_run_keeps_its_recipe(recipe: Recipe, tmp_path: Path) -> None:
    _train(recipe, tmp_path, 1)
    with pytest.raises(ValueError, match="size=32, not 48"):
        Training(replace(recipe, size=48), tmp_path, workers=0)


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


def test_losses_are_plotted(tmp_path: Path) -> None:
    report.plot_losses([(64, 2.0, 0.1, 1.0), (128, 1.5, 0.0, 0.9)], tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")
