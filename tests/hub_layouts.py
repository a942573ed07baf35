"""Tiny checkpoints of every family, in the files and spellings in which the real ones lie on the hub.

What today's transformers would write is not what the hub holds: masks that were once stored, tables stored
three times, settings of generation among those of the model, names of 2018.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from loopback_hub import SENTENCES, small_tokenizer, stored, tiny, write
from safetensors.torch import save_file
from tokenizers import ByteLevelBPETokenizer
from torch import Tensor

from minitransformer.text.train import train_wordpiece

ENGLISH = ("I am a small frog.", "Tom asked his teacher for advice.", "Turn around and close your eyes.")


def kogpt2(folder: Path) -> Any:
    """2021: a .bin with the causal masks as bytes, and a tokenizer.json alone."""
    theirs = tiny("GPT2LMHeadModel", bos_token_id=0, eos_token_id=1, pad_token_id=3)
    tensors = {**stored(theirs), "lm_head.weight": theirs.lm_head.weight.detach()}
    for i in (0, 1):
        mask = torch.ones(24, 24, dtype=torch.uint8).tril()[None, None]
        tensors[f"transformer.h.{i}.attn.bias"] = mask
        tensors[f"transformer.h.{i}.attn.masked_bias"] = torch.tensor(-1e4)
    write(folder, theirs.config, tensors, "bin")
    korean(folder)
    return theirs


def bert(folder: Path) -> Any:
    """2018: norms with gamma and beta, one bias of the words, and a vocab.txt."""
    theirs = tiny("BertForPreTraining")
    names = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    tensors = {_renamed(name, names): x for name, x in stored(theirs).items()}
    tensors["bert.embeddings.position_ids"] = torch.arange(24)[None]
    said = {k: v for k, v in theirs.config.to_dict().items() if k not in ("pad_token_id", "dtype")}
    write(folder, said, tensors, "legacy")
    wordpiece(folder)
    return theirs


def distilbert(folder: Path) -> Any:
    """The film critic: safetensors, named labels, a vocab.txt with its settings."""
    labels = {"id2label": {0: "NEGATIVE", 1: "POSITIVE"}, "label2id": {"NEGATIVE": 0, "POSITIVE": 1}}
    theirs = tiny("DistilBertForSequenceClassification", **labels)
    write(folder, theirs.config.to_dict() | {"finetuning_task": "sst-2"}, stored(theirs))
    wordpiece(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True}), encoding="utf-8")
    return theirs


def marian(folder: Path) -> Any:
    """2020: a .bin with every table under every name, and what generation needs in config.json."""
    theirs = tiny("MarianMTModel")
    said = theirs.config.to_dict() | {
        "bad_words_ids": [[59]], "num_beams": 4, "max_length": 512, "forced_eos_token_id": 0,
        "static_position_embeddings": True, "normalize_before": False, "normalize_embedding": False,
        "add_bias_logits": False, "add_final_layer_norm": False, "extra_pos_embeddings": 59,
    }  # fmt: skip
    write(folder, said, theirs.state_dict(), "bin")
    for side, texts in (("source", ENGLISH), ("target", SENTENCES)):
        (folder / f"{side}.spm").write_bytes(sentence_pieces(texts))
    pieces = {f"piece {i}": i for i in range(60)}
    (folder / "vocab.json").write_text(json.dumps(pieces), encoding="utf-8")
    return theirs


def bart(folder: Path) -> Any:
    """2020: as Marian, with a byte-level vocabulary in two files."""
    theirs = tiny("BartForConditionalGeneration", vocab_size=300, decoder_start_token_id=2)
    said = theirs.config.to_dict() | {
        "num_beams": 4, "max_length": 142, "min_length": 56, "no_repeat_ngram_size": 3, "length_penalty": 2.0,
        "early_stopping": True, "forced_eos_token_id": 2, "normalize_before": False,
        "normalize_embedding": True, "static_position_embeddings": False, "add_final_layer_norm": False,
        "output_past": True, "prefix": " ",
    }  # fmt: skip
    write(folder, said, theirs.state_dict(), "bin")
    bytes_ = ByteLevelBPETokenizer()
    bytes_.train_from_iterator(ENGLISH, vocab_size=290, show_progress=False)
    bytes_.save_model(str(folder))
    return theirs


def neox(folder: Path) -> Any:
    """2022: half precision in shards, with masks and the frequencies of the rotation."""
    theirs, tensors = halved(tiny("GPTNeoXForCausalLM"), torch.float16)
    for i in (0, 1):
        beginning = f"gpt_neox.layers.{i}.attention."
        tensors[f"{beginning}bias"] = torch.ones(24, 24, dtype=torch.uint8).tril()[None, None]
        tensors[f"{beginning}masked_bias"] = torch.tensor(-1e9)
        tensors[f"{beginning}rotary_emb.inv_freq"] = torch.tensor([1.0, 0.01]).half()
    said = {k: v for k, v in theirs.config.to_dict().items() if k != "rope_parameters"}
    shards(folder, said | {"rotary_pct": 0.5, "rotary_emb_base": 10000, "dtype": None}, tensors)
    korean(folder)
    return theirs


def llama(folder: Path) -> Any:
    """2023: half precision in shards, settings of generation on their own, and beside tokenizer.json the file
    that it was made from."""
    theirs, tensors = halved(tiny("LlamaForCausalLM", eos_token_id=1), torch.bfloat16)
    said = {k: v for k, v in theirs.config.to_dict().items() if k != "rope_parameters"}
    shards(folder, said | {"pretraining_tp": 1, "rope_scaling": None}, tensors)
    korean(folder)
    settings = {"do_sample": True, "temperature": 0.6, "top_p": 0.9}
    (folder / "generation_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "tokenizer.model").write_bytes(b"not for us")
    return theirs


@torch.no_grad()
def halved(theirs: Any, dtype: torch.dtype) -> tuple[Any, dict[str, Tensor]]:
    """The model with its weights rounded (and nothing else: the rotation is computed in float32), and the
    rounded weights."""
    for p in theirs.parameters():
        p.copy_(p.to(dtype))
    return theirs, {name: x.to(dtype) for name, x in stored(theirs).items()}


def korean(folder: Path) -> None:
    """koGPT2's kind of tokenizer."""
    (folder / "tokenizer.json").write_bytes(small_tokenizer().files()["tokenizer.json"])


