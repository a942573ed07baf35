"""Rotary positions: queries and keys are turned."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Call, Case, Exercise, Law
from ...lawbook import positions_alone, rows_alone
from ...said import Said
from ..numbers import normal
from .rotate_angles import ANGLES
from .rotate_pairs import PAIRS
from .rotate_turns import TURNS

AXES = {"b": 2, "h": 3, "t": 5, "d_head": 10, "n_rotary": 6}


def cases(generator: torch.Generator) -> Sequence[Case]:
    """Some channels turn, with positions of each row; all of them, as in Llama; the usual base, from 0."""
    rows = torch.tensor([[3, 4, 5, 6, 7], [0, 0, 1, 2, 3]])

    def some(positions: Tensor, n_rotary: int, base: float) -> dict[str, object]:
        x = normal(generator, 2, 3, 5, 10)
        return {"x": x, "positions": positions, "n_rotary": n_rotary, "base": base}

    return (
        Case(Said("6 of 10 channels turn", "채널 10개 중 6개가 돎"), some(rows, 6, 500.0)),
        Case(Said("all channels turn", "모든 채널이 돎"), some(rows, 10, 500.0)),
        Case(
            Said("positions from 0, base 10000", "0부터 세는 위치, 밑 10000"), some(torch.arange(5), 6, 1e4)
        ),
    )


def only_distances_count(call: Call, case: Case) -> Said | None:
    """A query and a key that move on together match as well as before."""
    later = {**case.arguments, "positions": case.arguments["positions"] + 4}
    before, after = (y @ y.mT for y in (call(case.arguments), call(later)))
    off = (before - after).abs()
    if off.amax() <= 1e-4 * before.abs().amax():
        return None
    i = off.argmax()
    a, b = before.flatten()[i].item(), after.flatten()[i].item()
    return Said(
        f"a query and a key that both moved on by 4 places matched with {a:.4f} before, and with {b:.4f} after.",
        f"쿼리와 키를 함께 4자리 옮겼더니 점수가 {a:.4f}에서 {b:.4f}(으)로 바뀌었습니다.",
    )


def rotate(x: Tensor, positions: Tensor, n_rotary: int, base: float) -> Tensor:
    """Every step on its own line, for mistakes to change."""
    turning, still = x[..., :n_rotary], x[..., n_rotary:]
    steps = torch.arange(0, n_rotary, 2, dtype=torch.float32)
    angle = positions[..., None, :, None] * (1.0 / base ** (steps / n_rotary))
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = turning.chunk(2, -1)
    first = a * cos - b * sin
    second = b * cos + a * sin
    return torch.cat([first, second, still], -1)


def half_rotated(x: Tensor, positions: Tensor, n_rotary: int, base: float) -> Tensor:
    """As Hugging Face writes it: cosine and sine of all channels, and a half that is negated."""
    angle = positions.unsqueeze(-1) * base ** (-torch.arange(0, n_rotary, 2) / n_rotary)
    angle = torch.cat([angle, angle], -1).unsqueeze(-3)
    turning = x[..., :n_rotary]
    a, b = turning[..., : n_rotary // 2], turning[..., n_rotary // 2 :]
    turned = turning * angle.cos().to(x.dtype) + torch.cat([-b, a], -1) * angle.sin().to(x.dtype)
    return torch.cat([turned, x[..., n_rotary:]], -1)


def complex_numbers(x: Tensor, positions: Tensor, n_rotary: int, base: float) -> Tensor:
    """A pair is a complex number; to turn is to multiply. In float64."""
    half = n_rotary // 2
    angle = positions[..., None, :, None].double() / base ** (torch.arange(half).double() / half)
    pairs = torch.complex(x[..., :half].double(), x[..., half:n_rotary].double())
    turned = pairs * torch.polar(torch.ones_like(angle), angle)
    return torch.cat([turned.real.to(x.dtype), turned.imag.to(x.dtype), x[..., n_rotary:]], -1)


EXERCISE = Exercise(
    name="rotate",
    lesson=4,
    title=Said("Rotary positions", "회전 위치(rotary position embedding, RoPE)"),
    difficulty=4,
    minutes=30,
    task=Said(
        "Turn the first n_rotary channels of every head: channel i and channel i + n_rotary/2 are a pair, and pair i "
        "turns by position / base^(2i/n_rotary). The other channels pass as they are. positions is (t,) or (b, t).",
        "헤드마다 앞쪽 채널 n_rotary개를 돌리세요. 채널 i와 채널 i + n_rotary/2가 한 쌍이고, i번째 쌍은 위치 / "
        "base^(2i/n_rotary)만큼 돕니다. 나머지 채널은 그대로 지나갑니다. positions는 (t,)이거나 (b, t)입니다.",
    ),
    reference=F.rotate,
    spelled=rotate,
    axes=AXES,
    cases=cases,
    laws=(
        positions_alone("x"),
        rows_alone("x"),
        Law(Said("only distances count", "거리만 중요함"), only_distances_count),
    ),
    mistakes=(*PAIRS, *TURNS, *ANGLES),
    equivalents={"half rotated": half_rotated, "complex numbers": complex_numbers},
    hints=(
        Said(
            "At position 0 nothing changes; no pair changes its length anywhere.",
            "위치 0에서는 아무것도 바뀌지 않고, 어느 위치에서도 쌍의 길이는 그대로입니다.",
        ),
        Said(
            "A pair (a, b) turned by θ is (a·cos θ − b·sin θ, b·cos θ + a·sin θ); later pairs turn more slowly.",
            "쌍 (a, b)를 θ만큼 돌리면 (a·cos θ − b·sin θ, b·cos θ + a·sin θ)입니다. 뒤쪽 쌍일수록 천천히 돕니다.",
        ),
        Said(
            "angle = positions[..., None, :, None] / base ** (torch.arange(0, n_rotary, 2) / n_rotary)",
            "angle = positions[..., None, :, None] / base ** (torch.arange(0, n_rotary, 2) / n_rotary)",
        ),
    ),
    tolerance=1e-5,
)
