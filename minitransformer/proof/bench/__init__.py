"""How fast, beside `transformers` and beside what the machine can do: all in one run, in turns."""

from collections.abc import Callable, Mapping
from typing import Any

from ...errors import Problem
from .contest import Contest, Outcome
from .encoding import encode
from .finetuning import finetune
from .generation import decode, prefill
from .sweep import Swept, sweep
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
    config: Mapping[str, Any] | None = None,
    rounds: int = 5,
    on_turn: OnTurn = lambda _name: None,
) -> Swept:
    """The same in several sizes: longer and longer texts, or larger and larger batches."""
    return sweep(name, pair_for(name, config), rounds, on_turn)


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


__all__ = ["CONTESTS", "Contest", "Outcome", "Swept", "bench", "bench_sizes"]
