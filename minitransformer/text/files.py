"""Read the tokenizer that lies beside a model's weights, whichever of the field's formats it is in."""

import json
from pathlib import Path

import sentencepiece
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from tokenizers import Tokenizer as Inner

from ..errors import Problem
from .backends import FastTokenizer, PieceTokenizer
from .tokenizer import Tokenizer, read_text

FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
    "spiece.model",
    "tokenizer_78b3253a26.model",
    "vocab.json",
    "merges.txt",
    "encoder.json",
    "vocab.bpe",
)
"""Every file that may hold a tokenizer or its settings."""


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder.

    `tokenizer.json` is read as it stands, by the library that wrote it: no model type is guessed, so
    koGPT2's Korean comes out as it should. Raises `Problem` if there is none, or it is damaged.
    """
    try:
        return _read(folder)
    except Problem:
        raise
    except Exception as e:  # the two libraries raise bare Exception and RuntimeError for damaged files
        raise Problem(
            f"the tokenizer in {folder} cannot be read ({e}): copy its files again",
            f"{folder}의 토크나이저를 읽을 수 없습니다({e}). 파일을 다시 받아 주세요.",
        ) from e


def _read(folder: Path) -> Tokenizer:
    if (folder / "tokenizer.json").exists():
        return FastTokenizer(Inner.from_str(read_text(folder / "tokenizer.json")))
    for name in ("spiece.model", "tokenizer_78b3253a26.model"):
        if (folder / name).exists():
            return PieceTokenizer(sentencepiece.SentencePieceProcessor(model_file=str(folder / name)))
    if (folder / "vocab.txt").exists():
        return FastTokenizer(_wordpiece(folder))
    for vocabulary, merges in (("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe")):
        if (folder / vocabulary).exists() and (folder / merges).exists():
            bpe = ByteLevelBPETokenizer(str(folder / vocabulary), str(folder / merges))
            return FastTokenizer(Inner.from_str(bpe.to_str()))
    raise Problem(
        f"{folder} holds no tokenizer (tokenizer.json, spiece.model, vocab.txt or vocab.json): copy it there",
        f"{folder}에 토크나이저 파일(tokenizer.json, spiece.model, vocab.txt, vocab.json)이 없습니다.",
    )


def _wordpiece(folder: Path) -> Inner:
    settings = folder / "tokenizer_config.json"
    said = json.loads(read_text(settings)) if settings.exists() else {}
    pieces = read_text(folder / "vocab.txt").split("\n")
    lower = said.get("do_lower_case", not any("A" <= p[:1] <= "Z" for p in pieces))
    bert = BertWordPieceTokenizer(
        str(folder / "vocab.txt"), lowercase=lower, strip_accents=said.get("strip_accents", lower)
    )
    return Inner.from_str(bert.to_str())
