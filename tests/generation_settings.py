"""Small references of every family that writes, and settings drawn for them: ours and transformers' answers.

    cd tests; python generation_settings.py FOLDER COUNT

prints a JSON object a line, one for each of COUNT settings of each family. A process of its own, because what
pytest adds to every function here (the check of shapes) would make it eight times as long.
"""

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import transformers

from minitransformer.generation.beam import beam_search
from minitransformer.generation.config import GenerationConfig
from minitransformer.generation.translate import translate
from minitransformer.models.base import Model
from minitransformer.models.gpt import GPT
from minitransformer.pretrained import load_model
from minitransformer.proof.reference import quiet, read_reference, write_random_reference

PAD, START = 3, 5
GPT_IDS = {"pad_token_id": PAD, "bos_token_id": None, "eos_token_id": None}
TWO_STACKS = {
    "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "encoder_ffn_dim": 20, "decoder_ffn_dim": 20, "max_position_embeddings": 40, "pad_token_id": PAD,
    "eos_token_id": 2,
}  # fmt: skip
CONFIGS: Mapping[str, Mapping[str, Any]] = {
    "gpt2": {**GPT_IDS, "n_embd": 18, "n_head": 3, "n_layer": 2, "n_positions": 40, "vocab_size": 47},
    "gpt_neox": {
        **GPT_IDS, "hidden_size": 24, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 53,
        "intermediate_size": 40, "max_position_embeddings": 40, "rotary_pct": 0.5,
    },
    "llama": {
        **GPT_IDS, "hidden_size": 24, "num_attention_heads": 6, "num_key_value_heads": 3, "vocab_size": 43,
        "num_hidden_layers": 2, "intermediate_size": 40, "max_position_embeddings": 40,
    },
    "marian": {
        **TWO_STACKS, "d_model": 16, "vocab_size": 45, "activation_function": "swish",
        "decoder_start_token_id": PAD, "scale_embedding": True,
    },
    "bart": {**TWO_STACKS, "d_model": 18, "vocab_size": 51, "decoder_start_token_id": START},
}  # fmt: skip
FAMILIES = tuple(CONFIGS)
MODELS = 3
"""How many references of each family."""

Said = list[tuple[list[int], bool]]
"""For each text: its new tokens without the end, and whether the end token came."""


@dataclass
class Pair:
    """One checkpoint, read by both."""

    ours: Model
    theirs: Any

    @property
    def encoder_decoder(self) -> bool:
        return not isinstance(self.ours, GPT)

    @property
    def vocab_size(self) -> int:
        return self.theirs.config.vocab_size


def build(family: str, seed: int, folder: Path) -> Pair:
    """A perturbed reference in float64. What its files say of generation is set aside."""
    config = {"model_type": family, **CONFIGS[family]}
    write_random_reference(config, folder, torch.Generator().manual_seed(seed))
    theirs = read_reference(folder, torch.float64)
    theirs.generation_config = transformers.GenerationConfig()
    return Pair(load_model(folder).double(), theirs)


def ours(pair: Pair, prompts: Sequence[list[int]], settings: Mapping[str, Any], **words: Any) -> Said:
    """What we say, with the settings read as from a generation_config.json."""
    config = GenerationConfig.read(settings)
    if not pair.encoder_decoder:
        options = config.options(max(map(len, prompts))) | words
        written = beam_search(pair.ours, prompts, eos_id=config.eos_token_id, **options)
    else:
        kept = pair.ours.cfg
        pair.ours.cfg = replace(kept, eos_id=config.eos_token_id[0])
        written = translate(pair.ours, prompts, **(config.options() | words))
        pair.ours.cfg = kept
    return [(w.ids, w.reason == "eos") for w in written]


def theirs(pair: Pair, prompts: Sequence[list[int]], settings: Mapping[str, Any]) -> Said:
    """What transformers says: one batch, padded on the left for a GPT and on the right for an encoder."""
    longest = max(map(len, prompts))
    padding = [[PAD] * (longest - len(p)) for p in prompts]
    real = [([0] * len(n), [1] * len(p)) for n, p in zip(padding, prompts, strict=True)]
    if pair.encoder_decoder:
        ids, mask = [p + n for n, p in zip(padding, prompts, strict=True)], [p + n for n, p in real]
    else:
        ids, mask = [n + p for n, p in zip(padding, prompts, strict=True)], [n + p for n, p in real]
    start = pair.theirs.config.decoder_start_token_id if pair.encoder_decoder else None
    with quiet():
        config = transformers.GenerationConfig(
            pad_token_id=PAD, decoder_start_token_id=start, **{"eos_token_id": None, **settings}
        )
        out = pair.theirs.generate(
            torch.tensor(ids), attention_mask=torch.tensor(mask), generation_config=config
        )
    eos = settings.get("eos_token_id", [])
    ends = eos if isinstance(eos, list) else [eos]
    new = out[:, 1 if pair.encoder_decoder else longest :].tolist()
    return [cut(row, ends) for row in new]


