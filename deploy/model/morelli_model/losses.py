"""The losses of training without labels, after SSCD (Pizzi et al., CVPR 2022)."""

import torch
from torch import Tensor
from torch.nn import functional

TEMPERATURE = 0.05


class Memory:
    """The latest vectors of training as further negatives (Wang et al., CVPR 2020), and their pictures' numbers.

    They should be of few steps. Away from vectors that stay behind, all new ones can move together: with 64 steps of
    them (8,192 vectors, 128 pictures a step, learning rate 8e-6) all vectors became alike within 150 steps.
    """

    def __init__(self, capacity: int, dimension: int, device: torch.device):
        self._vectors = torch.zeros(capacity, dimension, device=device)
        self._ids = torch.full((capacity,), -1, device=device)
        self._written = 0

    def add(self, vectors: Tensor, ids: Tensor) -> None:
        """Replaces the oldest; at most `capacity` vectors."""
        capacity = len(self._ids)
        places = torch.arange(self._written, self._written + len(ids), device=ids.device) % capacity
        self._vectors[places] = vectors.detach()
        self._ids[places] = ids
        self._written += len(ids)

    def vectors(self) -> Tensor:
        return self._vectors[: min(self._written, len(self._ids))]

    def ids(self) -> Tensor:
        return self._ids[: min(self._written, len(self._ids))]

    def state(self) -> dict:
        return {"vectors": self._vectors, "ids": self._ids, "written": self._written}

    def restore(self, state: dict) -> None:
        self._vectors.copy_(state["vectors"])
        self._ids.copy_(state["ids"])
        self._written = state["written"]


def contrastive(pictures: Tensor, copies: Tensor, ids: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
    """InfoNCE in both directions, and the entropy regulariser.

    `pictures` and `copies` are [B, D] unit vectors, row by row of the same picture, `ids` [B] say which. Whatever
    shares a row's id counts neither as negative nor as neighbour. The regulariser is the mean of -log of the distance
    to the nearest other picture (Sablayrolles et al., ICLR 2019): it spreads the vectors over the sphere.
    """
    rows = torch.arange(len(ids), device=ids.device)
    nce, entropy = [], []
    for queries, answers in ((copies, pictures), (pictures, copies)):
        similarity = queries @ torch.cat((answers, memory.vectors())).T
        same = ids[:, None] == torch.cat((ids, memory.ids()))[None, :]
        positive = torch.zeros_like(same)
        positive[rows, rows] = True
        logits = (similarity / TEMPERATURE).masked_fill(same & ~positive, -torch.inf)
        nce.append(functional.cross_entropy(logits, rows))
        nearest = similarity.masked_fill(same, -1.0).amax(1)
        entropy.append(-(2 - 2 * nearest).clamp(min=1e-6).sqrt().log().mean())
    return (nce[0] + nce[1]) / 2, (entropy[0] + entropy[1]) / 2


def distillation(scores: Tensor, teacher_scores: Tensor) -> Tensor:
    """Kullback-Leibler divergence of the class probabilities from the teacher's (Hinton et al., 2015), per picture."""
    return functional.kl_div(
        scores.log_softmax(1), teacher_scores.log_softmax(1), log_target=True, reduction="batchmean"
    )
