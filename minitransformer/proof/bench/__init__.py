"""How fast, beside `transformers` and beside what the machine can do: all in one run, in turns."""

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import Problem
from .contest import Contest, Outcome
from .encoding import encode
from .finetuning import finetune
from .generation import decode, prefill
from .sweep import AXES, Change, Swept, sweep
from .twins import BERT_BASE, KOGPT2, Twins, twins

GPT2, BERT = ("gpt2", "GPT2LMHeadModel", KOGPT2), ("bert", "BertModel", BERT_BASE)

CONTESTS: Mapping[str, tuple[Callable[[Twins], Contest], tuple[str, str, Mapping[str, Any]]]] = {
    "decode": (decode, GPT2),
    "prefill": (prefill, GPT2),
    "encode": (encode, BERT),
    "finetune": (finetune, GPT2),
}
"""What can be measured, on which family, and in which size unless another is asked for."""

OnTurn = Callable[[str], None]


def bench(
    name: str,
    config: Mapping[str, Any] | None = None,
    rounds: int = 5,
    on_turn: OnTurn = lambda _name: None,
) -> Outcome:
    """Measure one of CONTESTS, with random weights of the published size or of `config`."""
    return CONTESTS[name][0](pair_for(name, config)).run(rounds, on_turn)


def bench_sizes(
    name: str,
    over: str | None = None,
    config: Mapping[str, Any] | None = None,
    rounds: int = 5,
    on_turn: OnTurn = lambda _name: None,
) -> Swept:
    """The same in several sizes of what is named in AXES: longer texts, larger batches, more layers."""
    known = AXES[name]
    if over is not None and over not in known:
        raise Problem(
            f"bench {name} --sweep --over {over}: choose {', '.join(known)}",
            f"bench {name} --sweep --over {over}: {', '.join(known)} 중에서 고르세요",
        )
    usual = CONTESTS[name][1][2]

    def build(change: Change) -> Twins:
        return pair_for(name, {**(config or usual), **dict(change)})

    return sweep(name, over or next(iter(known)), build, rounds, on_turn)


def pair_for(name: str, config: Mapping[str, Any] | None) -> Twins:
    """Ours and theirs for one of CONTESTS; `Problem` for a config of another family."""
    _, (family, architecture, usual) = CONTESTS[name]
    said = (config or {}).get("model_type", family)
    if said != family:
        raise Problem(
            f"bench {name} measures a {family}, and this config is of a {said}: give another",
            f"bench {name}은(는) {family} 모델로 재는데 이 설정은 {said}입니다. 다른 설정을 주세요.",
        )
    return twins(architecture, config or usual)


__all__ = ["AXES", "CONTESTS", "Contest", "Outcome", "Swept", "bench", "bench_sizes"]
