"""Positions: a vector for each place, trained or computed, added once; or nothing added, and all turned."""

import pytest
import torch
from torch import Tensor

from minitransformer import functional as F
from minitransformer.core.positions import Learned, LearnedFromTwo, Rotary, Sinusoidal


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


# from two


def test_barts_positions_begin_in_the_third_row_of_a_table_that_is_two_rows_longer() -> None:
    learned, x = LearnedFromTwo(6, 4), draw(0, 2, 3, 4)
    assert learned.table.weight.shape == (8, 4)
    got, rotate = learned(x, torch.tensor([0, 4, 5]))
    assert rotate is F.identity
    for i, row in enumerate([2, 6, 7]):
        assert torch.equal(got[:, i], x[:, i] + learned.table.weight[row])


def test_the_first_two_rows_of_barts_table_learn_nothing() -> None:
    learned = LearnedFromTwo(3, 4)
    learned(draw(0, 2, 3, 4), torch.arange(3))[0].sum().backward()
    assert learned.table.weight.grad[:, 0].tolist() == [0, 0, 2, 2, 2]


# sinusoids


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_sinusoidal_positions_add_the_fixed_table_and_know_nothing_else(dtype: torch.dtype) -> None:
    sinusoidal, x = Sinusoidal(), draw(0, 2, 3, 6).to(dtype)
    positions = torch.tensor([[0, 7, 2], [1, 1, 300]])
    got, rotate = sinusoidal(x, positions)
    assert rotate is F.identity
    assert got.dtype == dtype
    assert torch.equal(got, x + F.sinusoids(positions, 6).to(dtype))
    assert not list(sinusoidal.parameters())
    assert not list(sinusoidal.buffers())


# rotary


def test_rotary_positions_add_nothing_and_turn_by_the_positions() -> None:
    rotary, x, heads = Rotary(4, 100.0), draw(0, 2, 3, 12), draw(1, 2, 3, 3, 6)
    positions = torch.tensor([[0, 7, 2], [1, 1, 300]])
    got, rotate = rotary(x, positions)
    assert got is x
    assert torch.equal(rotate(heads), F.rotate(heads, positions, 4, 100.0))
    assert not torch.equal(rotate(heads), F.rotate(heads, positions, 6, 100.0))
    assert not torch.equal(rotate(heads), F.rotate(heads, positions, 4, 10_000.0))
    assert not list(rotary.parameters())
    assert not list(rotary.buffers())
