"""How fast, beside `transformers` and beside what the machine can do: all in one run, in turns."""

from collections.abc import Callable, Mapping
from typing import Any

from .contest import Contest, Outcome
from .encoding import encode
from .finetuning import finetune
from .generation import decode, prefill
from .twins import BERT_BASE, KOGPT2, Twins, twins

CONTESTS: Mapping[str, tuple[Callable[[Twins], Contest], str, Mapping[str, Any]]] = {
    "decode": (decode, "GPT2LMHeadModel", KOGPT2),
    "prefill": (prefill, "GPT2LMHeadModel", KOGPT2),
    "encode": (encode, "BertModel", BERT_BASE),
    "finetune": (finetune, "GPT2LMHeadModel", KOGPT2),
}
"""What can be measured, on which architecture, and in which size unless another is asked for."""


def bench(
    name: str,
    config: Mapping[str, Any] | None = None,
    rounds: int = 5,
    on_turn: Callable[[str], None] = lambda _name: None,
) -> Outcome:
    """Measure one of CONTESTS, with random weights of the published size or of `config`."""
    contest, architecture, usual = CONTESTS[name]
    return contest(twins(architecture, config or usual)).run(rounds, on_turn)


__all__ = ["CONTESTS", "Contest", "Outcome", "bench"]
