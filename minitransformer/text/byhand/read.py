"""Read a tokenizer's files into the hand-written one that does what they say, if there is one."""

import json
from pathlib import Path
from typing import Any

from ...errors import Problem
from ..files import Formats, read, read_text, word_list
from ..tokenizer import Tokenizer
from ..train import BERT_TOKENS
from .base import PLAIN, WithSpecials
from .bytelevel import ByteLevelBPE
from .merging import Pair
from .metaspace import MetaspaceBPE
from .normal_forms import Form
from .pieces import UnigramPieces
from .wordpiece import WordPiece

Json = dict[str, Any]
IDLE = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
"""A step of BERT's that does nothing: koGPT2's file has it."""


SEQUENCES = ("normalizers", "pretokenizers", "decoders", "processors")
"""Under these names a step holds further steps."""


def read_by_hand(folder: Path) -> Tokenizer:
    """The hand-written tokenizer that stands for the files of a folder; `Problem` if none does what they say."""
    return read(folder, BY_HAND)


def from_description(path: Path) -> WithSpecials:
    """What `tokenizer.json` describes."""
    said = json.loads(read_text(path))
    built = _build(said)
    plain = not any(token[trait] for token in said["added_tokens"] for trait in PLAIN)
    if built is None or not plain or _does(built.layout()) != _does(said):
        kind = said["model"]["type"]
        raise Problem(
            f"no hand-written tokenizer does all that {path} asks for ({kind}): read it with the library",
            f"{path}에 적힌 방식({kind})을 그대로 따르는 직접 만든 토크나이저가 없습니다. 라이브러리로 읽어 주세요.",
        )
    return built


def _build(said: Json) -> WithSpecials | None:
    """The nearest that there is."""
    model = said["model"]
    steps = {step["type"]: step for step in _steps(said["normalizer"]) + _steps(said["pre_tokenizer"])}
    specials = [token["content"] for token in said["added_tokens"]]
    vocabulary = {**model["vocab"], **{token["content"]: token["id"] for token in said["added_tokens"]}}
    if model["type"] == "WordPiece" and "BertNormalizer" in steps:
        how = steps["BertNormalizer"]
        return WordPiece(vocabulary, specials, how["lowercase"], how["strip_accents"])
    if model["type"] != "BPE":
        return None
    merges = [_pair(merge) for merge in model["merges"]]
    if "ByteLevel" in steps:
        return ByteLevelBPE(vocabulary, merges, specials)
    form: Form = "NFKC" if "NFKC" in steps else "NFC"
    return MetaspaceBPE(vocabulary, merges, specials, form, apart="Split" in steps)


def _does(said: Json) -> Json:
    """All that tells one algorithm from another, in the same words for the same thing."""
    model = {key: value for key, value in said["model"].items() if value and key not in {"vocab", "merges"}}
    parts = {part: _steps(said[part]) for part in ("normalizer", "pre_tokenizer", "decoder")}
    trims = any(step.get("trim_offsets") for step in _flat(said.get("post_processor")))
    return {"model": model, "trims": trims, **parts}


def _steps(part: Json | None) -> list[Json]:
    """The steps of a part that do anything, older spellings in today's."""
    steps = []
    for step in map(dict, _flat(part)):
        step.pop("str_rep", None)
        if step["type"] == "BertNormalizer" and step["strip_accents"] is None:
            step["strip_accents"] = step["lowercase"]
        if step["type"] == "Metaspace" and "add_prefix_space" in step:
            always = step.pop("add_prefix_space")
            step = {"prepend_scheme": "always" if always else "never", "split": True} | step
        if step["type"] == "ByteLevel":
            step = {"use_regex": True} | step | {"trim_offsets": False}
        if step != {"type": "BertNormalizer", **IDLE}:
            steps.append(step)
    return steps


def _flat(part: Json | None) -> list[Json]:
    if part is None:
        return []
    inner = next((part[name] for name in SEQUENCES if name in part), None)
    return [part] if inner is None else [step for each in inner for step in _flat(each)]


def _from_words(path: Path, lowercase: bool, strip_accents: bool) -> WordPiece:
    vocabulary = {piece: i for i, piece in enumerate(word_list(path))}
    specials = [piece for piece in BERT_TOKENS if piece in vocabulary]
    return WordPiece(vocabulary, specials, lowercase, strip_accents)


def _from_merges(vocabulary: Path, merges: Path) -> ByteLevelBPE:
    lines = [line for line in read_text(merges).split("\n") if line and not line.startswith("#version")]
    return ByteLevelBPE(json.loads(read_text(vocabulary)), [_pair(line) for line in lines])


def _pair(merge: str | list[str]) -> Pair:
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right


BY_HAND = Formats(
    description=from_description,
    pieces=lambda path: UnigramPieces(path.read_bytes()),
    words=_from_words,
    merges=_from_merges,
)
