"""How the authors of a checkpoint meant it to write: what its generation_config.json says, or, in older ones,
its config.json."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import torch

from ..errors import Problem
from .beam import EarlyStopping
from .choose import Choose, greedy, sample
from .constraints import bad_words, forced_first, forced_last, min_length, no_repeat_ngram
from .kinds import KINDS, NEUTRAL
from .processors import Processor, renormalise, repetition_penalty, temperature, top_k, top_p


@dataclass(frozen=True, kw_only=True)
class GenerationConfig:
    """The settings of a checkpoint, under the names that the files use; the defaults are those of transformers.

    Lengths count the prompt, or the start token; those of new tokens, where given, come before them.
    """

    max_length: int | None = None
    max_new_tokens: int | None = None
    min_length: int = 0
    min_new_tokens: int | None = None
    num_beams: int = 1
    length_penalty: float = 1.0
    early_stopping: EarlyStopping = False
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    bad_words_ids: tuple[tuple[int, ...], ...] = ()
    forced_bos_token_id: int | None = None
    forced_eos_token_id: int | None = None
    eos_token_id: tuple[int, ...] = ()
    renormalize_logits: bool = False
    do_sample: bool = False
    temperature: float = 1.0
    top_k: int = 50
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if self.do_sample and self.num_beams > 1:
            raise Problem(
                f"the settings ask for {self.num_beams} beams that are drawn at random (do_sample), which is not "
                "implemented here: set num_beams to 1, or do_sample to false",
                f"빔 {self.num_beams}개를 무작위로 뽑는 설정(do_sample)은 지원하지 않습니다. "
                "num_beams를 1로, 또는 do_sample을 false로 바꿔 주세요.",
            )

    @classmethod
    def read(cls, hf: Mapping[str, Any]) -> "GenerationConfig":
        """The settings in a generation_config.json or a config.json; what else is there is left alone.

        `Problem` for a value that means nothing, and for a setting that would change what is written and is
        not implemented here.
        """
        for key, neutral in NEUTRAL.items():
            if hf.get(key) not in (None, neutral, [], {}):
                raise Problem(
                    f"the generation settings say {key}={hf[key]!r}, which is not implemented here: remove it",
                    f"생성 설정의 {key}={hf[key]!r}은 지원하지 않습니다. 지워 주세요.",
                )
        found = {f.name: hf[f.name] for f in fields(cls) if hf.get(f.name) is not None}
        for key, value in found.items():
            if not KINDS[key].accepts(value, hf):
                raise Problem(
                    f"the generation settings say {key}={value!r}: it must be {KINDS[key].en}",
                    f"생성 설정의 {key}={value!r} 값이 올바르지 않습니다. {KINDS[key].ko}여야 합니다.",
                )
        found |= {f.name: float(found[f.name]) for f in fields(cls) if f.type is float and f.name in found}
        if "bad_words_ids" in found:
            found["bad_words_ids"] = tuple(tuple(word) for word in found["bad_words_ids"])
        if "eos_token_id" in found:
            eos = found["eos_token_id"]
            found["eos_token_id"] = (eos,) if isinstance(eos, int) else tuple(eos)
        return cls(**found)

    def lengths(self, prompt_length: int = 1) -> tuple[int, int]:
        """The fewest and the most tokens that a text may have, prompt included. Where the settings name no
        maximum, 20 new tokens, as in transformers. `Problem` where the maximum is below the minimum."""
        most = prompt_length + 20 if self.max_length is None else self.max_length
        if self.max_new_tokens is not None:
            most = prompt_length + self.max_new_tokens
        fewest = self.min_length if self.min_new_tokens is None else prompt_length + self.min_new_tokens
        if most < max(fewest, prompt_length + 1):
            raise Problem(
                f"at most {most} tokens may be written, but the prompt has {prompt_length} and the settings ask "
                f"for at least {fewest}: allow more, or lower min_length",
                f"최대 {most}토큰까지 쓸 수 있는데 프롬프트가 {prompt_length}토큰이고 설정의 최소 길이는 "
                f"{fewest}토큰입니다. 최대를 늘리거나 min_length를 낮춰 주세요.",
            )
        return fewest, most

    def processors(self, prompt_length: int = 1) -> list[Processor]:
        """In the order of transformers: what is penalised and banned, what is forced, what is drawn from."""
        fewest, most = self.lengths(prompt_length)
        banned = [word for word in self.bad_words_ids if word not in [(eos,) for eos in self.eos_token_id]]
        first, last = self.forced_bos_token_id, self.forced_eos_token_id
        chain = [repetition_penalty(self.repetition_penalty)] if self.repetition_penalty != 1 else []
        chain += [no_repeat_ngram(self.no_repeat_ngram_size)] if self.no_repeat_ngram_size else []
        chain += [bad_words(banned)] if banned else []
        chain += [min_length(fewest, self.eos_token_id)] if fewest else []
        chain += [] if first is None else [forced_first(first)]
        chain += [] if last is None else [forced_last(last, most)]
        if self.do_sample:
            chain += [temperature(self.temperature)] if self.temperature != 1 else []
            chain += [top_k(self.top_k)] if self.top_k else []
            chain += [top_p(self.top_p)] if self.top_p < 1 else []
        return chain + ([renormalise()] if self.renormalize_logits else [])

    def choose(self, generator: torch.Generator) -> Choose:
        """How a word is chosen where there is one beam."""
        return sample(generator) if self.do_sample else greedy

    def options(self, prompt_length: int = 1) -> dict[str, Any]:
        """The arguments of `translate`, or of `beam_search` with prompts of which the longest is this long."""
        return {
            "beams": self.num_beams,
            "max_new_tokens": self.lengths(prompt_length)[1] - prompt_length,
            "length_penalty": self.length_penalty,
            "early_stopping": self.early_stopping,
            "processors": self.processors(prompt_length),
        }
