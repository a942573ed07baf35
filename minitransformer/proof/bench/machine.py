"""What the machine can do at best: read memory, and multiply."""

import torch
from torch import nn

from ...models.onednn import by_onednn
from .turns import Work

SIDE = 8192
"""A float32 matrix of this size has 256 MB: no cache holds it."""

SMALL = 1536


def reading() -> Work:
    """Bytes: a vector times a matrix reads every number once, and does next to nothing with it. This is what
    writing one token after another is made of. Every core reads a share of the matrix."""
    cores = torch.get_num_threads()
    shares, vector = torch.randn(cores, SIDE // cores, SIDE), torch.randn(1, 1, SIDE)

    def work() -> float:
        torch.bmm(vector.expand(cores, -1, -1), shares.transpose(1, 2))
        return 4.0 * shares.numel()

    return work


def multiplying() -> Work:
    """Operations, an addition and a multiplication being two: a product of two matrices that fit in a cache, by
    the quicker of the two libraries that PyTorch has for it."""
    a, multiply = torch.randn(SMALL, SMALL), by_onednn(nn.Sequential(nn.Linear(SMALL, SMALL, bias=False)))

    @torch.no_grad()
    def work() -> float:
        for _ in range(8):
            multiply(a)
        return 8 * 2.0 * SMALL**3

    return work
