"""All exercises in the order of the lessons. The names are known before any exercise is read."""

from importlib import import_module
from typing import Any

from ..errors import Problem

COURSE: tuple[str, ...] = (
    "attention.softmax",
    "training.cross_entropy",
    "attention.scaled_dot_product_attention",
    "numpy_gpt.attention_backward",
    "attention.split_heads",
    "attention.merge_heads",
    "attention.multi_head_attention",
    "attention.causal_mask",
    "attention.padding_mask",
    "positions.sinusoids",
    "positions.rotate",
    "norms.layer_norm",
    "norms.gelu",
    "norms.gelu_tanh",
    "blocks.feed_forward",
    "blocks.encoder_block",
    "blocks.decoder_block",
    "blocks.decoder_only_block",
    "training.smoothed_cross_entropy",
    "generation.beam_search",
    "tokenizers.wordpiece",
    "tokenizers.learn_merges",
    "tokenizers.merge",
    "blocks.bert_embeddings",
    "pretraining.mask_tokens",
    "pretraining.next_sentence_pairs",
    "training.mlm_loss",
    "blocks.pooler",
    "blocks.masked_word_head",
    "generation.top_k",
    "generation.top_p",
    "generation.kv_cache",
    "uses.encode_dialogue",
    "uses.dialogue_batch",
    "training.causal_lm_loss",
    "training.adamw_step",
    "training.warmup_linear",
    "weights.gpt2_qkv",
    "weights.neox_qkv",
    "uses.few_shot_prompt",
    "uses.calibrated",
    "uses.best_span",
    "numpy_gpt.numpy_gpt",
)
"""A group and an exercise each: exercises/GROUP/EXERCISE.py holds its EXERCISE."""


def names() -> tuple[str, ...]:
    """The names of all exercises, in order."""
    return tuple(place.partition(".")[2] for place in COURSE)


def find(name: str) -> Any:
    """The `Exercise` of that name; `Problem` where there is none. Only now is torch read."""
    if name not in names():
        known = ", ".join(names())
        raise Problem(
            f"no exercise {name!r}: there are {known}", f"{name!r} 연습 문제가 없습니다. 있는 것: {known}"
        )
    place = COURSE[names().index(name)]
    return import_module(f"{__package__}.exercises.{place}").EXERCISE
