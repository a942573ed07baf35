"""A translator: a sentence in, a sentence out; and how good its sentences are."""

from collections.abc import Sequence
from typing import Any

from ..core.parts import Parts
from ..data.pairs import encode_source
from ..errors import Problem
from ..generation.translate import translate
from ..models.seq2seq import Seq2Seq
from ..pretrained import load
from ..text.tokenizer import Tokenizer, text_of
from .unknown import refuse_unknown


class Translator:
    """An encoder-decoder and its tokenizer."""

    def __init__(self, model: Seq2Seq, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    def translate(self, text: str, beams: int = 4) -> str:
        """What a person wrote, in the other language.

        Raises `Problem` where the text is empty, nothing in it is known, or it is longer than the positions.
        """
        text = text_of(text)
        words, room = encode_source(self.tokenizer, text), self.model.cfg.max_len
        refuse_unknown(self.tokenizer, words)
        if len(words) > room:
            raise Problem(
                f"the source has {len(words)} tokens with its end, and this model has {room} positions: "
                "translate it in parts",
                f"원문이 끝 토큰까지 {len(words)}토큰인데, 이 모델의 위치는 {room}개입니다. 나누어 번역해 주세요.",
            )
        return self.translate_all([text], beams)[0]

    def translate_all(self, texts: Sequence[str], beams: int = 1, batch_size: int = 64) -> list[str]:
        """Each of a set of texts. One that is too long loses its end."""
        room = self.model.cfg.max_len
        encoded = [encode_source(self.tokenizer, text) for text in texts]
        sources = [ids if len(ids) <= room else [*ids[: room - 1], ids[-1]] for ids in encoded]
        by_length = sorted(range(len(sources)), key=lambda i: len(sources[i]))
        written = [""] * len(sources)
        for i in range(0, len(sources), batch_size):
            rows = by_length[i : i + batch_size]
            most = min(room, 2 * max(len(sources[row]) for row in rows) + 10)
            found = translate(self.model, [sources[row] for row in rows], beams=beams, max_new_tokens=most)
            for row, target in zip(rows, found, strict=True):
                written[row] = self.tokenizer.decode(target.ids)
        return written


def load_translator(name: str, parts: Parts = Parts()) -> Translator:
    """A translator from a folder or the hub; `Problem` for a model without an encoder and a decoder."""
    model, tokenizer = load(name, parts=parts)
    if not isinstance(model, Seq2Seq):
        raise Problem(
            f"{name} is no encoder-decoder but a {type(model).__name__}, and cannot translate: name a model "
            "of the Marian kind",
            f"{name}은(는) 인코더-디코더가 아니라 {type(model).__name__} 모델이라서 번역할 수 없습니다. "
            "Marian 계열 모델을 주세요.",
        )
    return Translator(model, tokenizer)


def sequence_scores(written: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """The share of sequences that are wholly right, and of symbols that are right at their place."""
    exact = sum(w == r for w, r in zip(written, right, strict=True))
    symbols = sum(a == b for w, r in zip(written, right, strict=True) for a, b in zip(w, r, strict=False))
    longest = sum(max(len(w), len(r)) for w, r in zip(written, right, strict=True))
    return {"exact": exact / len(right), "symbols": symbols / longest}


def translation_scores(written: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """BLEU (Papineni et al. 2002) and chrF (Popović 2015) of a corpus, from 0 to 100, by sacreBLEU's defaults.

    chrF counts characters, and so forgives an ending of a Korean word that BLEU takes for another word.
    """
    sacrebleu = scorer()
    return {
        "bleu": sacrebleu.corpus_bleu(list(written), [list(right)]).score,
        "chrf": sacrebleu.corpus_chrf(list(written), [list(right)]).score,
    }


def scorer() -> Any:
    """sacreBLEU, or `Problem` that says how to install it."""
    try:
        import sacrebleu
    except ImportError as e:
        raise Problem(
            "translations are scored with sacrebleu, which is not installed: "
            "pip install 'minitransformer[tasks]'",
            "번역을 채점하는 sacrebleu가 설치되어 있지 않습니다: pip install 'minitransformer[tasks]'",
        ) from e
    return sacrebleu
