"""Read the tokenizer that lies beside a model's weights, whichever of the field's formats it is in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from tokenizers import Tokenizer as Inner
from tokenizers.models import WordLevel, WordPiece

from ..errors import Problem
from .backends import FastTokenizer, PieceTokenizer
from .marian import MarianTokenizer
from .speller import Speller
from .tokenizer import Tokenizer

FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
    "spiece.model",
    "tokenizer_78b3253a26.model",
    *("source.spm", "target.spm"),
    "vocab.json",
    "merges.txt",
    "encoder.json",
    "vocab.bpe",
)
"""Every file that may hold a tokenizer or its settings."""


@dataclass(frozen=True)
class Formats:
    """What makes a tokenizer of the files of each format."""

    description: Callable[[Path], Tokenizer]
    pieces: Callable[[Path], Speller]
    words: Callable[[Path, bool, bool], Tokenizer]  # in small letters? without accents?
    merges: Callable[[Path, Path], Tokenizer]


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder.

    `tokenizer.json` is read as it stands, by the library that wrote it: no model type is guessed, so
    koGPT2's Korean comes out as it should. Raises `Problem` if there is none, or it is damaged.
    """
    return read(folder, BY_LIBRARY)


def read(folder: Path, formats: Formats) -> Tokenizer:
    """The tokenizer of a folder, whichever format it is in. Raises `Problem` as `read_tokenizer` does."""
    try:
        return _read(folder, formats)
    except Problem:
        raise
    except Exception as e:  # the two libraries raise bare Exception and RuntimeError for damaged files
        raise Problem(
            f"the tokenizer in {folder} cannot be read ({e}): copy its files again",
            f"{folder}의 토크나이저를 읽을 수 없습니다({e}). 파일을 다시 받아 주세요.",
        ) from e


def _read(folder: Path, formats: Formats) -> Tokenizer:
    if (folder / "tokenizer.json").exists():
        return formats.description(folder / "tokenizer.json")
    for name in ("spiece.model", "tokenizer_78b3253a26.model"):
        if (folder / name).exists():
            return formats.pieces(folder / name)
    if all((folder / name).exists() for name in ("source.spm", "target.spm", "vocab.json")):
        return _marian(folder, formats)
    if (folder / "vocab.txt").exists():
        return _words(folder, formats)
    for vocabulary, merges in (("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe")):
        if (folder / vocabulary).exists() and (folder / merges).exists():
            return formats.merges(folder / vocabulary, folder / merges)
    raise Problem(
        f"{folder} holds no tokenizer (tokenizer.json, spiece.model, vocab.txt or vocab.json): copy it there",
        f"{folder}에 토크나이저 파일(tokenizer.json, spiece.model, vocab.txt, vocab.json)이 없습니다.",
    )


def _marian(folder: Path, formats: Formats) -> Tokenizer:
    if (folder / "target_vocab.json").exists():
        raise Problem(
            f"{folder} has a vocabulary for each of two languages: only models with a common one can be read",
            f"{folder}에는 두 언어의 어휘가 따로 있습니다. 어휘를 함께 쓰는 모델만 읽을 수 있습니다.",
        )
    source, target = (formats.pieces(folder / f"{side}.spm") for side in ("source", "target"))
    vocabulary = json.loads(read_text(folder / "vocab.json"))
    one_id_each(vocabulary)
    return MarianTokenizer(source, target, vocabulary)


def _words(folder: Path, formats: Formats) -> Tokenizer:
    settings, words = folder / "tokenizer_config.json", folder / "vocab.txt"
    said = json.loads(read_text(settings)) if settings.exists() else {}
    lower = said.get("do_lower_case", not any("A" <= piece[:1] <= "Z" for piece in word_list(words)))
    accents = said.get("strip_accents")
    return formats.words(words, lower, lower if accents is None else accents)


def word_list(path: Path) -> list[str]:
    """The pieces of a `vocab.txt`, one a line: the first has id 0. `Problem` if one is there twice."""
    pieces = [line.rstrip() for line in read_text(path).removesuffix("\n").split("\n")]
    line_of: dict[str, int] = {}
    for line, piece in enumerate(pieces, start=1):
        if line_of.setdefault(piece, line) != line:
            raise Problem(
                f"{path} has {piece!r} in line {line_of[piece]} and again in line {line}: "
                "a piece can have one id only",
                f"{path}의 {line_of[piece]}번째 줄과 {line}번째 줄에 {piece!r}이(가) 똑같이 있습니다. "
                "조각마다 번호는 하나여야 합니다.",
            )
    return pieces


def read_text(path: Path) -> str:
    """A UTF-8 file, or `Problem`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise Problem(f"{path} cannot be read: {e}", f"{path} 파일을 읽을 수 없습니다: {e}") from e


def _described(description: str) -> FastTokenizer:
    inner = Inner.from_str(description)
    one_id_each(inner.get_vocab())
    model = inner.model
    if isinstance(model, WordPiece | WordLevel) and model.token_to_id(model.unk_token) is None:
        raise Problem(
            f"the vocabulary lacks {model.unk_token}, which stands for what is unknown: copy its files again",
            f"모르는 글자를 나타내는 {model.unk_token} 조각이 어휘에 없습니다. 파일을 다시 받아 주세요.",
        )
    return FastTokenizer(inner)


def one_id_each(vocabulary: Mapping[str, int]) -> None:
    """`Problem` where two pieces have one id."""
    owner: dict[int, str] = {}
    for piece, i in vocabulary.items():
        if owner.setdefault(i, piece) != piece:
            first, second = sorted((owner[i], piece))
            raise Problem(
                f"the vocabulary gives {first!r} and {second!r} the same id {i}: copy its files again",
                f"어휘에서 {first!r}과 {second!r}의 번호가 {i}(으)로 같습니다. 파일을 다시 받아 주세요.",
            )


BY_LIBRARY = Formats(
    description=lambda path: _described(read_text(path)),
    pieces=lambda path: PieceTokenizer(sentencepiece.SentencePieceProcessor(model_file=str(path))),
    words=lambda path, lower, strip: _described(
        BertWordPieceTokenizer(str(path), lowercase=lower, strip_accents=strip).to_str()
    ),
    merges=lambda pieces, merges: _described(ByteLevelBPETokenizer(str(pieces), str(merges)).to_str()),
)
