"""What the values of a config.json may be, by our names for them: checked before anything is computed."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LARGEST = 2**24


@dataclass(frozen=True)
class Kind:
    """A test of a value (which may look at the whole config.json), and in words what passes it."""

    accepts: Callable[[Any, Mapping[str, Any]], bool]
    en: str
    ko: str


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _finite(value: Any) -> bool:
    return (_whole(value) or isinstance(value, float)) and math.isfinite(value)


SIZE = Kind(
    lambda value, _: _whole(value) and 1 <= value <= LARGEST,
    f"a whole number of at least 1 and at most {LARGEST}",
    f"1 이상 {LARGEST} 이하의 정수",
)
SHARE = Kind(
    lambda value, _: _finite(value) and 0 <= value < 1,
    "a number from 0 to below 1",
    "0 이상 1 미만의 수",
)
POSITIVE = Kind(
    lambda value, _: _finite(value) and 0 < value < 1,
    "a number above 0 and below 1",
    "0보다 크고 1보다 작은 수",
)
ID = Kind(
    lambda value, _: value is None or (_whole(value) and 0 <= value <= LARGEST),
    "a whole number of at least 0, or null",
    "0 이상의 정수 또는 null",
)
ROW = Kind(
    lambda value, hf: value is None or (_whole(value) and 0 <= value < hf["vocab_size"]),
    "a whole number of at least 0 and below vocab_size, or null",
    "0 이상 vocab_size 미만의 정수 또는 null",
)

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("d_model", "n_heads", "n_layers", "d_ff", "max_len", "vocab_size", "n_segments"), SIZE),
    **dict.fromkeys(("dropout", "attention_dropout", "embedding_dropout"), SHARE),
    "norm_eps": POSITIVE,
    "pad_id": ROW,
    "bos_id": ID,
    "eos_id": ID,
}
