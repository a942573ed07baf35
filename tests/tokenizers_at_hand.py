"""Small tokenizers of each kind, the library's and ours of the same files; and strings that are hard to cut."""

import io
import tempfile
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import sentencepiece
from hypothesis import strategies as st
from tokenizers import (
    BertWordPieceTokenizer,
    ByteLevelBPETokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)
from tokenizers import Tokenizer as Inner

from minitransformer.data.embedded import dialogues
from minitransformer.text.backends import FastTokenizer, PieceTokenizer
from minitransformer.text.byhand.read import read_by_hand
from minitransformer.text.files import read_tokenizer
from minitransformer.text.tokenizer import Tokenizer
from minitransformer.text.train import DIALOGUE_TOKENS, train_bpe, train_wordpiece

KOREAN = [text for d in dialogues() for text in (d.question, d.answer)]
ENGLISH = ["I'll say we've been to the café, don't you think?", "The naïve Übermensch isn't 100% sure!"] * 20
TEXTS = [*KOREAN, *ENGLISH]


def byte_level() -> Tokenizer:
    """GPT-2's kind."""
    inner = ByteLevelBPETokenizer()
    inner.train_from_iterator(TEXTS, vocab_size=1500, show_progress=False, special_tokens=["<|endoftext|>"])
    return FastTokenizer(Inner.from_str(inner.to_str()))


def metaspace() -> Tokenizer:
    """The kind of the chatbots that are trained here."""
    return train_bpe(TEXTS, 1500)


def kogpt2() -> Tokenizer:
    """koGPT2's kind, with emoji and emoticons among the special tokens."""
    inner = Inner(models.BPE(unk_token="<unk>"))
    idle = normalizers.BertNormalizer(
        clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False
    )
    inner.normalizer = normalizers.Sequence([normalizers.NFKC(), idle])
    inner.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Metaspace()])
    inner.decoder = decoders.Metaspace()
    special = [*DIALOGUE_TOKENS, "😤", ":)", ":))", "🤦🏻", "🤦🏻‍♀"]
    trainer = trainers.BpeTrainer(vocab_size=1500, special_tokens=special, show_progress=False)
    inner.train_from_iterator(TEXTS, trainer)
    return FastTokenizer(inner)


def cased() -> Tokenizer:
    """The kind of the classifiers that are trained here, and of multilingual BERT."""
    return train_wordpiece(TEXTS, 1500)


def uncased() -> Tokenizer:
    """BERT-base-uncased's kind, which takes Hangul apart."""
    inner = BertWordPieceTokenizer()
    inner.train_from_iterator(TEXTS, vocab_size=1500, show_progress=False)
    return FastTokenizer(Inner.from_str(inner.to_str()))


def unigram(**how: object) -> Tokenizer:
    """KoBERT's kind."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS), model_writer=model, vocab_size=800, minloglevel=2, num_threads=1, **how
    )
    return PieceTokenizer(sentencepiece.SentencePieceProcessor(model_proto=model.getvalue()))


KINDS: dict[str, Callable[[], Tokenizer]] = {
    f.__name__: f for f in (byte_level, metaspace, kogpt2, cased, uncased, unigram)
}


@cache
def at_hand(kind: str) -> tuple[Tokenizer, Tokenizer]:
    """Ours and the library's."""
    theirs = KINDS[kind]()
    return by_hand(theirs), theirs


def by_hand(tokenizer: Tokenizer) -> Tokenizer:
    """The hand-written tokenizer of the same files."""
    with tempfile.TemporaryDirectory() as folder:
        return read_by_hand(kept(tokenizer, Path(folder)))


def kept(tokenizer: Tokenizer, folder: Path) -> Path:
    """A folder with the files of a tokenizer."""
    for name, content in tokenizer.files().items():
        (folder / name).write_bytes(content)
    return folder


def read_back(tokenizer: Tokenizer) -> Tokenizer:
    """What the library makes of the files of a tokenizer."""
    with tempfile.TemporaryDirectory() as folder:
        return read_tokenizer(kept(tokenizer, Path(folder)))


def _steady() -> list[str]:
    """The characters that have been what they are since Unicode 3.2 (2002), the oldest version that Python
    knows: on later ones Python and a library can differ by the version that they were made for."""
    old, now = unicodedata.ucd_3_2_0.category, unicodedata.category
    every = (chr(i) for i in range(0x110000))
    return [c for c in every if now(c) not in {"Cn", "Cs", "Co"} and old(c) == now(c)]


STEADY = _steady()
MARKS = [c for c in STEADY if unicodedata.combining(c)]
COMPOSED = [c for c in STEADY if unicodedata.decomposition(c)]
EMOJI = [chr(i) for i in range(0x1F300, 0x1FAF9) if unicodedata.category(chr(i)) != "Cn"]
JAMO = [chr(i) for i in (*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3))]
LETTERS = [chr(i) for i in range(0x3131, 0x3164)]  # ㅋ, ㅠ and the like
BLANKS = list(" \t\n\r\u3000\u00a0\u2028▁\u200b\u200d\x00\x01\x1c\x85\ufeff\ufffd")
RIGHT_TO_LEFT = list("אבגד שלום عربية \u202e\u064b\u0651")
MARKED = [
    *DIALOGUE_TOKENS,
    "[CLS]",
    "[MASK]",
    "[UNK]",
    "<|endoftext|>",
    ":)",
    ":))",
    "##a",
    "don't",
    "'LL",
    "ﬁ",
]
TYPED = [chr(i) for i in range(32, 127)]
HANGUL = [chr(i) for i in range(0xAC00, 0xD7A4)]
ALPHABETS = (
    STEADY, MARKS, COMPOSED, EMOJI, JAMO, LETTERS, BLANKS, RIGHT_TO_LEFT, MARKED, TYPED, HANGUL,
)  # fmt: skip


def hard_strings(longest: int = 40) -> st.SearchStrategy[str]:
    """Text of a few alphabets at once, some of it from real sentences."""
    few = st.lists(st.sampled_from(ALPHABETS), min_size=1, max_size=4)
    parts = few.flatmap(
        lambda chosen: st.lists(st.one_of([st.sampled_from(a) for a in chosen]), max_size=longest)
    )
    return st.one_of(parts.map("".join), st.tuples(st.sampled_from(TEXTS), parts).map(_mixed))


def _mixed(halves: tuple[str, list[str]]) -> str:
    sentence, rest = halves
    middle = len(sentence) // 2
    return sentence[:middle] + "".join(rest) + sentence[middle:]
