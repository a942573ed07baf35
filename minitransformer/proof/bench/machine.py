"""What the machine can do at best: read memory, and multiply."""

import torch

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
    """Operations, an addition and a multiplication being two: a product of two matrices that fit in a cache."""
    a, b = torch.randn(SMALL, SMALL), torch.randn(SMALL, SMALL)

    def work() -> float:
        for _ in range(8):
            a @ b
        return 8 * 2.0 * SMALL**3

    return work
