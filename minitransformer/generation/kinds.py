"""What the settings of a generation_config.json may be, and those that are not implemented."""

from collections.abc import Mapping
from typing import Any

from ..weights.kinds import ID, LARGEST, Kind
from .beam import MOST


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST


def _between(value: Any, low: int | float, high: int | float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_whole(i, 0) for i in value)


ONE = Kind(lambda value, _: _whole(value, 1), "a whole number of at least 1", "1 이상의 정수")
NONE = Kind(lambda value, _: _whole(value, 0), "a whole number of at least 0", "0 이상의 정수")
YES_NO = Kind(lambda value, _: isinstance(value, bool), "true or false", "true 또는 false")
ABOVE_0 = Kind(lambda value, _: _between(value, 1e-6, 1e6), "a number above 0", "0보다 큰 수")

KINDS: Mapping[str, Kind] = {
    "max_length": ONE,
    "max_new_tokens": ONE,
    "min_length": NONE,
    "min_new_tokens": NONE,
    "num_beams": ONE,
    "length_penalty": Kind(
        lambda value, _: _between(value, -MOST, MOST),
        f"a number from {-MOST} to {MOST}",
        f"{-MOST} 이상 {MOST} 이하의 수",
    ),
    "early_stopping": Kind(
        lambda value, _: isinstance(value, bool) or value == "never",
        'true, false or "never"',
        'true, false 또는 "never"',
    ),
    "repetition_penalty": ABOVE_0,
    "no_repeat_ngram_size": NONE,
    "bad_words_ids": Kind(
        lambda value, _: isinstance(value, list) and all(map(_ids, value)),
        "a list of lists of token ids",
        "토큰 id 목록의 리스트",
    ),
    "forced_bos_token_id": ID,
    "forced_eos_token_id": ID,
    "eos_token_id": Kind(
        lambda value, _: _whole(value, 0) or _ids(value),
        "a token id, or a list of them",
        "토큰 id 또는 그 리스트",
    ),
    "renormalize_logits": YES_NO,
    "do_sample": YES_NO,
    "temperature": ABOVE_0,
    "top_k": NONE,
    "top_p": Kind(
        lambda value, _: _between(value, 1e-6, 1), "a number above 0 and at most 1", "0보다 크고 1 이하인 수"
    ),
}

NEUTRAL: Mapping[str, Any] = {
    "num_beam_groups": 1,
    "diversity_penalty": 0.0,
    "num_return_sequences": 1,
    "encoder_no_repeat_ngram_size": 0,
    "encoder_repetition_penalty": 1.0,
    "typical_p": 1.0,
    "min_p": None,
    "top_h": None,
    "epsilon_cutoff": 0.0,
    "eta_cutoff": 0.0,
    "penalty_alpha": None,
    "guidance_scale": 1.0,
    "exponential_decay_length_penalty": None,
    "suppress_tokens": None,
    "begin_suppress_tokens": None,
    "sequence_bias": None,
    "force_words_ids": None,
    "constraints": None,
    "stop_strings": None,
    "watermarking_config": None,
}
"""Settings that would change what is written, each with the value that changes nothing."""
