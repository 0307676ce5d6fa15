"""Exact search by cosine and its recall."""

import torch
from torch import Tensor

CUTOFFS = (1, 10, 100)


def ranks(queries: Tensor, gallery: Tensor, same: list[set[int]]) -> Tensor:
    """For each query, the rank of the best right answer, from 1; int64 [Q].

    `queries` [Q, D] and `gallery` [N, D] are unit vectors; `same` holds the right answers of each query, row numbers of
    the gallery. A wrong answer counts as ahead unless its cosine is smaller, so that coarse vectors gain nothing from
    ties, nor broken ones from cosines that are not numbers.
    """
    result = []
    for similarity, answers in zip(queries @ gallery.T, same):
        right = torch.zeros(len(gallery), dtype=torch.bool)
        right[list(answers)] = True
        best = similarity[right].max()
        result.append(1 + int((~(similarity < best) & ~right).sum()))
    return torch.tensor(result)


def recall(ranks: Tensor) -> dict[int, float]:
    """By cutoff, in per cent."""
    return {k: 100 * float((ranks <= k).float().mean()) for k in CUTOFFS}


def duplicates(hashes: Tensor, bits: int = 4) -> list[set[int]]:
    """For each picture the set of those that are the same one from another scan, itself included.

    `hashes` [N, 64] are +-1/8 as `PerceptualHashMethod` gives them; at most `bits` of 64 differ.
    """
    near = hashes @ hashes.T >= 1 - 2 * bits / 64 - 1e-4
    return [set(row.nonzero().flatten().tolist()) for row in near]