def cut(row: list[int], ends: Sequence[int]) -> tuple[list[int], bool]:
    """The words before the end token, and whether there is one."""
    end = next((i for i, word in enumerate(row) if word in ends), None)
    return (row, False) if end is None else (row[:end], True)


def draw(pair: Pair, seed: int) -> tuple[list[list[int]], dict[str, Any]]:
    """One to three prompts, mostly of different lengths, and settings that matter for this model: end tokens
    and bad words are mostly taken from what it would say without them."""
    r = random.Random(seed)
    words = [w for w in range(pair.vocab_size) if w != PAD]
    prompts = [[r.choice(words) for _ in range(r.randint(1, 8))] for _ in range(r.randint(1, 3))]
    if r.random() < 0.2 and not pair.encoder_decoder:
        prompts = [p[:1] for p in prompts]
    most = r.randint(3, 14)
    said = [w for ids, _ in ours(pair, prompts, {"max_new_tokens": most, "eos_token_id": 0}) for w in ids]
    said = [w for w in said if w != PAD] or words

    s: dict[str, Any] = {"max_new_tokens": most, "num_beams": r.choice([1, 1, 2, 3, 4, 5])}
    if pair.encoder_decoder:
        s["eos_token_id"] = r.choice([r.choice(said), r.choice(said), r.choice(words)])
    elif r.random() < 0.8:
        s["eos_token_id"] = r.choice([r.choice(said), r.choice(words), [r.choice(said), r.choice(words)]])
    if s["num_beams"] > 1:
        s["length_penalty"] = r.choice([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0])
        s["early_stopping"] = r.choice([True, False, False, "never"])
    if r.random() < 0.4:
        s["repetition_penalty"] = r.choice([0.7, 1.2, 1.5, 2.0])
    if r.random() < 0.4:
        s["no_repeat_ngram_size"] = r.choice([1, 2, 2, 3])
    if r.random() < 0.3:
        s["min_new_tokens"] = r.randint(1, most)
    elif r.random() < 0.4:
        s["min_length"] = r.randint(1, most + (1 if pair.encoder_decoder else max(map(len, prompts))))
    if r.random() < 0.2:
        s["forced_bos_token_id"] = r.choice(words)
    if r.random() < 0.3:
        s["forced_eos_token_id"] = r.choice(words)
    if r.random() < 0.3:
        s["renormalize_logits"] = True
    bad = [[PAD]] if len(set(map(len, prompts))) > 1 else []
    if r.random() < 0.5:
        bad += [[r.choice(said)] for _ in range(r.randint(0, 3))]
        places = [r.randrange(len(said)) for _ in range(r.randint(0, 3))]
        bad += [said[i : i + r.randint(2, 3)] for i in places]
    return prompts, s | ({"bad_words_ids": bad} if bad else {})


def compare(pair: Pair, seed: int) -> dict[str, Any]:
    """Everything that is said under one drawn setting, and which of its parts cannot be left out unseen.

    What a GPT's settings count with the longest prompt of a batch has no equal where a prompt stands alone.
    """
    prompts, settings = draw(pair, seed)
    words = ours(pair, prompts, settings)
    others = (
        [key for key in settings if key not in ("eos_token_id", "max_new_tokens")] if seed % 3 == 0 else []
    )
    shared = settings.keys() & {"min_length", "forced_bos_token_id"} and not pair.encoder_decoder
    without = {key: {k: v for k, v in settings.items() if k != key} for key in others}
    return {
        "prompts": prompts,
        "settings": settings,
        "ours": words,
        "theirs": theirs(pair, prompts, settings),
        "uncached": ours(pair, prompts, settings, use_cache=False),
        "alone": None if shared else [text for p in prompts for text in ours(pair, [p], settings)],
        "moved": [key for key in others if ours(pair, prompts, without[key]) != words],
    }


def main(folder: Path, count: int) -> None:
    torch.set_num_threads(1)
    for number, family in enumerate(FAMILIES):
        pairs = [build(family, seed, folder / f"{family}{seed}") for seed in range(MODELS)]
        for i in range(count):
            row = {"family": family, **compare(pairs[i % MODELS], 1000 * number + i)}
            sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
