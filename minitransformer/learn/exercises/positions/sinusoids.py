"""A fixed vector for each position."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .... import functional as F
from ...exercise import Call, Case, Exercise, Law
from ...lawbook import rows_alone
from ...said import Said
from .sinusoids_mistakes import LAYOUT
from .sinusoids_wavelengths import WAVELENGTHS

AXES = {"b": 2, "t": 5, "d": 12}


def cases(_generator: torch.Generator) -> Sequence[Case]:
    """Rows with positions of their own; a text from its beginning; an odd number of channels."""
    rows = torch.tensor([[0, 1, 2, 3, 7], [19, 20, 21, 22, 23]])
    return (
        Case(Said("each row its own positions", "행마다 자기 위치"), {"positions": rows, "d_model": 12}),
        Case(Said("positions from 0", "0부터 세는 위치"), {"positions": torch.arange(5), "d_model": 12}),
        Case(Said("11 channels", "채널 11개"), {"positions": rows, "d_model": 11}),
    )


def of_length_one(call: Call, case: Case) -> Said | None:
    """sin² + cos² = 1, so a vector of d/2 pairs always has the length √(d/2)."""
    if case.arguments["d_model"] % 2:
        return None
    d = case.arguments["d_model"]
    squares = call(case.arguments).square().sum(-1)
    off = (squares - d / 2).abs()
    if off.amax() <= 1e-4:
        return None
    worst = squares.flatten()[off.argmax()].item()
    return Said(
        f"the squares of a vector of {d} channels add up to {worst:.4f}, not {d / 2:.1f}.",
        f"채널 {d}개짜리 벡터의 제곱의 합이 {d / 2:.1f}이 아니라 {worst:.4f}입니다.",
    )


def sinusoids(positions: Tensor, d_model: int) -> Tensor:
    """Every step on its own line, for mistakes to change."""
    steps = torch.arange(0, d_model, 2, dtype=torch.float64)
    wavelength = 10_000 ** (steps / d_model)
    angle = positions[..., None] / wavelength
    sines = angle.sin()
    cosines = angle.cos()[..., : d_model // 2]
    return torch.cat([sines, cosines], -1).to(torch.float32)


def by_logarithm(positions: Tensor, d_model: int) -> Tensor:
    """As tutorials write it: exp of a logarithm, and float32 throughout."""
    frequency = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10_000.0) / d_model))
    angle = positions.float().unsqueeze(-1) * frequency
    return torch.cat([torch.sin(angle), torch.cos(angle[..., : d_model // 2])], dim=-1)


def filled(positions: Tensor, d_model: int) -> Tensor:
    """Channel by channel, into an empty table."""
    table = torch.zeros(*positions.shape, d_model)
    half = (d_model + 1) // 2
    for i in range(half):
        angle = positions / 10_000 ** (2 * i / d_model)
        table[..., i] = angle.sin()
        if half + i < d_model:
            table[..., half + i] = angle.cos()
    return table


def shifted(positions: Tensor, d_model: int) -> Tensor:
    """A cosine is a sine a quarter of a turn ahead."""
    steps = torch.cat([torch.arange(0, d_model, 2), torch.arange(0, d_model - 1, 2)]).double()
    ahead = torch.arange(d_model) >= (d_model + 1) // 2
    return (positions[..., None] * 10_000 ** (-steps / d_model) + ahead * math.pi / 2).sin().float()


EXERCISE = Exercise(
    name="sinusoids",
    lesson=4,
    title=Said("Sinusoidal positions", "사인·코사인 위치 벡터(sinusoids)"),
    difficulty=2,
    minutes=20,
    task=Said(
        "Give each position a vector of sines and cosines: pair i of the d_model/2 pairs turns with the wavelength "
        "10000^(2i/d_model). All the sines come first, then all the cosines; where d_model is odd there is one "
        "cosine fewer. Return float32.",
        "위치마다 사인과 코사인으로 된 벡터를 만드세요. d_model/2쌍 중 i번째 쌍의 파장은 10000^(2i/d_model)입니다. "
        "사인을 모두 앞에, 코사인을 모두 뒤에 둡니다. d_model이 홀수면 코사인이 하나 적습니다. float32로 돌려주세요.",
    ),
    reference=F.sinusoids,
    spelled=sinusoids,
    axes=AXES,
    cases=cases,
    laws=(
        rows_alone("positions"),
        Law(Said("all vectors are of one length", "모든 벡터의 길이는 같음"), of_length_one),
    ),
    mistakes=(*LAYOUT, *WAVELENGTHS),
    equivalents={
        "by exp and log, in float32": by_logarithm,
        "channel by channel": filled,
        "cosine as a shifted sine": shifted,
    },
    hints=(
        Said(
            "Position 0 is all zeros in the first half, and all ones in the second.",
            "위치 0의 벡터는 앞쪽 절반이 모두 0, 뒤쪽 절반이 모두 1입니다.",
        ),
        Said(
            "A pair is the hand of a clock: the first goes round every 6.28 positions, each following one more slowly.",
            "한 쌍은 시곗바늘 하나입니다. 첫 바늘은 위치 6.28개마다 한 바퀴 돌고, 다음 바늘일수록 느리게 돕니다.",
        ),
        Said(
            "angle = positions[..., None] / 10_000 ** (torch.arange(0, d_model, 2) / d_model)",
            "angle = positions[..., None] / 10_000 ** (torch.arange(0, d_model, 2) / d_model)",
        ),
    ),
    tolerance=1e-5,
)
