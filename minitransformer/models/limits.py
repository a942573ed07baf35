"""What no model can take, and what none can mean."""

from jaxtyping import Int
from torch import Tensor

from ..core.config import ModelConfig
from ..errors import Problem


def check_input(
    ids: Int[Tensor, "b t"], positions: Int[Tensor, "*b t"], vocab_size: int, max_len: int
) -> None:
    """Raise ValueError, with both numbers, where the input does not fit the model."""
    if not ids.numel():
        raise ValueError("there is no token to read: give at least one")
    length = int(positions.max()) + 1
    if length > max_len:
        raise ValueError(
            f"sequence of {length} tokens, but this model has {max_len} positions: shorten the text"
        )
    if not 0 <= int(ids.min()) <= int(ids.max()) < vocab_size:
        wrong = ids[(ids < 0) | (ids >= vocab_size)][0]
        raise ValueError(
            f"token id {int(wrong)}, but this model knows ids 0 to {vocab_size - 1}: "
            "use the tokenizer that belongs to it"
        )


def check_labels(cfg: ModelConfig) -> None:
    """Raise ValueError where there is nothing to choose between, although one label is to be chosen."""
    least = 2 if cfg.problem_type == "single_label_classification" else 1
    if len(cfg.labels) < least:
        raise ValueError(f"a classifier needs at least {least} labels, not {len(cfg.labels)}")


def finite(scores: Tensor) -> Tensor:
    """The scores themselves, or `Problem` where they are no numbers."""
    least, most = scores.aminmax()  # a NaN is both
    if not (least.isfinite() and most.isfinite()):
        raise Problem(
            "the model's scores are no numbers: its weights are damaged",
            "모델의 점수가 숫자가 아닙니다. 가중치가 손상되었습니다.",
        )
    return scores
