"""Learned positions: one trained vector for each place, added once."""

import pytest
import torch
from torch import Tensor

from minitransformer import functional as F
from minitransformer.core.positions import Learned


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_every_token_gets_the_vector_of_its_position() -> None:
    learned, x = Learned(6, 4), draw(0, 2, 3, 4)
    got, _ = learned(x, torch.tensor([0, 4, 2]))
    for i, position in enumerate([0, 4, 2]):
        assert torch.equal(got[:, i], x[:, i] + learned.table.weight[position])


def test_every_row_may_have_positions_of_its_own() -> None:
    learned, x = Learned(6, 4), draw(0, 2, 3, 4)
    positions = torch.tensor([[0, 1, 2], [0, 0, 1]])
    got, _ = learned(x, positions)
    for row in range(2):
        assert torch.equal(got[row], learned(x[row : row + 1], positions[row])[0][0])


def test_learned_positions_rotate_nothing() -> None:
    _, rotate = Learned(6, 4)(draw(0, 2, 3, 4), torch.arange(3))
    assert rotate is F.identity


def test_the_position_table_is_trained() -> None:
    learned = Learned(6, 4)
    learned(draw(0, 2, 3, 4), torch.tensor([1, 1, 5]))[0].sum().backward()
    assert learned.table.weight.grad[:, 0].tolist() == [0, 4, 0, 0, 0, 2]


def test_a_position_beyond_the_table_is_refused() -> None:
    with pytest.raises(IndexError):
        Learned(2, 4)(draw(0, 1, 3, 4), torch.arange(3))
