"""Small checkpoints with a head and a real tokenizer, and the pipeline that transformers makes of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import loopback_hub
import test_text_marian as marian
import tokenizers_at_hand as at_hand
import transformers
from tokenizers import ByteLevelBPETokenizer, processors
from tokenizers import Tokenizer as Inner

from minitransformer.proof.reference import quiet
from minitransformer.text.backends import FastTokenizer
from minitransformer.text.tokenizer import Tokenizer

LONGEST = 48
BART_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
LABELS = ("기쁨", "슬픔", "놀람", "분노")
KOREAN, ENGLISH = at_hand.KOREAN, at_hand.ENGLISH
LENGTH = {"GPT2": "n_positions"}
"""What a config.json calls its number of positions, where that is not max_position_embeddings."""


@cache
def words(kind: str) -> FastTokenizer:
    """The tokenizer of a family, with the marks that transformers puts around a text."""
    if kind == "Bart":
        inner = ByteLevelBPETokenizer()
        inner.train_from_iterator(
            at_hand.TEXTS, vocab_size=1200, show_progress=False, special_tokens=[*BART_TOKENS]
        )
        tokenizer: Any = FastTokenizer(Inner.from_str(inner.to_str()))
        marks, pair = "<s> $A </s>", "<s> $A </s> $B:1 </s>:1"
    elif "Bert" in kind:
        tokenizer, marks, pair = at_hand.cased(), "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1"
    else:
        tokenizer, marks, pair = at_hand.byte_level(), "<|endoftext|> $A", "$A $B"
        if kind != "Llama":
            return tokenizer
    named = {part.split(":")[0] for part in pair.split() + marks.split() if "$" not in part}
    special = [(piece, tokenizer.token_id(piece)) for piece in named]
    tokenizer.inner.post_processor = processors.TemplateProcessing(
        single=marks, pair=pair, special_tokens=special
    )
    return tokenizer


def checkpoint(folder: Path, architecture: str, seed: int = 0, **settings: Any) -> Any:
    """Written as the hub holds it; their model, perturbed."""
    kind = next(name for name in sorted(loopback_hub.SIZES, reverse=True) if architecture.startswith(name))
    said: dict[str, Any] = {LENGTH.get(kind, "max_position_embeddings"): LONGEST}
    if architecture.endswith("Classification"):
        said |= {"id2label": dict(enumerate(LABELS)), "label2id": {b: a for a, b in enumerate(LABELS)}}
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "Marian":
        pieces = marian.vocabulary()
        pad = pieces["<pad>"]
        said |= {"vocab_size": len(pieces), "pad_token_id": pad, "decoder_start_token_id": pad}
        for side in ("source", "target"):
            (folder / f"{side}.spm").write_bytes(marian.model(side == "source"))
        (folder / "vocab.json").write_text(json.dumps(pieces), encoding="utf-8")
        (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    else:
        tokenizer = words(kind)
        at_hand.kept(tokenizer, folder)
        said |= {"vocab_size": tokenizer.vocab_size} | ids_of(kind, tokenizer)
    theirs = loopback_hub.tiny(architecture, seed, **(said | settings))
    loopback_hub.write(folder, theirs.config, loopback_hub.stored(theirs))
    return theirs


def ids_of(kind: str, tokenizer: Tokenizer) -> dict[str, int]:
    """What a config.json says of the special tokens."""
    if kind == "Bart":
        bos, pad, eos = map(tokenizer.token_id, BART_TOKENS[:3])
        return {"bos_token_id": bos, "pad_token_id": pad, "eos_token_id": eos, "decoder_start_token_id": eos}
    if "Bert" in kind:
        return {"pad_token_id": tokenizer.pad_id}
    return dict.fromkeys(("bos_token_id", "eos_token_id", "pad_token_id"), tokenizer.eos_id)


def their_tokenizer(folder: Path, theirs: Any) -> Any:
    """As transformers reads it: of a BERT with its segments."""
    with quiet():
        if theirs.config.model_type == "marian":
            return marian.theirs(folder)
        tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    if theirs.config.model_type == "bert":
        tokenizer.model_input_names = ["input_ids", "token_type_ids", "attention_mask"]
    tokenizer.padding_side = "right" if theirs.config.is_encoder_decoder else "left"
    return tokenizer


def their_pipeline(task: str, folder: Path, theirs: Any) -> Any:
    """The pipeline of transformers."""
    with quiet():
        return transformers.pipeline(task, model=theirs, tokenizer=their_tokenizer(folder, theirs))
