import pytest
import torch
from torch.nn import functional

from morelli_model import losses, whitening

CPU = torch.device("cpu")


def _unit(count: int, dimension: int, seed: int) -> torch.Tensor:
    return functional.normalize(torch.randn(count, dimension, generator=torch.Generator().manual_seed(seed)), dim=1)


def _memory(vectors: torch.Tensor, ids: list[int], capacity: int = 8) -> losses.Memory:
    memory = losses.Memory(capacity, vectors.shape[1], CPU)
    memory.add(vectors, torch.tensor(ids))
    return memory


def test_agreeing_copies_cost_less_than_exchanged_ones() -> None:
    pictures, ids = _unit(4, 16, 1), torch.arange(4)
    empty = losses.Memory(8, 16, CPU)
    agreeing, _ = losses.contrastive(pictures, pictures, ids, empty)
    exchanged, _ = losses.contrastive(pictures, pictures.flip(0), ids, empty)
    assert agreeing < 0.1 < 5 < exchanged


def test_only_other_pictures_in_the_memory_are_negatives() -> None:
    pictures, ids = _unit(4, 16, 1), torch.arange(4)
    without, _ = losses.contrastive(pictures, pictures, ids, losses.Memory(8, 16, CPU))
    own, _ = losses.contrastive(pictures, pictures, ids, _memory(pictures, [0, 1, 2, 3]))
    others, _ = losses.contrastive(pictures, pictures, ids, _memory(pictures, [5, 6, 7, 8]))
    assert own.item() == pytest.approx(without.item(), abs=1e-4)
    assert others > without + 0.5


def test_entropy_regulariser_falls_as_pictures_part() -> None:
    ids, empty = torch.arange(4), losses.Memory(8, 16, CPU)
    apart = torch.eye(4, 16)
    together = functional.normalize(apart + 1.0, dim=1)
    _, wide = losses.contrastive(apart, apart, ids, empty)
    _, narrow = losses.contrastive(together, together, ids, empty)
    assert wide.item() == pytest.approx(-0.3466, abs=1e-3)  # -log of the square root of 2
    assert narrow > wide


def test_memory_keeps_the_latest() -> None:
    memory = losses.Memory(3, 2, CPU)
    for number in range(5):
        memory.add(torch.full((1, 2), float(number)), torch.tensor([number]))
    assert sorted(memory.ids().tolist()) == [2, 3, 4]
    restored = losses.Memory(3, 2, CPU)
    restored.restore(memory.state())
    restored.add(torch.zeros(1, 2), torch.tensor([9]))
    assert sorted(restored.ids().tolist()) == [3, 4, 9]


def test_distillation_is_nothing_where_student_and_teacher_agree() -> None:
    scores = _unit(3, 10, 1) * 5
    assert losses.distillation(scores, scores).item() == pytest.approx(0, abs=1e-6)
    assert losses.distillation(scores, scores.flip(1)) > 0.1


def test_whitened_vectors_are_uncorrelated_and_more_equally_spread() -> None:
    random = torch.Generator().manual_seed(1)
    vectors = torch.randn(500, 6, generator=random) @ torch.randn(6, 6, generator=random) + 3
    projection, kept = whitening.fit(vectors, 4)
    projected = vectors @ projection["projection.weight"].T + projection["projection.bias"]
    variances = torch.linalg.eigvalsh(vectors.T.cov()).flip(0)[:4]
    torch.testing.assert_close(projected.T.cov(), torch.diag(variances.sqrt()), atol=1e-3, rtol=0)
    torch.testing.assert_close(projected.mean(0), torch.zeros(4), atol=1e-4, rtol=0)
    assert 0.5 < kept < 1


def test_too_few_vectors_to_whiten() -> None:
    with pytest.raises(ValueError, match="needs 8 pictures, not 7"):
        whitening.fit(_unit(7, 6, 1), 4)
