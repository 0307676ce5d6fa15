"""Attenuated PCA whitening: the projection of a model."""

import torch
from torch import Tensor

from .cam_network import DIMENSION

# Of the eigenvalues that directions are divided by; 0.5 is whitening proper (Jegou and Chum, ECCV 2012). Half of it
# keeps directions of little variance, which are mostly noise, from counting as much as the others (Mukundan et al.,
# IJCV 2019, "attenuated"), and finds more of every kind of photograph.
EXPONENT = 0.25


def check(pictures: int, dimension: int) -> None:
    """Raises ValueError if the network has no so many dimensions, or the pictures are too few to fit on."""
    if not 1 <= dimension <= DIMENSION:
        raise ValueError(f"dimension must lie between 1 and {DIMENSION}: {dimension}")
    if pictures < 2 * dimension:
        raise ValueError(f"whitening to {dimension} dimensions needs {2 * dimension} pictures, not {pictures}")


def fit(vectors: Tensor, dimension: int) -> tuple[dict[str, Tensor], float]:
    """The tensors `projection.weight` [dimension, D] and `projection.bias`, and the share of the variance they keep.

    `vectors` is [N, D]. Raises ValueError as `check` does.
    """
    check(len(vectors), dimension)
    vectors = vectors.double()
    mean = vectors.mean(0)
    values, directions = torch.linalg.eigh((vectors - mean).T.cov())
    values, directions = values.flip(0).clamp(min=0), directions.flip(1)
    kept = float(values[:dimension].sum() / values.sum())
    weight = directions[:, :dimension].T / (values[:dimension, None] + 1e-9) ** EXPONENT
    tensors = {"projection.weight": weight.float().contiguous(), "projection.bias": (-weight @ mean).float()}
    return tensors, kept
