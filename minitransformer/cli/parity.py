"""`minitransformer parity`: is it the same function?"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from ..errors import Problem
from .voice import MAX_SEED, Json, Lang, Voice

if TYPE_CHECKING:
    from ..proof.parity import Parity

NAME = "parity"


def command(
    model: Annotated[str | None, typer.Argument(help="A directory or a hub name.")] = None,
    random: Annotated[
        Path | None,
        typer.Option(help="A config, such as a config.json: build and perturb a reference from it."),
    ] = None,
    dtype: Annotated[str, typer.Option(help="float64 or float32.")] = "float64",
    grad: Annotated[bool, typer.Option(help="Compare the gradient of every parameter too.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of the perturbation and the input.")] = 0,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Compare a model, activation by activation, with the same model in transformers.

    Example: minitransformer parity --random config.json --grad
    """
    voice = Voice(lang, as_json)
    if (model is None) == (random is None):
        raise Problem(
            "name a model, or give a config with --random: one of the two",
            "모델 이름을 주거나 --random으로 config.json을 주세요. 둘 중 하나만 쓸 수 있습니다.",
        )
    if dtype not in ("float64", "float32"):
        raise Problem(
            f"--dtype {dtype}: choose float64 or float32", f"--dtype {dtype}: float64나 float32를 고르세요"
        )
    with voice.err.status(voice.pick("comparing with transformers …", "transformers와 비교하는 중 …")):
        from ..proof.parity import parity, parity_of_random

        if random is not None:
            found = parity_of_random(random, dtype=dtype, grad=grad, seed=seed)  # type: ignore[arg-type]
        else:
            found = parity(str(model), dtype=dtype, grad=grad, seed=seed)  # type: ignore[arg-type]
    voice.tell(as_table(found, voice))
    voice.tell(verdict(found, voice))
    voice.result(as_content(str(model or random), found))
    return 0 if found.agrees else 1


def as_table(found: "Parity", voice: Voice) -> Table:
    """One row an activation, in the order of computing; the first that disagrees is marked."""
    table = Table(
        title=f"{found.architecture}, {found.parameters:,} {voice.pick('parameters', '파라미터')}, {found.dtype}",
        title_justify="left",
    )
    table.add_column(voice.pick("activation", "활성값"))
    table.add_column(voice.pick("error / std", "오차 / 표준편차"), justify="right")
    table.add_column("")
    first = True
    for row in (*found.activations, found.logits, found.loss):
        mark = "✓"
        if not row.agrees:
            mark = voice.pick("◀ first disagreement", "◀ 처음 어긋난 곳") if first else "✗"
            first = False
        table.add_row(row.name, f"{row.error:.1e}", mark, style=None if row.agrees else "red")
    if found.gradients:
        worst = max(found.gradients, key=lambda g: g.error)
        name = voice.pick("gradients", "기울기")
        table.add_row(
            f"{name} ({len(found.gradients)})", f"{worst.error:.1e}", "✓" if worst.agrees else worst.name
        )
    return table


def verdict(found: "Parity", voice: Voice) -> str:
    """The result in one line."""
    worst = max((*found.activations, found.logits), key=lambda row: row.error)
    if found.agrees:
        return voice.pick(
            f"the same function: the worst of {len(found.activations)} activations is {worst.error:.1e} off",
            f"같은 함수입니다: 활성값 {len(found.activations)}개의 최대 오차는 {worst.error:.1e}입니다",
        )
    return voice.pick("NOT the same function", "같은 함수가 아닙니다")


def as_content(model: str, found: "Parity") -> dict[str, Any]:
    """The result for a program."""
    gradients = None if found.gradients is None else max(g.error for g in found.gradients)
    return {
        "model": model,
        "family": found.family,
        "architecture": found.architecture,
        "parameters": found.parameters,
        "dtype": found.dtype,
        "perturbed": list(found.perturbed),
        "activations": [{"name": row.name, "error": _number(row.error)} for row in found.activations],
        "logits_error": _number(found.logits.error),
        "loss_error": _number(found.loss.error),
        "gradients_error": _number(gradients),
        "agrees": found.agrees,
    }


def _number(error: float | None) -> float | None:
    """JSON knows no infinity: what could not be compared at all is null."""
    return error if error is not None and math.isfinite(error) else None