def wordpiece(folder: Path) -> None:
    """BERT's kind of tokenizer, as a list of pieces."""
    words = train_wordpiece(SENTENCES, 60)
    pieces = [words.piece(i) for i in range(words.vocab_size)]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


def sentence_pieces(texts: Iterable[str]) -> bytes:
    """A SentencePiece model that knows the letters of these texts."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=50,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return model.getvalue()


def shards(folder: Path, said: Any, tensors: Mapping[str, Tensor], n: int = 2) -> None:
    """Weights in several files, with their index."""
    write(folder, said, {})
    (folder / "model.safetensors").unlink()
    where = {name: f"model-{i % n + 1:05d}-of-{n:05d}.safetensors" for i, name in enumerate(tensors)}
    for shard in set(where.values()):
        save_file({name: x for name, x in tensors.items() if where[name] == shard}, folder / shard)
    index = json.dumps({"metadata": {}, "weight_map": where})
    (folder / "model.safetensors.index.json").write_text(index, encoding="utf-8")


def _renamed(name: str, endings: Mapping[str, str]) -> str:
    return next((name.removesuffix(a) + b for a, b in endings.items() if name.endswith(a)), name)


LAYOUTS: Mapping[str, Callable[[Path], Any]] = {
    made.__name__: made for made in (kogpt2, bert, distilbert, marian, bart, neox, llama)
}
