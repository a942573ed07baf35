"""What the values of a config.json may be, by our names for them: checked before anything is computed."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ..core.config import ProblemTypes

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
COUNT = Kind(
    lambda value, hf: value is None or SIZE.accepts(value, hf), f"{SIZE.en}, or null", f"{SIZE.ko} 또는 null"
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
FLAG = Kind(lambda value, _: isinstance(value, bool), "true or false", "true 또는 false")


def _written(hf: Mapping[str, Any]) -> int:
    """How many words the vocabulary has that is written, where that is another than the one that is read."""
    return hf.get("decoder_vocab_size") or hf["vocab_size"]


ROW = Kind(
    lambda value, hf: value is None or (_whole(value) and 0 <= value < min(hf["vocab_size"], _written(hf))),
    "a whole number of at least 0 and below the size of the vocabulary, or null",
    "0 이상 어휘 크기 미만의 정수 또는 null",
)
START = Kind(
    lambda value, hf: _whole(value) and 0 <= value < _written(hf),
    "a whole number of at least 0 and below the size of the vocabulary that is written",
    "0 이상 출력 어휘 크기 미만의 정수",
)
_KNOWN = get_args(ProblemTypes)
PROBLEM_TYPE = Kind(
    lambda value, _: value in _KNOWN, f"one of {', '.join(_KNOWN)}", f"{', '.join(_KNOWN)} 가운데 하나"
)

SIZES = ("d_model", "n_heads", "n_layers", "n_decoder_layers", "d_ff", "max_len", "vocab_size", "n_segments")
SHARES = (
    "dropout",
    "attention_dropout",
    "activation_dropout",
    "embedding_dropout",
    "text_dropout",
    "token_dropout",
    "span_dropout",
)

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(SIZES, SIZE),
    **dict.fromkeys(SHARES, SHARE),
    **dict.fromkeys(("tied", "shared", "scale_embeddings", "wiring"), FLAG),
    "problem_type": PROBLEM_TYPE,
    "norm_eps": POSITIVE,
    "pad_id": ROW,
    "target_vocab_size": COUNT,
    "n_kv_heads": COUNT,
    "start_id": START,
    "bos_id": ID,
    "eos_id": ID,
}
